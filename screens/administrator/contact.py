"""How people reach the hall, as its guides and papers say it: a page of the house with one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from counter import acts
from screens.administrator.page import Blank, Kind, Page, Values
from screens.parts.lines import Column, Line
from screens.parts.sheet import Fact
from screens.shell.language import mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.premises.contact import Contact
    from screens.shell.app import CounterApp


async def _rows(app: CounterApp) -> Sequence[Contact]:
    return [await app.ask(acts.hall_contact_shown)]


async def _save(place: Place, row: Contact | None, values: Values) -> str:
    return worded(await place.app.ask(acts.hall_contact, **values))


CONTACT = Page(
    id="contact",
    name=mark("地址和电话"),
    columns=(Column(mark("地址"), 0), Column(mark("电话"), 16)),
    rows=_rows,
    key=lambda one: "contact",
    line=lambda one: Line("contact", (one.place or t("没有登记"), one.phone or t("没有登记"))),
    facts=lambda one: (
        Fact(t("地址"), one.place),
        Fact(t("路线"), one.way),
        Fact(t("咨询电话"), one.phone),
        Fact(t("投诉电话"), one.complaint),
    ),
    title=lambda one: t("大厅的地址和电话"),
    blanks=(
        Blank("place", mark("地址"), Kind.WORDS, mark("指南和文书上写的大厅地址"), free=True),
        Blank("way", mark("路线"), Kind.WORDS, mark("例如：地铁2号线市民中心站"), free=True),
        Blank("phone", mark("咨询电话"), Kind.CODE, mark("从外面打得进、有人接的"), free=True),
        Blank("complaint", mark("投诉电话"), Kind.CODE, mark("空着就用指南上的，例如 12345"), free=True),
    ),
    values=lambda one: {"place": one.place, "way": one.way, "phone": one.phone, "complaint": one.complaint},
    save=_save,
)
