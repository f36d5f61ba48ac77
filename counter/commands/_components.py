"""What this house runs on: every package that it needs here, with its licence and what is compiled into it."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from counter import HOUSE
from counter.phrases.said import listed, say
from counter.rules.advisories import package_name

HOUSE_ITSELF = "counter"
PINS = HOUSE / "constraints.txt"
"""The pinned packages of a hall, with the hashes of their archives."""

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
NOT_STATED = "NOASSERTION"


@dataclass(frozen=True, slots=True)
class Inside:
    """What is compiled or packed into a package. The version is empty where nothing tells it."""

    name: str
    version: str
    licence: str

    def __str__(self) -> str:
        return say("　含 {what}", what=listed(filter(None, (self.name, self.version, self.licence)), "  "))


@dataclass(frozen=True, slots=True)
class Component:
    """One package. `spdx`: the licence is written in SPDX names; `read_in`: the file it was read in, where the package
    itself doesn't state it.
    """

    name: str
    version: str
    licence: str
    spdx: bool
    read_in: str
    needs: tuple[str, ...]
    inside: tuple[Inside, ...]

    def __str__(self) -> str:
        licence = (
            say("{licence}（包里没有声明，依据它的 {file}）", licence=self.licence, file=self.read_in)
            if self.read_in
            else self.licence
        )
        return listed((listed((self.name, self.version, licence), "  "), *self.inside), "\n")

    @property
    def address(self) -> str:
        """The package's address among all packages (purl)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def components() -> tuple[Component, ...]:
    """Every package that the house needs to run on this machine, by name; the first is the house itself."""
    unsaid = tomllib.loads((HOUSE / "data" / "licences.toml").read_text("utf-8"))
    needs: dict[str, tuple[str, ...]] = {}
    waiting = [(HOUSE_ITSELF, "")]
    while waiting:
        name, extra = waiting.pop()
        wanted = [one for one in map(Requirement, metadata.requires(name) or ()) if _applies(one, extra)]
        known = needs.setdefault(name, ())
        new = [package_name(one.name) for one in wanted if package_name(one.name) not in known]
        needs[name] = (*known, *new)
        waiting += [(other, "") for other in new if other not in needs]
        waiting += [(package_name(one.name), asked) for one in wanted for asked in one.extras]
    names = [HOUSE_ITSELF, *sorted(needs.keys() - {HOUSE_ITSELF})]
    return tuple(_component(name, needs[name], unsaid.get(name, {})) for name in names)


def _applies(one: Requirement, extra: str) -> bool:
    return one.marker is None or (one.marker.evaluate({"extra": extra}) and (not extra or extra in str(one.marker)))


def _component(name: str, needs: Iterable[str], unsaid: Mapping[str, Any]) -> Component:
    told = metadata.metadata(name)
    stated, spdx = next(iter(told.get_all("License-Expression") or ()), unsaid.get("licence")), True
    if not stated:
        kinds = [one for one in told.get_all("Classifier") or () if one.startswith("License ::")]
        line = next(iter(told.get_all("License") or ()), "").strip().split("\n")[0]
        stated, spdx = ", ".join(one.split(" :: ")[-1] for one in kinds) or line or NOT_STATED, False
    versions = _versions_inside(name, unsaid.get("inside", ()))
    inside = (Inside(one["name"], versions.get(one["name"], ""), one["licence"]) for one in unsaid.get("inside", ()))
    return Component(
        name,
        metadata.version(name),
        stated,
        spdx,
        unsaid.get("read-in", ""),
        tuple(sorted(needs)),
        tuple(inside),
    )


def _versions_inside(package: str, inside: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What the compiled parts say of themselves, where they say anything."""
    if package == "sqlcipher3":
        from counter.store.driver import built_on

        return built_on()
    if package == "pillow":
        from counter.paper.fonts import built_on as drawn_with

        return drawn_with({one["name"]: one["feature"] for one in inside if "feature" in one})
    return {}


def pinned(file: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Package -> its pinned version for this Python and the hashes of its archives."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in file.read_text("utf-8").replace("\\\n", " ").splitlines():
        words, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        if not words or words.startswith("#"):
            continue
        one = Requirement(words)
        if one.marker is None or one.marker.evaluate():
            found[package_name(one.name)] = (str(one.specifier).removeprefix("=="), tuple(h.strip() for h in hashes))
    return found


def bill(all_of_it: Iterable[Component], pins: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    """The bill of materials (CycloneDX 1.6): the same for the same packages, whenever it is written."""
    house, *others = all_of_it
    made: dict[str, Any] = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", **_named(house)}},
        "components": [{"type": "library", **_named(one), **_archives(one, pins)} for one in others],
        "dependencies": [
            {"ref": one.address, "dependsOn": [other.address for other in others if other.name in one.needs]}
            for one in (house, *others)
        ],
    }
    return {**made, "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, repr(made)).urn}


def _named(one: Component) -> dict[str, Any]:
    stated = {"expression": one.licence} if one.spdx else {"license": {"name": one.licence}}
    inside = [
        {
            "type": "library",
            "bom-ref": f"{one.address}#{part.name}",
            "name": part.name,
            **({"version": part.version} if part.version else {}),
            "licenses": [{"expression": part.licence}],
        }
        for part in one.inside
    ]
    return {
        "bom-ref": one.address,
        "name": one.name,
        "version": one.version,
        "purl": one.address,
        "licenses": [stated],
        **({"components": inside} if inside else {}),
    }


def _archives(one: Component, pins: Mapping[str, tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    """The archives that may be installed as this package: one of these hashes is its own."""
    version, hashes = pins.get(one.name, ("", ()))
    if version != one.version or not hashes:
        return {}
    listed_hashes = [{"alg": "SHA-256", "content": value} for value in hashes]
    return {"externalReferences": [{"type": "distribution", "url": one.address, "hashes": listed_hashes}]}
