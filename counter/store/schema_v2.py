"""What was added to the first schema, one script per step of store/schema.py.

How often an item was accepted stands in a narrow row of its own.

`item.used` lay in a row of several kilobytes (the guide), which every acceptance wrote again for each of its items. What
was withdrawn is found without reading a guide.
"""

ITEM_USE = """
CREATE TABLE item_use (
  item TEXT PRIMARY KEY, times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO item_use (item, times) SELECT code, max(used) FROM item GROUP BY code HAVING max(used) > 0;
ALTER TABLE item DROP COLUMN used;
CREATE INDEX item_withdrawn ON item(code, version, withdrawn_on) WHERE withdrawn_on IS NOT NULL;
"""

REFUSED_LOOKS = """
CREATE INDEX look_refused ON look(staff, at) WHERE allowed = 0;
"""
"""Wrong passwords of one person are counted without reading everybody's looks."""

STATIONS = """
CREATE TABLE station (
  code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, level TEXT NOT NULL CHECK (level IN ('county', 'town', 'community')),
  place TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', hours TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
ALTER TABLE front_window ADD COLUMN station TEXT REFERENCES station(code);
"""
"""A window may stand in a town's or a community's service station instead of in the hall (NULL: in the hall)."""
