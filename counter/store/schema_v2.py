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
