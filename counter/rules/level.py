"""The levels of departments, of service stations and of what an item's guide says about who handles it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from counter.phrases.said import mark


class Level(StrEnum):
    """From the province down to a community."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"


LEVEL_NAMES: Mapping[str, str] = {
    Level.PROVINCE: mark("省级"),
    Level.CITY: mark("市级"),
    Level.COUNTY: mark("县级"),
    Level.TOWN: mark("乡镇"),
    Level.COMMUNITY: mark("社区"),
}
STATION_LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY)
"""Where a service station may stand."""
