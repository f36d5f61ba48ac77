"""What a scan does at intake: an ID or a credit code is the applicant's, a code of a case opens that case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE
from counter.rules.identity import clean_number
from counter.rules.scan import ScanKind, names_a_person, read_scan
from screens.intake.applicant import ask_applicant
from screens.intake.in_hand import take_up
from screens.shell.language import t

if TYPE_CHECKING:
    from screens.intake.intake import IntakeScreen

NO_CASE = frozenset({ScanKind.TICKET, ScanKind.BOOKED, ScanKind.PAPER})
"""Codes of something else, which F9 knows."""


async def use_scan(place: IntakeScreen, text: str) -> None:
    """Use a scan. Raises Refusal for a code that belongs nowhere."""
    if not place.has_read:
        await place.refresh_data()
    if names_a_person(text):
        if place.shown.state in AT_INTAKE:
            await ask_applicant(place, clean_number(text))
        else:  # this case is through: the card is the next one's
            place.app.open_step("search", text)
        return
    if read_scan(text).kind in NO_CASE:
        place.app.open_step("search", text)
        return
    try:
        case = (await place.app.ask(acts.case_show, case=text)).case
    except Refusal as unknown:
        try:
            opened = await place.app.ask(acts.case_open_prepared, code=text, window=place.app.actor.window, tie=False)
            case = opened.case
        except Refusal:
            raise unknown from None
    if case != place.case:
        await take_up(place, case)
    place.case = case
    await place.refresh_data()
    place.say(t("已打开 {case}", case=case), "plain")
