"""What an administrator's act came to, said the same way whatever it laid out."""

from __future__ import annotations

from dataclasses import dataclass

from counter.phrases.said import listed, say


@dataclass(frozen=True, slots=True)
class Placed:
    """Something of the premises as it now is."""

    what: str
    code: str
    name: str
    note: str
    new: bool
    changes: tuple[str, ...] = ()
    """What is other than before, where it was changed by a plan."""

    def __str__(self) -> str:
        return say(
            "{done}{what} {code}：{name}{note}{changes}",
            done=say("新增") if self.new else say("改为"),
            what=self.what,
            code=self.code,
            name=self.name,
            note=(say("（{note}）", note=self.note) if self.note else ""),
            changes=say("；{changes}", changes=listed(self.changes)) if self.changes else "",
        )
