"""Who applies, and who acts for them. A card or a scan lands in the number's field, wherever the cursor stood.

Opened again it shows everybody as registered (numbers masked); what is left as it stood stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from counter import acts
from counter.errors import Refusal
from counter.rules.parties import GUARDIAN
from counter.rules.scan import PERSONS, Scan, ScanKind
from counter.rules.writing import Writing
from screens.dialogs.dialog import Dialog, words
from screens.parts.cells import visible
from screens.parts.field import Field, field_for
from screens.shell.language import listed, mark, t
from screens.shell.refusals import refused

if TYPE_CHECKING:
    from counter.acts.case.parties import Parties, Party
    from counter.rules.identity import IdNumber
    from screens.intake.intake import IntakeScreen

_NUMBER = re.compile(
    r"(?P<before>.*?)[\s,\uff0c;\uff1b|]*(?P<number>\d{17}[\dXx\uff38\uff58]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10})[\s,\uff0c;\uff1b|]*(?P<after>.*)",
    re.DOTALL,
)
UNKNOWN_BODY = "person.credit-code-unknown-body"
ODD = (UNKNOWN_BODY, "person.resident-id-or-credit-code")
"""Refusals that a note by whoever has seen the licence answers."""
OF_GUARDIAN = ("guardian", "guardian-number", "guardianship")
ACTING = {
    False: {
        "agent": (mark("代办人"), mark("本人来办就空着，直接按 Enter。")),
        "agent-number": (mark("代办证件"), mark("代办人的证件号。")),
        "mandate": (mark("委托书"), mark("委托书的名称和日期；有代办人时必填。")),
    },
    True: {
        "agent": (mark("经办人"), mark("替单位来办的人；法定代表人自己来就空着，直接按 Enter。")),
        "agent-number": (mark("经办证件"), mark("经办人的证件号。")),
        "mandate": (mark("委托书"), mark("单位委托书或介绍信的名称和日期；有经办人时必填。")),
    },
}
"""What is asked of whoever acts for a person, and for an organisation (whose handling person is its 经办人)."""
KINDS = {"agent": Writing.NAME, "mandate": Writing.WORDS}
OF_COMPANY = ("representative", "representative-number")


async def ask_applicant(place: IntakeScreen, number: str = "", name: str = "") -> None:
    """Ask who applies and keep it. Raises Refusal."""
    kept_as = await _half_written(place, number)
    if kept_as is None:
        return
    parties = await place.app.ask(acts.case_parties, case=place.case)
    lacks = place.shown.part_lacks if place.has_read and not number else ""
    if (given := await place.app.question(Applicant(number, name, parties, lacks, kept_as))) is not None:
        await place.do(
            acts.case_applicant,
            number=given.number,
            name=given.name,
            phone=given.phone,
            note=given.note,
            agent_name=given.agent_name,
            agent_number=given.agent_number,
            mandate=given.mandate,
            guardian_name=given.guardian_name,
            guardian_number=given.guardian_number,
            guardianship=given.guardianship,
            representative_name=given.representative_name,
            representative_number=given.representative_number,
        )
        for key in place.app.kept_words.among(*place.app.kept_for(Applicant)):
            place.app.kept_words.keep(key, {})


async def _half_written(place: IntakeScreen, number: str) -> str | None:
    """As whose the words of the dialog are kept: another card never takes the place of what was typed for somebody
    else. Without a card, where several were begun, it is asked which goes on; None for Esc.
    """
    from counter.rules.identity import mask_number

    kept = {str(key[-1]): words for key, words in place.app.kept_words.among(*place.app.kept_for(Applicant)).items()}
    if number:
        own = next((whose for whose, words in kept.items() if words.get("number", "") == number), "")
        taken = any(words.get("number", "") not in ("", number) and len(words) > 1 for words in kept.values())
        return own or (f"{Applicant.__name__} {number}" if taken else Applicant.__name__)
    if len(kept) < 2:
        return next(iter(kept), Applicant.__name__)
    begun = [
        (whose, words.get("name", "") or t("未登记"), mask_number(words.get("number", "")))
        for whose, words in reversed(kept.items())
    ]
    return await place.app.choose(t("有 {n} 位写到一半，接着写哪位？", n=len(begun)), begun)


@dataclass(frozen=True, slots=True)
class Given:
    """Who applies and who acts for them, as typed and found right; None where it was left as registered."""

    number: str | None
    name: str | None
    phone: str | None
    agent_name: str | None = None
    agent_number: str | None = None
    mandate: str | None = None
    guardian_name: str | None = None
    guardian_number: str | None = None
    guardianship: str | None = None
    representative_name: str | None = None
    representative_number: str | None = None
    note: str = ""


def _as_registered(parties: Parties | None) -> dict[str, str]:
    """What stands in each field of a case whose persons are registered."""
    if parties is None or parties.applicant is None:
        return {}

    def two(prefix: str, party: Party | None) -> dict[str, str]:
        return {} if party is None else {prefix: party.name, f"{prefix}-number": party.number}

    return {
        "number": parties.applicant.number,
        "name": parties.applicant.name,
        "phone": parties.applicant.phone,
        **two("agent", parties.agent),
        "mandate": parties.mandate,
        **two("guardian", parties.guardian),
        "guardianship": parties.guardianship,
        **two("representative", parties.representative),
    }


class Applicant(Dialog[Given]):
    """Who applies, and who acts for them; gives Given, or None for Esc."""

    BROAD = True
    ABOUT = "#current"
    BINDINGS: ClassVar = [
        Binding("ctrl+s", "save", show=False),
        Binding("ctrl+t", "guardian", show=False),
    ]
    AUTO_FOCUS = "#number Input"
    NAME = mark("申请人")
    HELP = mark(
        "刷身份证、扫码或手输都可以；刷到哪一栏都会放进证件号。\n"
        "代办时填代办人和委托书，本人来就空着；单位填经办人，法定代表人另填。\n"
        "未满十八周岁的要填监护人；成年人由监护人代理的按 Ctrl+T 填。\n"
        "再打开时是已经登记的内容，证件号只显示首尾，不动的就不改，清空的就去掉。\n"
        "最后一栏按 Enter 登记，Esc 返回，写了的留着。"
    )

    def __init__(
        self, number: str = "", name: str = "", parties: Parties | None = None, lacks: str = "", kept_as: str = ""
    ) -> None:
        """`lacks`: whose part is still to be filled, where it begins; `kept_as`: as whose its words are kept."""
        super().__init__()
        self.kept_as = kept_as or Applicant.__name__
        self.registered = _as_registered(parties)
        self.company = bool(parties and parties.applicant and parties.applicant.kind == "organisation")
        self.guarded = bool(parties and parties.guardian) or lacks == GUARDIAN
        self.lacks = lacks
        self.odd = False
        self.wants_note = False
        """Whether a note is the likelier answer to what was refused last; else a digit is wrong."""
        another = bool(number) and bool(self.registered)
        if another:
            from counter.rules.identity import mask_number

            another = mask_number(number) != self.registered["number"]
        self.first = dict(self.registered)
        if number and (another or not self.registered):
            self.first |= {"number": number, "name": name, "phone": ""}
        self.scanned = self.first.get("number") == number and bool(number)
        self._looked_up = self.refused = ""

    def _field(self, id: str, label: str, help: str = "", kind: Writing = Writing.CODE) -> Field:
        scans = PERSONS if id == "number" or id.endswith("-number") else frozenset[ScanKind]()
        return Field(label, self.first.get(id, ""), id=id, kind=kind, help=help, scans=scans)

    def compose_dialog(self) -> Iterable[Widget]:
        yield words(t("申请人"), "title")
        yield self._field(
            "number", mark("证件号"), mark("居民身份证、居住证 18 位，或单位的统一社会信用代码；刷证即可。")
        )
        yield self._field(
            "name", mark("姓名"), mark("照证件上的写法；少数民族姓名的间隔点用任何一种都可以。"), Writing.NAME
        )
        yield self._field("phone", mark("电话"), mark("可以不填。"))
        yield self._field(
            "representative", mark("法人代表"), mark("营业执照上的法定代表人、负责人或经营者。"), Writing.NAME
        )
        yield self._field("representative-number", mark("代表证件"), mark("法定代表人的证件号，可以不填。"))
        for id, (label, help) in ACTING[False].items():
            yield self._field(id, label, help, KINDS.get(id, Writing.CODE))
        yield self._field("guardian", mark("监护人"), mark("未满十八周岁的申请人由监护人代理。"), Writing.NAME)
        yield self._field("guardian-number", mark("监护证件"), mark("监护人的证件号。"))
        yield self._field(
            "guardianship", mark("监护凭据"), mark("户口簿、出生医学证明或指定监护的文书。"), Writing.WORDS
        )
        yield self._field("note", mark("核对说明"), mark("号码不合常例但确有其照的，写明看过什么。"), Writing.WORDS)
        yield words("", "words found")
        yield words("", "words wrong")
        yield words("", "hint keys")

    def on_mount(self) -> None:
        """A number that came by scanner is looked up at once; the name is next."""
        self._lay_out()
        if self.scanned:
            self._take_number(self.first["number"])
        elif self.lacks:
            self.query_one(f"#{self.lacks}", Field).focus()

    @property
    def remembered(self) -> str:
        """By whose they are."""
        return self.kept_as

    def first_words(self, id: str) -> str:
        """What is registered: a number that was only scanned is not done yet."""
        return self.registered.get(id, "")

    def again(self, words: Mapping[str, Any]) -> None:
        """What was typed for another number than the one that was just scanned is another person's."""
        if self.scanned and words.get("number", self.first["number"]) != self.first["number"]:
            words = {id: value for id, value in words.items() if id not in ("number", "name", "phone")}
        super().again(words)

    def put_back(self, words: Mapping[str, Any]) -> None:
        """Show the fields that hold something."""
        filled = {str(field.id) for field in self.query(Field) if field.value}
        self.company = self.company or not filled.isdisjoint(OF_COMPANY)
        self.guarded = self.guarded or not filled.isdisjoint(OF_GUARDIAN)
        self.odd = self.odd or "note" in filled
        self._lay_out()
        number = self.query_one("#number", Field).value
        if number and number != self.registered.get("number"):
            self._passes(lambda: self._meet(self._number(number)))

    def _lay_out(self) -> None:
        """Show the fields that this applicant needs; the last of them ends the dialog."""
        shown = {str(field.id): True for field in self.query(Field)}
        shown |= dict.fromkeys(OF_COMPANY, self.company) | dict.fromkeys(OF_GUARDIAN, self.guarded)
        shown["note"] = self.odd
        self.query_one(".keys", Static).update(
            t("Enter 下一栏，最后一栏登记（Ctrl+S 立即登记）  Esc 返回")
            if self.company or self.guarded
            else t("Enter 下一栏，最后一栏登记（Ctrl+S 立即登记）  Ctrl+T 监护人  Esc 返回")
        )
        for field in self.query(Field):
            field.display = shown[str(field.id)]
            if (asked := ACTING[self.company].get(str(field.id))) is not None:
                field.ask_for(*asked)
        fields = self._shown
        for field in fields:
            field.last = field is fields[-1]

    @property
    def _shown(self) -> list[Field]:
        return [field for field in self.query(Field) if field.display]

    def action_guardian(self) -> None:
        """Ctrl+T: a guardian acts for a grown-up."""
        if self.company:
            return
        self.guarded = True
        self._lay_out()
        self.query_one("#guardian", Field).focus()

    def take_scan(self, scan: Scan) -> bool:
        """A reader may type the name before the number: it stands where the cursor was, and goes to the name."""
        field = field_for(self, scan.kind)
        if field is None:
            return False
        owner = self.query_one("#name" if field.id == "number" else f"#{str(field.id).removesuffix('-number')}", Field)
        named = field.value and not any(sign.isdigit() or sign == "*" for sign in field.value)
        if named and (field.box.has_focus or not owner.value):
            owner.value = field.value
        if field.id == "number" or owner.value:
            field.take_scan(scan.text)
        else:
            field.value = scan.text
            owner.focus()  # whose card it is is still to be said
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        field = event.input.parent
        assert isinstance(field, Field)
        group = str(field.id).removesuffix("-number")
        own = {"mandate": "agent", "guardianship": "guardian", "phone": "", "name": "", "note": "", "number": ""}
        group = own.get(group, group)
        number_field = f"{group}-number" if group else "number"
        if not str(field.id).endswith("number") and self._reroute(field, number_field):
            event.stop()
            if not field.value:  # the scan came where something else belongs, which is still to be said
                field.focus()
            return
        if field.id == "number" and self.refused and len(field.value) > len(self.refused):
            field.value = field.value.removeprefix(self.refused)  # read again behind what was refused
        if field.id == "number" and field.value and field.value != self.registered.get("number"):
            self._reroute(field, "number")
            self._take_number(field.value)
            event.stop()
        elif field.last:
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
            self.query_one("#name" if target == "number" else f"#{target.removesuffix('-number')}", Field).value = rest
        self.query_one(f"#{target}", Field).value = number
        if target == "number" and field.id != target:
            self._passes(lambda: self._number(number))
            self.run_worker(self._look_up(number))
        return field.id != target

    def _take_number(self, number: str) -> None:
        """A number is judged as soon as it is there: a wrong one is read again, with a right one the name is next."""
        right = self._passes(lambda: self._meet(self._number(number)))
        if right:
            self.query_one("#name", Field).focus()
        else:
            self.refused = number
            self.query_one("#note" if self.wants_note else "#number", Field).mend()
        if right:
            self.run_worker(self._look_up(number))

    def _meet(self, number: IdNumber) -> None:
        """A company has a representative, a child a guardian."""
        from counter.rules.identity import IdKind
        from counter.rules.parties import GROWN_UP, age_on

        self.company = number.kind is IdKind.CREDIT
        young = number.birth is not None and age_on(number.birth, self.app.today) < GROWN_UP
        self.guarded = not self.company and (young or bool(self.query_one("#guardian", Field).value))
        self._lay_out()

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
        if known.person.phone:
            told += t("，电话 {phone}", phone=known.person.phone)
        if known.person.doubles:
            told += t("；疑似重复登记 {others} 号", others=listed(str(d) for d in known.person.doubles))
        self.query_one(".found", Static).update(Content(visible(told)))

    def action_save(self) -> None:
        """Check everything by the one gateway; what is wrong is said here, nothing is lost, and the cursor goes where
        it is mended.
        """
        value = {str(field.id): field.value if field.display else "" for field in self.query(Field)}
        for id, check in self._checks(value):
            if not self._passes(check):
                explained = self.wants_note and id == "number" and not value["note"]
                self.query_one("#note" if explained else f"#{id}", Field).mend()
                return

        def named(id: str) -> str | None:
            return None if value[id] == self.registered.get(id, "") else value[id]

        def part(name: str, id: str, document: str = "") -> str | None:
            """A part of which anything was changed is named whole, but for a number that is still masked."""
            ids = (name, f"{name}-number", *((document,) if document else ()))
            if all(named(one) is None for one in ids):
                return None
            return named(id) if id.endswith("-number") else value[id]

        self.dismiss(
            Given(
                number=named("number"),
                name=value["name"] if named("number") is not None else named("name"),
                phone=named("phone"),
                note=value["note"],
                agent_name=part("agent", "agent", "mandate"),
                agent_number=part("agent", "agent-number", "mandate"),
                mandate=part("agent", "mandate", "mandate"),
                guardian_name=part("guardian", "guardian", "guardianship"),
                guardian_number=part("guardian", "guardian-number", "guardianship"),
                guardianship=part("guardian", "guardianship", "guardianship"),
                representative_name=part("representative", "representative"),
                representative_number=part("representative", "representative-number"),
            )
        )

    def _passes(self, check: Callable[[], object]) -> bool:
        """Whether one thing is right; what is wrong with it stands in the box."""
        wrong = self.query_one(".wrong", Static)
        try:
            check()
        except Refusal as refusal:
            self.wants_note = refusal.code == UNKNOWN_BODY
            if refusal.code in ODD:
                self.odd = True
                self._lay_out()
            wrong.update(Content(visible(refused(refusal))))
            self.app.bell()
            return False
        wrong.update("")
        return True

    def _number(self, text: str) -> IdNumber:
        from counter.rules.identity import id_number

        return id_number(text, today=self.app.today, note=self.query_one("#note", Field).value)

    def _checks(self, value: dict[str, str]) -> Iterable[tuple[str, Callable[[], object]]]:
        """Each field with what must be right there, in the order of the fields."""
        from counter.rules.identity import IdKind, clean_phone
        from counter.rules.person_name import clean_name

        number = value["number"]
        again = number == self.registered.get("number")
        if not again:
            yield "number", lambda: self._number(number)

        def company() -> bool:
            return self.company if again else self._number(number).kind is IdKind.CREDIT

        yield "name", lambda: clean_name(value["name"], organisation=company())
        if value["phone"] != self.registered.get("phone"):
            yield "phone", lambda: clean_phone(value["phone"])
        if value["representative"] or value["representative-number"]:
            yield "representative", lambda: clean_name(value["representative"])
            if value["representative-number"] != self.registered.get("representative-number", ""):
                yield "representative-number", lambda: self._number(value["representative-number"])
        for part, document, lines in (
            ("agent", "mandate", (t("代办人没有填姓名"), t("代办人没有填证件号"), t("代办人没有委托书"))),
            ("guardian", "guardianship", (t("监护人没有填姓名"), t("监护人没有填证件号"), t("监护人没有写明凭据"))),
        ):
            yield from self._checks_of(value, part, document, lines)

    def _checks_of(
        self, value: dict[str, str], part: str, document: str, lines: tuple[str, str, str]
    ) -> Iterable[tuple[str, Callable[[], object]]]:
        from counter.rules.person_name import clean_name

        number = f"{part}-number"
        if not (value[part] or value[number]):
            return
        yield part, lambda: self._given(value[part], lines[0]) and clean_name(value[part])
        if not value[number] or value[number] != self.registered.get(number):
            yield number, lambda: self._given(value[number], lines[1]) and self._number(value[number])
        yield document, lambda: self._given(value[document], lines[2])

    def _given(self, text: str, why: str) -> bool:
        if not text:
            raise Refusal(
                "screen.agent-incomplete",
                why,
                rule=t("行政许可法第二十九条，民法典第二十三条"),
                next=t("代别人办要有姓名、证件号和凭据"),
            )
        return True
