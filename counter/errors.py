"""The one error a person may read; anything else is a bug and is meant to be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from counter.phrases.said import ORIGINAL, Listed, Said, in_language, say, verbatim


@dataclass(frozen=True, slots=True)
class Next:
    """What the person can do now, and the act that does it: each door names its own key, button or
    command for `act`. An argument that is None is a value that the person has yet to give.
    """

    act: str
    text: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cleaned = {name: _argument(value) for name, value in self.arguments.items()}
        object.__setattr__(self, "arguments", cleaned)

    @classmethod
    def by(cls, act: str, text: str, /, **arguments: Any) -> Next:
        """The step `text`, done by `act` with these arguments."""
        return cls(act, text, arguments)


class Refusal(Exception):
    """An act that was not done, said plainly.

    `code` is stable and means this refusal and no other (`ticket.called-elsewhere`). `message` is one sentence, `rule`
    names the article or house rule behind it (may be empty), `next` says what the person can do now (may be empty).
    Raising it inside an act leaves nothing in the store.
    """

    def __init__(self, code: str, message: str, *, rule: str = "", next: str | Next = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = sayable(message)
        self.rule = sayable(rule)
        self.next = next if isinstance(next, Next) else None
        self.next_step = sayable(next.text if isinstance(next, Next) else next)

    def __str__(self) -> str:
        """Everything a person needs, in one line."""
        return self.in_language(ORIGINAL)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.__dict__)

    def in_language(self, language: str, *, by: str = "") -> str:
        """The same in one line of another language. `by` is how the door at hand spells the act that comes next."""
        return in_language(language, Listed(self._parts(by), "；"))

    def _parts(self, by: str) -> list[str]:
        parts = [self.message]
        if self.rule:
            parts.append(say("依据：{rule}", rule=self.rule))
        if self.next_step:
            step = say("{step}（{by}）", step=self.next_step, by=verbatim(by)) if by else self.next_step
            parts.append(say("下一步：{step}", step=step))
        return parts

    def as_json(self) -> dict[str, dict[str, Any]]:
        """The form that `--json` prints: finished texts, what the message was made of, and the act that comes next."""
        told: dict[str, Any] = {"code": self.code, "message": self.message, "rule": self.rule, "next": self.next_step}
        told["said"] = (
            self.message.as_data() if isinstance(self.message, Said) else {"template": self.message, "values": {}}
        )
        if self.next is not None:
            told["act"] = {"name": self.next.act, "arguments": self.next.arguments}
        return {"refused": told}


def _again(kind: type[Refusal], attributes: dict[str, Any]) -> Refusal:
    """A refusal from another process."""
    made = kind.__new__(kind, attributes["code"], attributes["message"])
    made.__dict__.update(attributes)
    return made


LONGEST_ARGUMENT = 60
"""Characters of an argument of the next step that somebody typed."""

LONGEST_SENTENCE = 600
"""Characters of a message at the most; what is longer repeats somebody's input."""


def sayable(text: str) -> str:
    """Text that may repeat what a person typed: control bytes and broken characters as their code, and not endless.

    A sentence stays a sentence: its values are cleaned, and shortened if it is too long.
    """
    if not isinstance(text, Said):
        return _clean(text, LONGEST_SENTENCE)
    clean = text.changed(lambda value: _clean(value, LONGEST_SENTENCE)) if not _is_clean(text) else text
    room = LONGEST_SENTENCE
    while len(clean) > LONGEST_SENTENCE and room > 10:
        room //= 2
        clean = clean.changed(partial(_clean, longest=room))
    return clean if len(clean) <= LONGEST_SENTENCE else _clean(str.__str__(clean), LONGEST_SENTENCE)


def _argument(value: object) -> str | int | float | None:
    """An argument as plain JSON data; a text that somebody typed is cleaned like a sentence."""
    return value if value is None or isinstance(value, (int, float)) else _clean(str(value), LONGEST_ARGUMENT)


def _is_clean(text: str) -> bool:
    return not any(map(_is_broken, text))


def _clean(text: str, longest: int) -> str:
    cut = text if len(text) <= longest else text[:longest] + ".."
    return "".join(f"\\x{ord(sign):02x}" if _is_broken(sign) else sign for sign in cut)


def _is_broken(sign: str) -> bool:
    return (ord(sign) < 32 and sign != "\n") or 127 <= ord(sign) < 160 or 0xD800 <= ord(sign) < 0xE000


class Denied(Refusal):
    """Somebody named what is not theirs to see, or gave a wrong password. It reads like "not found"; the attempt is
    written down with these ids. `what` names an attempt of which every single one counts; `staff` whose password it
    was, where that is another than the one who acts.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        rule: str = "",
        next: str | Next = "",
        case: int | None = None,
        person: int | None = None,
        what: str = "",
        staff: str = "",
    ) -> None:
        super().__init__(code, message, rule=rule, next=next)
        self.case = case
        self.person = person
        self.what = what
        self.staff = staff
