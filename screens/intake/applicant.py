"""Who applies, and who acts for them. A card or a scan lands in the number's field, wherever the cursor stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from counter import acts
from counter.errors import Refusal
from counter.rules.scan import PERSONS, Scan
from counter.rules.writing import Writing
from screens.dialogs.dialog import Dialog, words
from screens.parts.cells import visible
from screens.parts.field import Field, field_for
from screens.shell.language import listed, mark, t
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.rules.identity import IdNumber
    from screens.intake.intake import IntakeScreen

_NUMBER = re.compile(
    r"(?P<before>.*?)[\s,\uff0c;\uff1b|]*(?P<number>\d{17}[\dXx\uff38\uff58]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10})[\s,\uff0c;\uff1b|]*(?P<after>.*)",
    re.DOTALL,
)


async def ask_applicant(place: IntakeScreen, number: str = "", name: str = "") -> None:
    """Ask who applies and keep it. Raises Refusal."""
    if (given := await place.app.question(Applicant(number, name))) is not None:
        await place.do(
            acts.case_applicant,
            number=given.number,
            name=given.name,
            phone=given.phone,
            agent_name=given.agent_name,
            agent_number=given.agent_number,
            mandate=given.mandate,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """Who applies and who acts for them, as typed and found right; empty where nothing was said."""

    number: str
    name: str
    phone: str
    agent_name: str
    agent_number: str
    mandate: str


class Applicant(Dialog[Given]):
    """Who applies, and who acts for them; gives Given, or None for Esc."""

    BROAD = True
    BINDINGS: ClassVar = [Binding("ctrl+s", "save", show=False)]
    AUTO_FOCUS = "#number Input"
    HELP = mark(
        "刷身份证、扫码或手输都可以；刷到哪一栏都会放进证件号。\n代办时填代办人和委托书，本人来就空着。\n最后一栏按 "
        "Enter 登记，Esc 返回不改。"
    )

    def __init__(self, number: str = "", name: str = "", phone: str = "") -> None:
        super().__init__()
        self.first = (number, name, phone)
        self._looked_up = ""

    def compose_dialog(self) -> Iterable[Widget]:
        number, name, phone = self.first
        yield words(t("申请人"), "title")
        yield Field(
            mark("证件号"),
            number,
            id="number",
            kind=Writing.CODE,
            help=mark("居民身份证、居住证 18 位，或单位的统一社会信用代码；刷证即可。"),
            scans=PERSONS,
        )
        yield Field(
            mark("姓名"),
            name,
            id="name",
            kind=Writing.NAME,
            help=mark("照证件上的写法；少数民族姓名的间隔点用任何一种都可以。"),
        )
        yield Field(mark("电话"), phone, id="phone", kind=Writing.CODE, help=mark("可以不填。"), scans=frozenset())
        yield Field(mark("代办人"), "", id="agent", kind=Writing.NAME, help=mark("本人来办就空着，直接按 Enter。"))
        yield Field(
            mark("代办证件"), "", id="agent-number", kind=Writing.CODE, help=mark("代办人的证件号。"), scans=PERSONS
        )
        yield Field(mark("委托书"), "", id="mandate", last=True, help=mark("委托书的名称和日期；有代办人时必填。"))
        yield words("", "words found")
        yield words("", "words wrong")
        yield words(t("Enter 下一栏，最后一栏登记（Ctrl+S 立即登记）  Esc 返回"), "hint")

    def on_mount(self) -> None:
        """A number that came by scanner is looked up at once; the name is next."""
        if self.first[0]:
            self._take_number(self.first[0])

    def take_scan(self, scan: Scan) -> bool:
        """A reader may type the name before the number: it stands where the cursor was, and goes to the name."""
        here, field = self.focused.parent if self.focused else None, field_for(self, scan.kind)
        if field is not None and here is field and field.value and not any(sign.isdigit() for sign in field.value):
            self.query_one("#name" if field.id == "number" else "#agent", Field).value = field.value
        agent = self.query_one("#agent", Field)
        if field is not None and field.id == "agent-number" and not agent.value:
            field.value = scan.text
            agent.focus()  # whose card it is is still to be said
            return True
        return super().take_scan(scan)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        field = event.input.parent
        assert isinstance(field, Field)
        number_field = "agent-number" if field.id in ("agent", "agent-number", "mandate") else "number"
        if field.id not in ("number", "agent-number") and self._reroute(field, number_field):
            event.stop()
            if not field.value:  # the scan came where something else belongs, which is still to be said
                field.focus()
            return
        if field.id == "number" and field.value:
            self._reroute(field, "number")
            self._take_number(field.value)
            event.stop()
        if field.id == "mandate":
            self.action_save()

    def _reroute(self, field: Field, target: str) -> bool:
        """Move a number that was scanned into another field to its own; a name that came with it goes to the name."""
        match = _NUMBER.fullmatch(field.box.value.strip())
        if match is None:
            return False
        number, rest = match["number"], match["before"] or match["after"]
        if field.id != target:
            field.value = rest
        elif rest:
            self.query_one("#name" if target == "number" else "#agent", Field).value = rest
        self.query_one(f"#{target}", Field).value = number
        if target == "number" and field.id != target:
            self._passes(lambda: self._number(number))
            self.run_worker(self._look_up(number))
        return field.id != target

    def _take_number(self, number: str) -> None:
        """A number is judged as soon as it is there: a wrong one is read again, with a right one the name is next."""
        right = self._passes(lambda: self._number(number))
        self.query_one("#name" if right else "#number", Field).focus()
        if right:
            self.run_worker(self._look_up(number))

    async def _look_up(self, number: str) -> None:
        """Offer what the hall knows of this number."""
        if len(number) < 15 or number == self._looked_up:
            return
        self._looked_up = number
        found = await self.app.ask(acts.person_search, text=number)
        if not found:
            return
        known = await self.app.ask(acts.person_show, person=found[0].id)
        name = self.query_one("#name", Field)
        if not name.value:
            name.value = known.person.name
            if name.box.has_focus:  # what is typed now takes its place
                name.box.action_select_all()
        told = t(
            "已登记：{name}，办过 {cases} 件，存有材料 {papers} 份",
            name=known.person.name,
            cases=len(known.cases),
            papers=len(known.papers),
        )
        if known.person.doubles:
            told += t("；疑似重复登记 {others} 号", others=listed(str(d) for d in known.person.doubles))
        self.query_one(".found", Static).update(Content(visible(told)))

    def action_save(self) -> None:
        """Check everything by the one gateway; what is wrong is said here, nothing is lost, and the cursor goes where
        it is mended.
        """
        value = {str(field.id): field.value for field in self.query(Field)}
        for id, check in self._checks(value):
            if not self._passes(check):
                self.query_one(f"#{id}", Field).focus()
                return
        self.dismiss(
            Given(
                value["number"],
                value["name"],
                value["phone"],
                value["agent"],
                value["agent-number"],
                value["mandate"],
            )
        )

    def _passes(self, check: Callable[[], object]) -> bool:
        """Whether one thing is right; what is wrong with it stands in the box."""
        wrong = self.query_one(".wrong", Static)
        try:
            check()
        except Refusal as refusal:
            wrong.update(Content(visible(refused(refusal))))
            self.app.bell()
            return False
        wrong.update("")
        return True

    def _number(self, text: str) -> IdNumber:
        from counter.rules.identity import id_number

        return id_number(text, today=self.app.today)

    def _checks(self, value: dict[str, str]) -> Iterable[tuple[str, Callable[[], object]]]:
        """Each field with what must be right there, in the order of the fields."""
        from counter.rules.identity import IdKind, clean_phone
        from counter.rules.person_name import clean_name

        yield "number", lambda: self._number(value["number"])
        yield (
            "name",
            lambda: clean_name(value["name"], organisation=self._number(value["number"]).kind is IdKind.CREDIT),
        )
        yield "phone", lambda: clean_phone(value["phone"])
        if value["agent"] or value["agent-number"]:
            yield "agent", lambda: self._given(value["agent"], t("代办人没有填姓名")) and clean_name(value["agent"])
            yield (
                "agent-number",
                lambda: (
                    self._given(value["agent-number"], t("代办人没有填证件号")) and self._number(value["agent-number"])
                ),
            )
            yield "mandate", lambda: self._given(value["mandate"], t("代办人没有委托书"))

    def _given(self, text: str, why: str) -> bool:
        if not text:
            raise Refusal(
                "screen.agent-incomplete",
                why,
                rule=t("行政许可法第二十九条"),
                next=t("代办要有代办人的姓名、证件号和委托书"),
            )
        return True
