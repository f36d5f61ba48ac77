"""A department's own form of an item, as the Word document that it gave: put beside the item by a steward, cleaned, and
given out on the site with the PDF.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from counter.acts.catalogue.difference import STEWARDS
from counter.cleaning.word_form import clean_form
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import say, verbatim
from counter.rules.identity import clean_text
from counter.store import catalogue, driver
from counter.store import item_forms as store


@dataclass(frozen=True, slots=True)
class ItemForm:
    """A department's own form of an item."""

    item: str
    item_name: str
    name: str
    size: int
    sha256: str
    attached_on: str
    staff: str

    def __str__(self) -> str:
        return say(
            "{item}  {item_name}  {name}（{size} 字节，{day} 起）",
            item=verbatim(self.item),
            item_name=self.item_name,
            name=verbatim(self.name),
            size=f"{self.size:,}",
            day=self.attached_on,
        )


@query("form.list", by=STEWARDS)
def forms(look: Look) -> tuple[ItemForm, ...]:
    """The departments' own forms that are in force, by item."""
    return tuple(_shown(look, row, row["item_name"]) for row in store.all_in_force(look.db))


@act("form.attach", by=STEWARDS, argument="item", undo="form.remove")
def attach_form(work: Work, item: str, name: str, content: bytes) -> ItemForm:
    """Put a department's own form (DOCX, without macros) beside an item; it takes the place of the one before."""
    found = catalogue.version_on(work.db, "item", item, work.today)
    name = clean_text(name, what=say("文件名"), limit=120, empty=False)
    if work.hall.tells_key(content):
        raise Refusal(
            "form.holds-a-key",
            say("{name} 里写着大厅的密钥", name=verbatim(name)),
            rule=say("密钥不进公开的表格"),
            next=say("请选择部门给的表格，并告诉管理员密钥文件在这里能读到"),
        )
    data = clean_form(content, name)
    sha256, before = hashlib.sha256(data).hexdigest(), store.in_force(work.db, found["code"])
    if before is not None and before["sha256"] == sha256 and before["name"] == name:
        work.about(f"item:{found['code']}", again=True)
        return _shown(work, before, found["name"])
    store.add(work.db, found["code"], name, sha256, data, work.now, work.actor.staff)
    work.about(f"item:{found['code']}", form=name, sha256=sha256, before=before["sha256"] if before else "")
    row = store.in_force(work.db, found["code"])
    assert row is not None
    return _shown(work, row, found["name"])


@act("form.remove", by=STEWARDS, argument="item")
def remove_form(work: Work, item: str) -> ItemForm:
    """Take a department's own form off an item; the PDF that the hall draws stays."""
    row = store.in_force(work.db, item)
    if row is None:
        raise Refusal(
            "form.none",
            say("{item} 没有部门自己的表格", item=verbatim(item)),
            rule=say("没有附表格的事项，网站给出大厅画的 PDF"),
            next=Next.by("form.list", say("请看有哪些表格")),
        )
    store.end(work.db, item, work.now)
    work.about(f"item:{item}", form=row["name"], sha256=row["sha256"])
    return _shown(work, row, catalogue.item_name(work.db, item))


def _shown(look: Look | Work, row: driver.Row, item_name: str) -> ItemForm:
    day = look.hall.local(row["attached_at"]).date().isoformat()
    return ItemForm(row["item"], item_name, row["name"], row["size"], row["sha256"], day, row["staff"])
