"""The one error a person may read; anything else is a bug and is meant to be seen."""


class Refusal(Exception):
    """An act that was not done, said plainly.

    `message` is one sentence, `rule` names the article or house rule behind it (may be empty),
    `next_step` says what the person can do now. Raising it inside an act leaves nothing in the store.
    """

    def __init__(self, message: str, rule: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.next_step = next_step

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
