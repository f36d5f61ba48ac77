"""People: who works here and where, added, changed, their passwords set anew, signed out, leaving, what they did."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.phrases import content
from counter.rules.access import ROLE_NAMES, Role
from counter.rules.secret import NO_SECRET, Secret
from screens.administrator.keeping import KeepingScreen
from screens.administrator.page import Blank, Doing, Kind, Options, Page, Values
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact
from screens.parts.title import Title
from screens.shell import language
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.staff.people import Did, Person
    from screens.shell.app import CounterApp

MORE = "more:"


# -- the table ---------------------------------------------------------------------------------------------------------


async def _working(app: CounterApp) -> Sequence[Person]:
    return await app.ask(acts.staff_people)


async def _left(app: CounterApp) -> Sequence[Person]:
    return await app.ask(acts.staff_people, ended=True)


def _line(one: Person) -> Line:
    place = t("暂离 {place}", place=worded(one.place)) if one.away else worded(one.place)
    tone = "dim" if one.ended else "warn" if one.away else "good" if one.signed_in else ""
    return Line(one.code, (one.code, one.name, t(ROLE_NAMES[Role(one.role)]), one.desk_name, place), tone)


def _facts(one: Person) -> Iterable[Fact]:
    yield Fact("", f"{one.code} {one.name}", "head")
    yield Fact(t("岗位"), t(ROLE_NAMES[Role(one.role)]))
    if one.desk:
        yield Fact(t("部门"), one.department)
        yield Fact(t("审批台"), one.desk_name + (t("（负责人）") if one.head else ""))
    if one.ended:
        yield Fact(t("现在"), t("已离岗"), "dim")
        return
    yield Fact(t("现在"), worded(one.place) or t("没有到岗"), "good" if one.signed_in else "dim")
    if one.drafts:
        yield Fact(t("草稿"), t("{n} 份", n=one.drafts), "warn")
    if one.proposals:
        yield Fact(t("提请"), t("{n} 项待复核", n=one.proposals), "warn")


async def roles(app: CounterApp) -> Options:
    """The roles that people have."""
    return [(str(role), t(name), "") for role, name in ROLE_NAMES.items() if role is not Role.HALL]


async def desks(app: CounterApp) -> Options:
    """The desks that are open."""
    return [(one.code, one.name, one.code) for one in await app.ask(acts.desk_list)]


def _is_officer(values: Values) -> bool:
    return bool(values["role"] == Role.APPROVER)


async def _save(place: Place, row: Person | None, values: Values) -> str:
    role = Role(values["role"])
    desk = values.get("desk") or None
    if row is not None:
        changed = await place.app.ask(
            acts.staff_change,
            code=row.code,
            name=values["name"],
            role=role,
            desk=desk,
            head=values.get("head", False),
            seen=row.seen,
        )
        return worded(changed)
    password = "" if place.app.training else secrets.token_urlsafe(9)
    added = await place.app.ask(
        acts.staff_add,
        code=values["code"],
        name=values["name"],
        role=role,
        desk=desk,
        password=Secret(password) if password else NO_SECRET,
    )
    if password:
        await show_password(place, added.code, password)
    return worded(added)


async def show_password(place: Place, code: str, password: str) -> None:
    """A first password, shown this once."""
    await place.app.choose(
        t("{code} 的初始口令", code=code),
        [("told", t("已告诉本人"), "")],
        text=t("{password}\n只显示这一次，请当面告诉本人；本人登录后更换。", password=password),
    )


# -- what can be done with somebody ------------------------------------------------------------------------------------


async def _password(place: Place, one: Person) -> None:
    if not await place.app.confirm(
        t("重设 {code} {name} 的口令？", code=one.code, name=one.name), t("旧口令马上不能用，给一个新的初始口令。")
    ):
        return
    password = secrets.token_urlsafe(9)
    await place.app.ask(acts.staff_password, staff=one.code, new=Secret(password))
    await show_password(place, one.code, password)
    place.say(t("{code} 的口令已重设", code=one.code))


async def _expire(place: Place, one: Person) -> None:
    if await place.app.confirm(
        t("让 {code} {name} 换口令？", code=one.code, name=one.name), t("换好之前不能办别的事；手上的不丢。")
    ):
        place.say(worded(await place.app.ask(acts.staff_expire, code=one.code)))


async def _sign_out(place: Place, one: Person) -> None:
    if await place.app.confirm(
        t("请 {code} {name} 下来？", code=one.code, name=one.name),
        t("在{place}的班到此为止，那里的屏幕回到登录。", place=worded(one.place)),
    ):
        await place.app.ask(acts.staff_sign_out_other, code=one.code)
        place.say(t("{code} 已离岗", code=one.code))


async def _end(place: Place, one: Person) -> None:
    to: str | None = None
    if one.drafts:
        heirs = [
            (who.code, who.name, t(ROLE_NAMES[Role(who.role)]))
            for who in await _working(place.app)
            if who.role in (Role.CLERK, Role.SUPERVISOR) and who.code != one.code
        ]
        if not heirs:
            raise Refusal("screen.no-heir", t("没有人可以接手 {n} 份草稿", n=one.drafts), next=t("请先登记窗口人员"))
        to = await place.app.choose(
            t("{n} 份草稿转给谁", n=one.drafts), heirs, text=t("{code} {name} 离岗", code=one.code, name=one.name)
        )
        if to is None:
            return
    words = [t("工号留在日志里，不能再登录。")]
    if one.proposals:
        words.append(t("{n} 项提请失效，由本台在岗人员重新提请。", n=one.proposals))
    if await place.app.confirm(t("{code} {name} 离岗？", code=one.code, name=one.name), "\n".join(words)):
        place.say(worded(await place.app.ask(acts.staff_end, code=one.code, to=to, seen=one.seen)))


async def _acts(place: Place, one: Person) -> None:
    place.app.push_screen(ActsScreen(one.code, one.name))


COLUMNS = (
    Column(mark("工号"), 12),
    Column(mark("姓名"), 10),
    Column(mark("岗位"), 8, english=13),
    Column(mark("审批台"), 0),
    Column(mark("现在"), 12),
)

PASSWORD = Doing("password", mark("重设口令"), mark("给一个新的初始口令"), _password)
EXPIRE = Doing("expire", mark("口令过期"), mark("换好之前不能办别的事"), _expire)
SIGN_OUT = Doing("sign-out", mark("请下来"), mark("结束其在岗，那里回到登录"), _sign_out, lambda one: one.signed_in)
END = Doing("end", mark("离岗"), mark("不再在本厅工作；手上的交接"), _end)
ACTS = Doing("acts", mark("看经办"), mark("这个人办过什么"), _acts)

WORKING = Page(
    id="working",
    name=mark("在岗人员"),
    columns=COLUMNS,
    rows=_working,
    key=lambda one: one.code,
    line=_line,
    facts=_facts,
    title=lambda one: f"{one.code} {one.name}",
    new=mark("登记人员.."),
    blanks=(
        Blank("code", mark("工号"), Kind.CODE, mark("字母、数字和 -，最多 20 位"), fixed=True),
        Blank("name", mark("姓名")),
        Blank("role", mark("岗位"), Kind.ONE, options=roles),
        Blank("desk", mark("审批台"), Kind.ONE, options=desks, when=_is_officer),
        Blank("head", mark("本台负责人"), Kind.YES, first=False, when=_is_officer),
    ),
    values=lambda one: {
        "code": one.code,
        "name": one.name,
        "role": one.role,
        "desk": one.desk,
        "head": one.head,
    },
    save=_save,
    more=(PASSWORD, EXPIRE, SIGN_OUT, END, ACTS),
)

LEFT = Page(
    id="left",
    name=mark("已离岗"),
    columns=COLUMNS,
    rows=_left,
    key=lambda one: one.code,
    line=_line,
    facts=_facts,
    title=lambda one: f"{one.code} {one.name}",
    empty=mark("没有人离岗。"),
    more=(ACTS,),
)


class PeopleScreen(KeepingScreen):
    """Everybody who works in the hall."""

    NAME = mark("人员")
    PAGES = (WORKING, LEFT)
    PANES = (("#pages", mark("页")), ("#list", mark("人员")), ("#detail", mark("详情")))
    HELP = mark(
        "在岗的和已离岗的人。Enter 看能做什么：改姓名、岗位、审批台和负责人，重设口令或让它过期，请下来（结束其在岗），"
        "离岗（先交接草稿和提请），看经办。最后一行登记新人。\n"
        "改了岗位或审批台的人要重新登录。唯一的管理员、唯一的值班主任、有审批在办的台上唯一的人不能走。\n"
        "新口令只显示一次；工号从不删除，日志里一直认得是谁。"
    )


class ActsScreen(Place):
    """What one person did, newest first, a page at a time."""

    NAME = mark("经办")
    AUTO_FOCUS = "#acts"
    PANES = (("#acts", mark("经办")),)
    HELP = mark("一个人办过的事，最近的在最上面；最后一行再往前看。只写办了什么、对哪一件，不写办事人。Esc 返回。")

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self.code, self.name_shown = code, name
        self.found: list[Did] = []
        self.pages = 1

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("时间"), 16),
            Column(mark("办了什么"), 0),
            Column(mark("对象"), 18),
            Column(mark("地点"), 12, wide_only=True),
            id="acts",
            empty=mark("正在读取.."),
        )

    async def refresh_data(self) -> None:
        """As many pages as were asked for."""
        found: list[Did] = []
        more = True
        for _ in range(self.pages):
            page = await self.app.ask(acts.staff_acts, code=self.code, before=found[-1].seq if found else 0)
            found += page
            more = len(page) > 0
        self.found = found
        self.query_one("#current", Title).show(f"{self.code} {self.name_shown}", t("最近的 {n} 件事", n=len(found)))
        lines = [
            Line(
                f"{one.seq}",
                (
                    one.when,
                    content(language.current, one.summary) if language.current != "en" else one.english,
                    one.subject,
                    one.place,
                ),
            )
            for one in found
        ]
        older = [Line(MORE, (t("再往前.."), "", "", ""), "dim")] if more else []
        self.query_one("#acts", LineList).show([*lines, *older], empty=t("还没有办过什么。"))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on the last line: a page further back."""
        event.stop()
        if event.key == MORE:
            self.pages += 1
            self.reload()
