"""The one error a person may read; anything else is a bug and is meant to be seen."""


class Refusal(Exception):
    """An act that was not done, said plainly.

    `message` is one sentence, `rule` names the article or house rule behind it (may be empty),
    `next_step` says what the person can do now. Raising it inside an act leaves nothing in the store.
    """

    def __init__(self, message: str, rule: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.message = sayable(message)
        self.rule = sayable(rule)
        self.next_step = sayable(next_step)

    def __str__(self) -> str:
        """Everything a person needs, in one line."""
        parts = [self.message]
        if self.rule:
            parts.append(f"依据：{self.rule}")
        if self.next_step:
            parts.append(f"下一步：{self.next_step}")
        return "；".join(parts)

    def as_json(self) -> dict[str, dict[str, str]]:
        """The form that `--json` prints."""
        return {"refused": {"message": self.message, "rule": self.rule, "next": self.next_step}}


LONGEST_SENTENCE = 600
"""Characters of a message at the most; what is longer repeats somebody's input."""


def sayable(text: str) -> str:
    """Text that may repeat what a person typed: control bytes and broken characters as their code, and not endless."""
    cut = text if len(text) <= LONGEST_SENTENCE else text[:LONGEST_SENTENCE] + ".."
    return "".join(
        f"\\x{ord(c):02x}" if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 else c
        for c in cut
    )


class Denied(Refusal):
    """Somebody named what is not theirs to see, or gave a wrong password. It reads like "not found"; the attempt is written
    down with these ids. `what` names an attempt of which every single one counts; `staff` whose password it was, where that
    is another than the one who acts.
    """

    def __init__(
        self,
        message: str,
        rule: str = "",
        next_step: str = "",
        *,
        case: int | None = None,
        person: int | None = None,
        what: str = "",
        staff: str = "",
    ) -> None:
        super().__init__(message, rule, next_step)
        self.case = case
        self.person = person
        self.what = what
        self.staff = staff
