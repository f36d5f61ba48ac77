"""F5: from the ticket at the window to its case, by one key where the queue or the matter says which, else after a
choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE
from counter.rules.ticket import State
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.window.overview import Current
    from screens.intake.intake import IntakeScreen
    from screens.shell.place import Place


async def open_intake(place: Place, current: Current) -> None:
    """Open (or go on with) the case of the current ticket and show it. Raises Refusal."""
    going_on = next((case for case in reversed(current.cases) if case.state in AT_INTAKE), None)
    if going_on is not None:
        return show_intake(place, going_on.name)
    from counter.acts.case.opening import NothingChosen

    card = ""
    try:
        step = await place.app.ask(acts.case_open, ticket=str(current.id))
    except NothingChosen as nothing:
        chosen, card = await _matter_or_scan(place, current.matter, nothing.bundles)
        if chosen is None:
            return None
        if "code" in chosen:
            step = await place.app.ask(acts.case_open_prepared, window=place.app.actor.window, **chosen)
        else:
            step = await place.app.ask(acts.case_open, ticket=str(current.id), **chosen)
    place.say(f"{current.number}  {worded(step)}")
    screen = show_intake(place, step.case)
    if card:
        from screens.intake.scans import use_scan

        await screen.refresh_data()
        await use_scan(screen, card)
    return None


async def _matter_or_scan(place: Place, words: str, first: tuple[str, ...]) -> tuple[dict[str, object] | None, str]:
    """What is done, and the card that was read before anybody said it; the code of a case prepared at home says it by
    itself.
    """
    from counter.rules.identity import clean_number
    from screens.dialogs.choice import SCAN

    card = ""
    while True:
        chosen = await choose_matter(
            place,
            t("已读证件 {number}，再选办什么", number=f"..{card[-4:]}")
            if card
            else words and t("取号时写的：{words}", words=words),
            words,
            first,
        )
        if not isinstance(chosen, str):
            return chosen, card
        scanned = chosen.removeprefix(SCAN)
        if len(clean_number(scanned)) != 18:
            return {"code": scanned}, ""
        card = scanned


async def begin_visit(place: Place) -> None:
    """Somebody is served at this window, so whoever was called to it has come: their service begins now, not at the
    end.
    """
    if place.app.actor.window is None:
        return
    current = (await place.app.ask(acts.window_show, window=place.app.actor.window)).current
    if current is not None and current.state == State.CALLED:
        await place.app.ask(acts.ticket_start, ticket=str(current.id), version=current.version)


def show_intake(place: Place, case: str) -> IntakeScreen:
    """The intake screen for a case, on top of this one."""
    from screens.intake.intake import IntakeScreen

    screen = IntakeScreen(case)
    place.app.push_screen(screen)
    return screen


async def choose_matter(
    place: Place, text: str, words: str = "", first: tuple[str, ...] = ()
) -> dict[str, object] | str | None:
    """Ask for a bundle or an item: the queue's own bundles (`first`), then what was said at the door (`words`), then
    all others.

    Gives case.open's arguments, or what was scanned instead. `text` stands above the choices.
    """
    from screens.dialogs.choice import SCAN, ScanChoice

    likely = await find_items(place, words, 3) if words else []
    bundles = await place.app.ask(acts.bundle_list)
    options = [(f"bundle:{b.code}", b.name, t("一件事")) for code in first for b in bundles if b.code == code]
    options += [(f"item:{code}", name, department) for code, name, department in likely]
    options.append(("search", t("找单个事项.."), t("按名称、拼音或首字母")))
    options += [(f"bundle:{b.code}", b.name, t("一件事")) for b in bundles if b.code not in first]
    chosen = await place.app.question(ScanChoice(t("办什么"), options, text=text))
    if chosen is None or chosen.startswith(SCAN):
        return chosen
    if chosen == "search":
        code = await choose_item(place)
        return {"items": (code,)} if code else None
    kind, _, code = chosen.partition(":")
    return {"bundle": code} if kind == "bundle" else {"items": (code,)}


async def find_items(place: Place, words: str, limit: int) -> list[tuple[str, str, str]]:
    """(code, name, department) of items that match the words; none for words that mean nothing."""
    try:
        found = await place.app.ask(acts.catalogue_search, text=words, kinds=("item",), limit=limit)
    except Refusal:
        return []
    return [(hit.code, hit.name, hit.detail) for hit in found]


async def choose_item(place: Place) -> str | None:
    """Ask for one item in the one field that finds as one types; gives its code."""
    from screens.catalogue.find import FindDialog

    hit = await place.app.question(FindDialog(t("找事项"), ("item",)))
    return hit.code if hit else None
