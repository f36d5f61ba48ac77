"""Styles that are parsed once.

Textual parses its own and the house's sheets again at each change of place, theme or breakpoint, four times before the
first screen stands. What a sheet says depends on its text and the theme's colours alone.
"""

from __future__ import annotations

from functools import cache

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # as before, by which one it is; asked 20,000 times a screen

MOST_SHEETS = 1024
"""More than all parts of the house have together."""


@cache
def _parsed_with(_colours: frozenset[tuple[str, str]]) -> LRUCache[tuple[object, ...], list[RuleSet]]:
    """What was parsed under these colours, in this process."""
    return LRUCache(MOST_SHEETS)


class ParsedOnce(Stylesheet):
    """A stylesheet that parses each sheet once for each theme, however often it is asked to."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = _parsed_with(frozenset(self._variables.items()))

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the colours of a theme."""
        if variables == self._variables:
            return
        self._parse_cache = LRUCache(1)  # the other theme's stays as it is
        super().set_variables(variables)
        self._parse_cache = _parsed_with(frozenset(variables.items()))

    def reparse(self) -> None:
        """Read all sheets again; what stood before stays where one can't be read."""
        self.parse()
