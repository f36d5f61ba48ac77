"""F5: from the ticket at the window to its case, by one key where the queue or the matter says which, else after a
choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.case import AT_INTAKE
from counter.rules.my_list import looks_like_list
from screens.catalogue.finding import choose_item
from screens.intake.intake import IntakeScreen
from screens.intake.scans import use_scan
from screens.parts.scan import Scanned
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from counter.acts.window.overview import Current
    from screens.shell.app import CounterApp
    from screens.shell.place import Place


async def open_intake(place: Place, current: Current) -> None:
    """Open (or go on with) the case of the current ticket and show it. Raises Refusal."""
    going_on = next((case for case in reversed(current.cases) if case.state in AT_INTAKE), None)
    card = place.app.kept_words.get(_card_of(current.id)).get("number", "")
    if going_on is not None:
        screen = await show_intake(place, going_on.name, asks=bool(card))
        if card:
            await screen.refresh_data()
            if not screen.shown.applicant:
                await _fill_in(screen, current.id, card)
        return
    from counter.acts.case.opening import NothingChosen

    try:
        step = await place.app.ask(acts.case_open, ticket=str(current.id))
    except NothingChosen:
        chosen, card = await _matter_or_scan(place, current.matter, card)
        if chosen is None:
            keep_card(place.app, current.id, card)
            return
        if isinstance(chosen, Scanned) and looks_like_list(chosen.text):
            await open_list(place, chosen.text, card)
            return
        if isinstance(chosen, Scanned):
            step = await place.app.ask(acts.case_open_prepared, code=chosen.text, window=place.app.actor.window)
        else:
            step = await place.app.ask(acts.case_open, ticket=str(current.id), bundle=chosen.bundle, items=chosen.items)
    place.say(f"{current.number}  {worded(step)}")
    screen = await show_intake(place, step.case, asks=bool(card))
    if card:
        await screen.refresh_data()
        await _fill_in(screen, current.id, card)


async def show_list(place: Place, code: str, at_hand: bool) -> None:
    """A list from home that was scanned: what it says, and whether it is to be opened; a scan alone does nothing.
    Raises Refusal.
    """
    shown = await place.app.ask(acts.case_read_list, code=code)
    if not at_hand or await place.app.confirm(t("按清单打开？"), worded(str(shown)), yes=t("打开"), no=t("返回")):
        await open_list(place, code)


async def open_list(place: Place, code: str, card: str = "") -> None:
    """The case of whoever is at the window by their list, its answers given, and what comes of them. Raises Refusal."""
    step = await place.app.ask(acts.case_open_list, code=code, window=place.app.actor.window)
    screen = await show_intake(place, step.case, asks=bool(card))
    if card:
        await screen.refresh_data()
        await use_scan(screen, card)
    else:
        await screen.press_transfer()
    place.say(worded(step.without_case), "warn" if step.warnings else "good")


def _card_of(ticket: int) -> tuple[str, int]:
    return "card", ticket


def keep_card(app: CounterApp, ticket: int, number: str) -> None:
    """The card that was scanned for whoever is at the window, until their applicant is filled in; empty: none was."""
    app.kept_words.keep(_card_of(ticket), {"number": number} if number else {})


async def _fill_in(screen: IntakeScreen, ticket: int, card: str) -> None:
    """The card is the applicant's; asked once, then the dialog keeps what stands in it."""
    screen.app.kept_words.keep(_card_of(ticket), {})
    await use_scan(screen, card)


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody came for: a bundle or single items."""

    bundle: str | None = None
    items: tuple[str, ...] = ()
    card: str = ""
    """The card that was read while it was looked for."""


async def _matter_or_scan(place: Place, words: str, card: str) -> tuple[Matter | Scanned | None, str]:
    """What is done, and the card that was read before anybody said it (`card` is one that is known already).

    The code of a case prepared at home says by itself what is done.
    """
    from counter.rules.identity import clean_number

    while True:
        chosen = await choose_matter(
            place,
            t("已读证件 {number}，再选办什么", number=f"..{card[-4:]}")
            if card
            else words and t("取号时写的：{words}", words=words),
            words,
        )
        if not isinstance(chosen, Scanned):
            return chosen, (chosen.card if chosen else "") or card
        if len(clean_number(chosen.text)) != 18:
            return chosen, ""
        card = chosen.text


async def decide(place: Place, case: str) -> None:
    """The outcomes of a case from the window: intake is opened first. Raises Refusal."""
    screen = IntakeScreen(case)
    await place.app.push_screen(screen)
    await screen.decide()


async def show_intake(place: Place, case: str, *, asks: bool = False) -> IntakeScreen:
    """The intake screen for a case, on top of this one, with all its parts. `asks`: a question follows, and what is
    typed ahead is for that.
    """
    screen = IntakeScreen(case)
    mounted = place.app.push_screen(screen)
    if asks:
        place.app.hold_keys()
    await mounted
    return screen


async def choose_matter(place: Place, text: str, words: str = "") -> Matter | Scanned | None:
    """Ask for a bundle or an item, or take what is scanned instead. `text` stands above the choices.

    Every line has its place, whoever stands there, so that a digit means one thing: the bundles with a queue of their
    own, looking an item up, the other bundles. What was said at the door (`words`) is suggested after them.
    """
    likely = await find_items(place, words, 3) if words else []
    bundles = await place.app.ask(acts.window_matters)
    options = [(f"bundle:{b.bundle}", b.name, t("一件事")) for b in bundles if b.own]
    options.append(("search", t("找单个事项.."), t("按名称、拼音或首字母")))
    options += [(f"bundle:{b.bundle}", b.name, t("一件事")) for b in bundles if not b.own]
    options += [(f"item:{code}", name, department) for code, name, department in likely]
    chosen = await place.app.choose_or_scan(t("办什么"), options, text=text)
    if chosen is None or isinstance(chosen, Scanned):
        return chosen
    if chosen == "search":
        cards: list[str] = []
        item = await choose_item(place, cards)
        card = "".join(cards[-1:])
        return Matter(items=(item,), card=card) if item else Scanned(card) if card else None
    kind, _, code = chosen.partition(":")
    return Matter(bundle=code) if kind == "bundle" else Matter(items=(code,))


async def find_items(place: Place, words: str, limit: int) -> list[tuple[str, str, str]]:
    """(code, name, department) of items that match the words; none for words that mean nothing."""
    try:
        found = await place.app.ask(acts.catalogue_search, text=words, kinds=("item",), limit=limit)
    except Refusal:
        return []
    return [(hit.code, hit.name, hit.detail) for hit in found]
