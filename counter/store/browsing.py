"""What can be applied for, as one looks around in it; the groups of data/browse.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from counter import HOUSE
from counter.rules.browsing import Group, read_groups
from counter.store import driver

TABLE = HOUSE / "data" / "browse.toml"


@cache
def groups() -> Mapping[str, tuple[Group, ...]]:
    """The groups by way."""
    return read_groups(tomllib.loads(TABLE.read_text("utf-8")))


def things(db: driver.Connection, on: str) -> list[driver.Row]:
    """Bundles, then items in force on a day: kind, code, name, department, its short name, whom it serves."""
    return db.execute(
        "SELECT * FROM (SELECT 'bundle' AS kind, b.code, b.name, coalesce(d.code, b.lead) AS department,"
        " coalesce(d.short, b.lead) AS short, coalesce(json_extract(b.definition, '$.keywords'), '') AS object"
        " FROM bundle b LEFT JOIN department d ON d.code = b.lead"
        " WHERE (b.withdrawn_on IS NULL OR b.withdrawn_on > ?1)"
        " AND b.version = (SELECT max(version) FROM bundle n WHERE n.code = b.code AND n.effective_on <= ?1)"
        " UNION ALL SELECT 'item', i.code, i.name, i.department, d.short,"
        " coalesce(json_extract(i.guide, '$.object'), '') FROM item i JOIN department d ON d.code = i.department"
        " WHERE (i.withdrawn_on IS NULL OR i.withdrawn_on > ?1)"
        " AND i.version = (SELECT max(version) FROM item n WHERE n.code = i.code AND n.effective_on <= ?1))"
        " ORDER BY kind, name, code",
        (on,),
    ).fetchall()


def department_names(db: driver.Connection) -> dict[str, str]:
    """Code -> name of every department, in the order of levels."""
    rows = db.execute(
        "SELECT code, name FROM department ORDER BY instr('province city county town community', level), code"
    )
    return {row["code"]: row["name"] for row in rows}
