"""F9: one field for a ticket number, a receipt number, a scanned code, a name; what was found, and what can be done
with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from counter import acts
from counter.errors import Refusal
from counter.rules.access import Role
from counter.rules.booking import BOOKING_NAMES, BookingShown
from counter.rules.case import AT_INTAKE, CaseState
from counter.rules.found import FOUND_NAMES, FoundKind
from counter.rules.scan import KNOWN
from counter.rules.ticket import STATE_NAMES, State
from counter.rules.writing import Writing
from screens.intake.in_hand import take_up
from screens.parts.composed import promise
from screens.parts.field import Field, type_on
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.shell.language import day, mark, named, t, worded
from screens.shell.place import Place
from screens.window.after_acceptance import LATER, act_later
from screens.window.handing_over import hand_over, rate
from screens.window.opening import show_intake
from screens.window.receipts import show_papers

if TYPE_CHECKING:
    from counter.acts.queue.from_home import Booking
    from counter.acts.window.find import CaseSeen, Found

AT_THE_COUNTER = (Role.CLERK, Role.SUPERVISOR)
"""Who takes in, hands over and goes on with a case."""
SEE_CASES = (Role.GUIDE, *AT_THE_COUNTER)
"""Who sees a case that was found, and puts a ticket back into its queue."""
PEOPLE = (FoundKind.PERSON, FoundKind.ORGANISATION)
LISTS = (
    ("today", mark("今天的件")),
    ("mine", mark("我的件")),
    ("drafts", mark("没收完的草稿")),
    ("booked", mark("今天的预约")),
    ("later", mark("以后的预约")),
)
"""What an empty field offers."""
EXPECTED = ("booked", "later")
COMES_YET = {BOOKING_NAMES[state] for state in (BookingShown.BOOKED, BookingShown.MISSED)}
"""States of a booking whose person may still come: late is better than not at all."""
TYPED = ("search", "")
"""By what the words that were not looked for yet are found again."""
ASIDE = {STATE_NAMES[state] for state in (State.HELD, State.ABSENT, State.AWAY)}
"""States of a ticket that can be put back into its queue."""


class SearchScreen(Place):
    """Find, look, go on with it, hand a result over."""

    NAME = mark("查询")
    AUTO_FOCUS = "#text-box"
    PANES = (("#text-box", mark("查询内容")), ("#found", mark("结果")), ("#detail", mark("详情")))
    HELP = mark(
        "在一个字段里填：号票号（A012）、收件号或受理号、姓名或拼音首字母、证件号，或用扫码枪扫回执上的码。\n"
        "姓名的各种读音、电话或证件号的后四位以上、今天的流水号（0001）也行。空着按 Enter：今天的件、我的件、"
        "草稿、预约。\n"
        "扫到一件已办结的件：Enter 一次就能登记领取结果。\n结果里 Enter 看能做什么；在人上 Enter 看其办件、号票和存着的"
        "材料；F5 继续收件，F7 看回执。Ctrl+C 复制选中的编号。\n审批人员只查到本台的办件，Enter 打开案卷。"
    )

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text
        self.found: dict[str, Found] = {}
        self.case: CaseSeen | None = None
        """The case that the cursor stands on, once it has been read."""

    def compose_body(self) -> Iterable[Widget]:
        yield Field(
            mark("查询"),
            self.text,
            id="text",
            last=True,
            kind=Writing.CODE,
            help=mark("号票号、收件号、姓名、证件号、电话尾数，或扫码。Enter 查，空着就列今天的件。"),
            scans=KNOWN,
            scan_is_enough=True,
            typed=self._keep,
        )
        with Horizontal(classes="row"):
            yield LineList(
                Column("", 6, english=12),
                Column(mark("编号"), 14),
                Column(mark("名称"), 0),
                Column(mark("状态"), 10),
                Column(mark("备注"), 14, wide_only=True),
                id="found",
                empty=mark("填好后按 Enter。"),
            )
            yield Sheet(id="detail")

    def on_mount(self) -> None:
        if self.text:
            self.start(self._find())
            return
        self._offer_lists()
        if unsaid := self.app.kept_words.get(TYPED).get("text", ""):
            box = self.query_one("#text", Field).box
            box.value = unsaid
            box.cursor_position = len(unsaid)

    def _keep(self, text: str) -> None:
        """What is typed and was not looked for yet is there again after Esc."""
        self.app.kept_words.keep(TYPED, {"text": text} if text else {})

    def _offer_lists(self) -> None:
        """Nothing asked yet: the lists of cases stand there."""
        self.found = {}
        if (role := self.app.actor.role) in SEE_CASES:
            at_the_door = role is Role.GUIDE  # who comes there is expected, or not
            lists = sorted(LISTS, key=lambda one: at_the_door and one[0] not in EXPECTED)
            self.query_one("#found", LineList).show(
                (Line(f"list:{which}", ("", "", t(name), "", "")) for which, name in lists), anew=True
            )
            self.case = None
            self.query_one("#detail", Sheet).show(())

    async def _list(self, which: str) -> None:
        """Today's cases, one's own, drafts."""
        found = await self.app.ask(acts.window_cases, which=which)
        if not found:
            self.say(t("没有“{name}”", name=t(dict(LISTS)[which])), "warn")
            return
        await self._show_answer(found)

    def on_key(self, event: events.Key) -> None:
        """The next receipt is scanned while the last one's results have the focus."""
        type_on(self.query_one("#text", Field), event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field, or the scanner's own Enter."""
        self.start(self._find())

    async def _find(self) -> None:
        field = self.query_one("#text", Field)
        field.box.action_select_all()  # the next key or scan takes its place, also where nothing is found
        if not field.value.strip() and self.app.actor.role in SEE_CASES:
            self._offer_lists()
            self.query_one("#found", LineList).focus()
            return
        finding = acts.approval_find if self.app.actor.role is Role.APPROVER else acts.window_find
        found = await self.app.ask(finding, text=field.value)
        self.app.kept_words.keep(TYPED, {})
        await self._show_answer(found)

    async def _show_answer(self, found: tuple[Found, ...]) -> None:
        self.found = {f"{one.kind}:{one.id}": one for one in found}
        lines = self.query_one("#found", LineList)
        lines.show(())
        self._show_found()
        self.say(t("找到 {n} 条", n=len(found)), "plain")
        if found:
            lines.focus()
        await self._look(lines.cursor)

    def _show_found(self) -> None:
        self.query_one("#found", LineList).show(
            Line(key, (t(FOUND_NAMES[one.kind]), *_called(one), worded(one.note))) for key, one in self.found.items()
        )

    async def refresh_data(self) -> None:
        """What is shown may have moved on elsewhere."""
        if self.case is not None:
            await self._look(self.query_one("#found", LineList).cursor)

    async def _look(self, key: str | None) -> None:
        key = key or ""
        one = self.found.get(key)
        detail = self.query_one("#detail", Sheet)
        self.case = None
        if one is None:
            detail.show(())
        elif one.kind == FoundKind.CASE and self.app.actor.role in SEE_CASES:
            self.case = await self.app.ask(acts.window_case, case=one.name)
            detail.show(case_facts(self.case))
            if self.case.state_name != one.state:
                self.found[key] = replace(one, state=self.case.state_name)
                self._show_found()
        elif one.kind == FoundKind.APPROVAL:
            detail.show(
                [
                    Fact("", t("审批 {number}", number=one.name), "head"),
                    Fact(t("办件"), one.note),
                    Fact(t("事项"), worded(one.title)),
                    Fact(t("状态"), t(one.state)),
                    Fact("", t("Enter 打开案卷"), "good"),
                ]
            )
        elif one.kind == FoundKind.CASE:
            detail.show([Fact("", t("件 {case}  {state}", case=one.name, state=t(one.state)), "head")])
        elif one.kind == FoundKind.TICKET:
            shown = await self.app.ask(acts.ticket_show, ticket=str(one.id))
            detail.show(
                [
                    Fact("", t("号 {number}", number=one.name), "head"),
                    *(Fact("", line) for line in worded(shown).split("\n")),
                ]
            )
        elif one.kind == FoundKind.PRE_REVIEW:
            detail.show(
                [
                    Fact("", t("网上预审过的来件"), "head"),
                    Fact(t("事项"), one.title),
                    Fact(t("文件"), worded(one.note)),
                    Fact("", t("Enter 打开成办件"), "good"),
                ]
            )
        elif one.kind == FoundKind.BOOKING:
            sees = self.app.actor.role in SEE_CASES
            detail.show(booking_facts(one, await self.app.ask(acts.booking_show, booking=one.id) if sees else None))
        else:
            detail.show(
                [
                    Fact("", t(FOUND_NAMES[one.kind]), "head"),
                    Fact(t("姓名") if one.kind == FoundKind.PERSON else t("名称"), one.title),
                    Fact(t("证件号"), one.state),
                    Fact(t("电话"), one.note or t("没有填")),
                    Fact("", t("Enter 看办件、号票、材料"), "good"),
                ]
            )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The cursor stands on another result."""
        event.stop()
        self.start(self._look(event.key))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a result."""
        event.stop()
        one = self.found.get(event.key)
        if event.key.startswith("list:"):
            self.start(self._list(event.key.removeprefix("list:")))
        elif one is None:
            return
        elif one.kind in PEOPLE and self.app.actor.role in SEE_CASES:
            from screens.shell.person import PersonScreen

            self.app.push_screen(PersonScreen(one.id))
        elif one.kind == FoundKind.APPROVAL:
            from screens.desk.file import FileScreen

            self.app.push_screen(FileScreen(one.name))
        else:
            self.start(self._act_on(one))

    @property
    def here(self) -> CaseSeen:
        """The same, for whoever needs one. Raises Refusal."""
        if self.case is None:
            raise Refusal("screen.no-case-highlighted", t("没有选中的件"))
        return self.case

    async def _act_on(self, one: Found) -> None:
        options = list(self._options(one))
        if not options:
            return
        called = worded(one.title) if one.kind == FoundKind.BOOKING else one.name
        chosen = await self.app.choose(f"{t(FOUND_NAMES[one.kind])} {called}", options)
        if chosen == "deliver":
            await hand_over(self, self.here)
        elif chosen == "papers":
            await self.press_receipts()
        elif chosen == "intake":
            await self.press_intake()
        elif chosen == "rate":
            await rate(self, case=self.here.name)
        elif chosen == "prepared":
            step = await self.app.ask(acts.case_open_prepared, code=one.name, window=self.app.actor.window, tie=False)
            self.say(worded(step))
            await take_up(self, step.case)
            await show_intake(self, step.case)
        elif chosen == "check-in":
            taken = await self.app.ask(acts.booking_check_in, booking=one.id)
            await self._show_answer(await self.app.ask(acts.window_find, text=taken.number))
            self.say(worded(taken))
        elif chosen == "end-booking":
            await self._end_booking(one)
        elif chosen == "pick":
            self.say(worded(await self.app.ask(acts.ticket_pick, ticket=str(one.id), window=self.app.actor.window)))
            self.dismiss(None)
        elif chosen == "discard":
            await self._throw_away(one)
        elif chosen == "back":
            self.say(worded(await self.app.ask(acts.ticket_back, ticket=str(one.id))))
        elif chosen is not None:
            await act_later(self, one.name, chosen)

    async def _throw_away(self, one: Found) -> None:
        """A draft that nobody goes on with, ended where it was found."""
        if not await self.app.confirm(
            t("不要草稿 {name} 了？", name=one.name), f"{one.name} {worded(one.title)}", yes=t("不要了"), no=t("返回")
        ):
            return
        why = mark("草稿不办了")  # goes into the journal: Chinese whoever throws it away
        await self.app.ask(acts.case_withdraw, case=one.name, reason=why)
        self.found.pop(f"{one.kind}:{one.id}", None)
        self.case = None
        self._show_found()
        self.say(t("草稿 {name} 已不要了", name=one.name))

    async def _end_booking(self, one: Found) -> None:
        """The hall can't keep a booking: why is on the page of its code."""
        reason = await self.app.enter(t("取消预约 {when}", when=worded(one.title)), (t("原因"), ""))
        if reason is None:
            return
        ended = await self.app.ask(acts.booking_cancel, booking=one.id, reason=reason)
        self.found[f"{one.kind}:{one.id}"] = replace(one, state=ended.state_name)
        self._show_found()
        self.say(worded(ended))

    def _options(self, one: Found) -> Iterable[tuple[str, str, str]]:
        role = self.app.actor.role
        at_window = self.app.actor.window is not None and role in AT_THE_COUNTER
        if one.kind == FoundKind.CASE and self.case is not None:
            if self.case.state == CaseState.DECIDED and role in AT_THE_COUNTER:
                yield "deliver", t("领取结果"), t("核对领取人，登记送达")
            if self.case.state in AT_INTAKE and at_window:
                yield "intake", t("继续收件"), "F5"
            yield "papers", t("看回执"), "F7"
            if self.case.state == CaseState.DRAFT and role in AT_THE_COUNTER:
                yield "discard", t("不要这份草稿"), t("不再办")
            if self.case.state == CaseState.ACCEPTED and role in AT_THE_COUNTER:
                yield from ((what, t(name), t(remark)) for what, name, remark in LATER)
            if self.case.state in (CaseState.DECIDED, CaseState.DELIVERED):
                yield "rate", t("评价"), t("办件人按满意度")
        elif one.kind == FoundKind.PRE_REVIEW and at_window:
            yield "prepared", t("打开成办件"), t("归到本窗口手上的号")
        elif one.kind == FoundKind.BOOKING and role in SEE_CASES:
            if one.state in COMES_YET:
                yield "check-in", t("报到取号"), t("在宽限以内按预约时间排")
            if one.state == BOOKING_NAMES[BookingShown.BOOKED]:
                yield "end-booking", t("取消预约"), t("写明原因，本人看得到")
        elif one.kind == FoundKind.TICKET:
            if one.state in {STATE_NAMES[State.WAITING], *ASIDE} and at_window:
                yield "pick", t("点名叫号"), t("叫到本窗口")
            if one.state in ASIDE and role in SEE_CASES:
                yield "back", t("放回队列"), t("按规则排")

    def why_not(self, id: str) -> str:
        if id == "intake" and self.case is None and (window := self._window) is not None:
            return window.why_not(id)
        if id in ("receipts", "intake"):
            if (case := self.case) is None:
                return t("没有选中的件")
            if id == "intake" and self.app.actor.role not in AT_THE_COUNTER:
                return self.not_for_this_role(id)
            if id == "intake" and case.state not in AT_INTAKE:
                return t("{case} {state}，不再收件", case=case.name, state=t(case.state_name))
        return super().why_not(id)

    async def press_intake(self) -> None:
        """F5: go on with the chosen case; with none chosen take in for whoever is at the window."""
        if self.case is None and (window := self._window) is not None:
            self._leave_to(window, "intake")
            return
        case = self.here.name  # the list below reads itself again while the visit begins
        await take_up(self, case)
        await show_intake(self, case)

    @property
    def _window(self) -> Place | None:
        """The window that this was opened from."""
        base = self.app.screen_stack[0]
        return base if isinstance(base, Place) and self.app.current_mode == "window" else None

    async def press_receipts(self) -> None:
        """F7: the papers of the chosen case."""
        await show_papers(self, [self.here.name])

    async def press_find(self) -> None:
        """F9 again: back to the field, emptied by the next key."""
        self.query_one("#text", Field).focus()
        self.query_one("#text-box", Input).action_select_all()


def _called(one: Found) -> tuple[str, str, str]:
    """Number, name and state of a line. Who was found has their ID for a number, masked: whole in the detail."""
    if one.kind in PEOPLE:
        return re.sub(r"\*{5,}", "****", one.state), one.title, ""
    number = "" if one.kind in (FoundKind.PRE_REVIEW, FoundKind.BOOKING) else one.name
    return number, worded(one.title), t(one.state)


def booking_facts(one: Found, booking: Booking | None) -> list[Fact]:
    """A booking at a glance: when, and for those who meet its person whose it is and for what."""
    facts = [
        Fact("", t("预约"), "head"),
        Fact(t("时间"), f"{day(booking.on)} {booking.at}" if booking is not None else worded(one.title)),
        Fact(t("队列"), named(one.note)),
    ]
    if booking is not None:
        for label, value in (
            (t("事项"), named(booking.matter)),
            (t("姓名"), booking.name),
            (t("证件号"), booking.id_number),
            (t("电话"), booking.phone),
        ):
            if value:
                facts.append(Fact(label, value))
    facts.append(Fact(t("状态"), t(one.state)))
    if booking is not None and one.state in COMES_YET:
        facts.append(Fact("", t("人到了：Enter 报到取号"), "good"))
    return facts


def case_facts(case: CaseSeen) -> list[Fact]:
    """A case at a glance: dates, every desk with its telephone, what is owed."""
    if not case.name:
        raise Refusal("screen.no-such-case", t("没有这件"))
    facts = [
        Fact("", t("件 {case}  {state}", case=case.name, state=t(case.state_name)), "head"),
        Fact(t("办什么"), case.matter),
    ]
    if case.applicant:
        facts.append(Fact(t("申请人"), f"{case.applicant}  {case.number}"))
    if case.agent:
        facts.append(Fact(t("代办人"), case.agent))
    for label, value in (
        (t("受理号"), case.acceptance),
        (t("收件日"), day(case.received_on)),
        (t("受理日"), day(case.accepted_on)),
        (t("承诺日"), promise(case.promised_on, case.provisional) if case.promised_on else ""),
        (t("办结日"), day(case.decided_on)),
        (t("领取日"), day(case.delivered_on)),
    ):
        if value:
            facts.append(Fact(label, value))
    facts += [Fact(t("待补"), worded(name), "warn") for name in case.missing]
    if case.approvals:
        facts.append(Fact("", t("{n} 个事项", n=len(case.approvals)), "head"))
    for one in case.approvals:
        date = (
            t("{day} 决定", day=day(one.decided_on))
            if one.decided_on
            else t("承诺 {day}", day=day(one.promised_on))
            if one.promised_on
            else ""
        )
        facts.append(
            Fact(t(one.state), f"{one.item}  {one.department} {one.phone}  {date}", "good" if one.decided_on else "")
        )
    return facts
