"""The written list of acts is the registry: an act that is not in it could be done by no door."""

from __future__ import annotations

import counter.acts
from counter.hall.act import REGISTRY, load, named
from counter.hall.references import written


def test_the_list_of_acts_is_the_registry() -> None:
    with open(counter.acts.__file__, encoding="utf-8") as file:
        assert file.read() == written(), "run: python -m counter.hall.references"


def test_an_act_is_found_by_its_name_and_by_its_reference() -> None:
    load()
    for name, entry in REGISTRY.items():
        if name in counter.acts.ROOMS:
            assert named(name) is entry
            assert getattr(counter.acts, name.replace(".", "_").replace("-", "_")).entry is entry
