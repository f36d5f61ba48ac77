"""The audit: what was done, who looked at whom, what was refused and what left the hall, by person, case, act, day,
place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from textual.widget import Widget

from counter import acts
from counter.errors import Refusal
from counter.phrases import content, of_act
from counter.rules.writing import Writing
from screens.parts.lines import Column, Line, LineList
from screens.parts.scan import Scanning
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell import language
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.report.auditing import AuditLine, LookedAtSomebody

PAGE = 100


class Of(StrEnum):
    """What is read."""

    JOURNAL = "journal"
    LOOKS = "looks"
    REFUSED = "refused"
    EXPORTS = "exports"


NAMES = {
    Of.JOURNAL: mark("日志"),
    Of.LOOKS: mark("谁看过谁"),
    Of.REFUSED: mark("被拒绝的"),
    Of.EXPORTS: mark("导出"),
}


class AuditScreen(Scanning, Place):
    """The supervisor's page of the journal."""

    NAME = mark("审计")
    DIGITS = "1234567"
    ABOUT_KEYS = Place.ABOUT_KEYS | dict.fromkeys(DIGITS, "#current")
    AUTO_FOCUS = "#entries"
    PANES = (("#entries", mark("记录")),)
    HELP = mark(
        "1 看什么：日志、谁看过谁、被拒绝的、导出。2 谁（工号），3 哪件（收件号），"
        "4 什么操作（全名或开头，如 case），\n"
        "5 哪几天、几点到几点，6 哪里（窗口、审批台），7 更早的；留空就是不限。都可以一起用，条件写在上面。\n"
        "下面是选中一条的全部内容。按收件号查也是一次查看，会留记录。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.of = Of.JOURNAL
        self.staff = self.case = self.act = self.where = ""
        self.first: date | None = None
        self.last: date | None = None
        self.from_time = self.to_time = ""
        """Times of the first and of the last day, as they are read (see counter/rules/times_written.py)."""
        self.before = 0
        self.entries: dict[str, AuditLine | LookedAtSomebody] = {}
        self.listed: tuple[object, ...] = ()
        """What the lines answer: other ones begin at the top."""

    @property
    def asked(self) -> tuple[object, ...]:
        """What is asked for."""
        return (self.of, self.staff, self.case, self.act, *self._span, self.where, self.before)

    @property
    def _span(self) -> tuple[date | None, str, date | None, str]:
        return self.first, self.from_time, self.last, self.to_time

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        yield LineList(
            Column(mark("时间"), 14),
            Column(mark("谁"), 12),
            Column(mark("做了什么"), 0),
            Column(mark("对象"), 16),
            Column(mark("在哪里"), 12, wide_only=True),
            Column(mark("角色"), 10, wide_only=True),
            id="entries",
            empty=mark("正在读取.."),
        )
        yield Sheet(id="detail", can_focus=False)

    async def refresh_data(self) -> None:
        """One query by what was chosen."""
        if self.of in (Of.JOURNAL, Of.EXPORTS):
            found: tuple[AuditLine, ...] | tuple[LookedAtSomebody, ...] = await self.app.ask(
                acts.journal_audit,
                staff=self.staff,
                case=self.case,
                act=self.act,
                first=self.first,
                last=self.last,
                from_time=self.from_time,
                to_time=self.to_time,
                place=self.where,
                exports=self.of is Of.EXPORTS,
                before=self.before,
                limit=PAGE,
            )
        else:
            found = await self.app.ask(
                acts.journal_who_looked,
                staff=self.staff,
                case=self.case,
                first=self.first,
                last=self.last,
                from_time=self.from_time,
                to_time=self.to_time,
                place=self.where,
                refused=self.of is Of.REFUSED,
                before=self.before,
                limit=PAGE,
            )
        self.entries = {str(_number(one)): one for one in found}
        self.query_one("#current", Title).show(
            t("{what}  {count} 条{more}  {conditions}", **self._conditions(len(found))),
            t("1看什么 2谁 3哪件 4操作 5哪几天 6哪里 7更早"),
        )
        self.query_one("#entries", LineList).show(
            (_line(key, one) for key, one in self.entries.items()),
            empty=t("没有符合的记录。"),
            anew=self.asked != self.listed,
        )
        self.listed = self.asked
        self._show_detail()

    def _conditions(self, count: int) -> dict[str, object]:
        first, last = (f"{day or ''} {at}".strip() for day, at in (self._span[:2], self._span[2:]))
        days = f"{first}..{last}" if first or last else ""
        chosen = (self.staff, self.case, self.act if self.of is Of.JOURNAL else "", days, self.where)
        return {
            "what": t(NAMES[self.of]),
            "count": count,
            "more": t("（还有更早的）") if count == PAGE else "",
            "conditions": "  ".join(one for one in chosen if one) or t("不限"),
        }

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The detail follows the cursor."""
        event.stop()
        self._show_detail()

    def _show_detail(self) -> None:
        one = self.entries.get(self.query_one("#entries", LineList).cursor or "")
        self.query_one("#detail", Sheet).show([] if one is None else _facts(one))

    def digit(self, digit: int) -> None:
        """1 to 7: what, who, which case, which act, days, place, earlier."""
        steps = (self._what, self._who, self._which, self._acts, self._days, self._place, self._earlier)
        self.start(steps[digit - 1]())

    async def _what(self) -> None:
        chosen = await self.app.choose(t("看什么"), [(one, t(name), "") for one, name in NAMES.items()], at=self.of)
        if chosen is not None:
            self.of = chosen
            await self._anew()

    async def _who(self) -> None:
        people = {one.staff: one.staff_name for one in self.entries.values()}
        text = t("这一页里有：{who}", who="  ".join(f"{code} {name}" for code, name in list(people.items())[:6]))
        given = await self.app.enter(t("谁"), (t("工号"), self.staff), text=text)
        if given is not None:
            self.staff = given.strip()
            await self._anew()

    async def _which(self) -> None:
        given = await self.app.enter(t("哪件"), (t("件号"), self.case))
        if given is not None:
            before, self.case = self.case, given.strip()
            await self._try(case=before)

    async def _acts(self) -> None:
        given = await self.app.enter(t("什么操作"), (t("操作"), self.act), text=t("全名（case.accept）或开头（case）"))
        if given is not None:
            before, self.act = self.act, given.strip()
            await self._try(act=before)

    async def _days(self) -> None:
        given = await self.app.enter(
            t("哪几天"),
            (t("起"), str(self.first or ""), True, Writing.DAY),
            (t("起时"), self.from_time, True, Writing.CODE),
            (t("止"), str(self.last or ""), True, Writing.DAY),
            (t("止时"), self.to_time, True, Writing.CODE),
            text=t("时间可以不写；写了就从起日的起时到止日的止时，如 1000 到 1015。"),
        )
        if given is not None:
            first, last = (date.fromisoformat(day) if day else None for day in (given[0], given[2]))
            span = (first, given[1].strip()), (last, given[3].strip())
            if first and last and last < first:
                span = span[1], span[0]
            before = self._span
            (self.first, self.from_time), (self.last, self.to_time) = span
            await self._try(**dict(zip(("first", "from_time", "last", "to_time"), before, strict=True)))

    async def _place(self) -> None:
        given = await self.app.enter(t("哪里"), (t("地点"), self.where), text=t("窗口号，或审批台（D-C-HR）"))
        if given is not None:
            self.where = given.strip()
            await self._anew()

    async def _earlier(self) -> None:
        if len(self.entries) < PAGE:
            self.say(t("没有更早的了"), "plain")
            return
        self.before = min(_number(one) for one in self.entries.values())
        await self.refresh_data()

    async def _anew(self) -> None:
        self.before = 0
        await self.refresh_data()

    async def _try(self, **before: object) -> None:
        """Ask by a new condition; one that can't be asked by is taken back."""
        try:
            await self._anew()
        except Refusal:
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def scanned(self, text: str) -> None:
        """A scanned receipt is the case that is asked about."""
        self.start(self._of_scan(text))

    async def _of_scan(self, text: str) -> None:
        found = await self.app.ask(acts.window_find, text=text)
        case = next((one.name for one in found if one.kind == "case"), "")
        if not case:
            raise Refusal("audit.no-case-scanned", t("扫到的不是办件"))
        before, self.case = self.case, case
        await self._try(case=before)


def _entry(one: AuditLine | LookedAtSomebody) -> TypeGuard[AuditLine]:
    return hasattr(one, "seq")


def _look(one: AuditLine | LookedAtSomebody) -> TypeGuard[LookedAtSomebody]:
    return not _entry(one)


def _number(one: AuditLine | LookedAtSomebody) -> int:
    return one.seq if _entry(one) else one.id if _look(one) else 0


def _named(name: str) -> str:
    """An act's name; one that has only its code is said by its summary, which is written in Chinese."""
    summary = "" if language.current == "en" else of_act(name)
    return content(language.current, summary) if summary else worded(name)


def _line(key: str, one: AuditLine | LookedAtSomebody) -> Line:
    when, who, where = one.when[5:], f"{one.staff} {one.staff_name}", (one.place, worded(one.role))
    if _entry(one):
        return Line(key, (when, who, _named(one.act_name), one.subject, *where), "dim" if one.undone_by else "")
    if not _look(one):
        return Line(key, ())
    what = _named(one.what) if one.allowed else t("已拒绝：{what} {code}", what=_named(one.what), code=one.code)
    return Line(key, (when, who, what, one.case, *where), "" if one.allowed else "bad")


def _facts(one: AuditLine | LookedAtSomebody) -> list[Fact]:
    shown = [Fact("", f"{one.when}  {one.staff} {one.staff_name}  {worded(one.role)}  {one.place}", "head")]
    if _entry(one):
        shown.append(Fact(t("操作"), f"{one.seq}  {one.act}  {_named(one.act_name)}  {one.subject}"))
        if one.undoes:
            shown.append(Fact(t("撤销"), t("撤销了第 {seq} 条", seq=one.undoes)))
        if one.undone_by:
            shown.append(Fact(t("撤销"), t("被第 {seq} 条撤销", seq=one.undone_by), "warn"))
        shown.append(Fact(t("内容"), one.facts))
    elif _look(one):
        shown.append(Fact(t("查看"), f"{_named(one.what)}  {one.case}"))
        if not one.allowed:
            shown.append(Fact(t("已拒绝"), one.code, "bad"))
    return shown
