"""The levels of departments, of service stations and of what an item's guide says about who handles it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Level(StrEnum):
    """From the province down to a community."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"


LEVEL_NAMES: Mapping[str, str] = {
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWN: "乡镇",
    Level.COMMUNITY: "社区",
}
STATION_LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY)
"""Where a service station may stand."""
