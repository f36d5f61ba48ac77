"""What was added to the first schema, one script per step of store/schema.py.

How often an item was accepted stands in a narrow row of its own.

`item.used` lay in a row of several kilobytes (the guide), which every acceptance wrote again for each of its items.
What was withdrawn is found without reading a guide.
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
  code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  level TEXT NOT NULL CHECK (level IN ('county', 'town', 'community')),
  place TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', hours TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
ALTER TABLE front_window ADD COLUMN station TEXT REFERENCES station(code);
"""
"""A window may stand in a town's or a community's service station instead of in the hall (NULL: in the hall)."""

REVIEWS = """
CREATE TABLE review (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id),
  what TEXT NOT NULL CHECK (what IN ('grant', 'grant-tolerance', 'refuse', 'recall', 'extend')),
  reasons TEXT NOT NULL DEFAULT '', remedies TEXT NOT NULL DEFAULT '', days INTEGER CHECK (days > 0),
  officer TEXT NOT NULL REFERENCES staff(code), at INTEGER NOT NULL, business_date TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'agreed', 'returned', 'withdrawn', 'dropped')),
  ended_at INTEGER, ended_by TEXT REFERENCES staff(code), words TEXT NOT NULL DEFAULT '', read_at INTEGER,
  CHECK ((state = 'waiting') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK (state NOT IN ('agreed', 'returned') OR ended_by <> officer),
  CHECK (state <> 'withdrawn' OR ended_by = officer),
  CHECK (state NOT IN ('returned', 'dropped') OR words <> ''),
  CHECK (what NOT IN ('refuse', 'recall', 'extend') OR reasons <> ''),
  CHECK ((what = 'extend') = (days IS NOT NULL)), CHECK (state <> 'waiting' OR read_at IS NULL)
) STRICT;
CREATE UNIQUE INDEX one_waiting_review_per_approval ON review(approval) WHERE state = 'waiting';
CREATE INDEX review_approval ON review(approval);
CREATE INDEX review_unread ON review(approval, officer) WHERE read_at IS NULL;
"""
"""What one officer proposed and a second of the same desk looks over at a screen of their own."""

WORDS_BEFORE = """
CREATE TABLE case_before (
  case_id INTEGER NOT NULL REFERENCES case_file(id), version INTEGER NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
"""
"""Words that stood before the change that made a version of a case and may name somebody: the journal must not
hold them.
"""
