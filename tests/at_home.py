"""The list that somebody makes at home, as the site would for them."""

from __future__ import annotations

from counter.rules.bundle import Bundle
from counter.rules.demand import demand_of, items_of
from counter.rules.my_list import Matter, MyList, list_key, make_list, matter_mark, papers_mark, places_of
from counter.rules.numbers import hall_tag
from counter.store import catalogue


def list_of(hall, code: str, answers: dict[str, str], *, version: int = 0, key: bytes = b"", tag: str = "") -> str:
    """The code of a bundle's list under answers; with another version, key or tag than the hall's where it says so."""
    today = hall.local(hall.now()).date()
    bundle: Bundle = catalogue.bundle(hall.db, code, on=today)
    chosen = items_of(bundle, answers)
    own = {item: catalogue.item(hall.db, item, on=today).needs for item in chosen}
    demand = demand_of(bundle, own, {}, answers)
    mine = MyList(
        Matter.BUNDLE,
        matter_mark(Matter.BUNDLE, code),
        version or bundle.version,
        papers_mark(demand.wanted),
        places_of(demand.situations, demand.answers),
    )
    return make_list(key or list_key(hall.secret("list")), tag or hall_tag(hall.settings["id"]), mine)
