"""A password in a program's hands: it shows itself nowhere, and whoever needs it says so by `reveal`.

A parameter of an act that is a Secret is never an option of the command line. `password` is the actor's own, asked at
the door; `X_password` belongs to the person whose code is given as `X`.
"""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Words that print as `***` in a text, a repr, a traceback, a log or JSON. Empty (False) where none were given."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def reveal(self) -> str:
        """The words themselves, to be hashed or compared and not kept."""
        return self._words

    def __bool__(self) -> bool:
        return bool(self._words)

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


NO_SECRET = Secret("")
"""Nothing was given; in training nothing is asked for."""


def owner_of(parameter: str) -> str:
    """The parameter that names whose password this one is: `second_password` -> `second`; "" for the actor's own."""
    return parameter.removesuffix("_password") if parameter.endswith("_password") else ""
