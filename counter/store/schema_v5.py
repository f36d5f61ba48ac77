"""What the supervisor's glass, the hall's voice and the virtual hall need: one script per step of store/schema.py."""

OFFICERS = """
"""
"""What the counter and the desks keep besides."""

ENDINGS = """
"""
"""How a matter ends by the law's rarer turns."""

GLASS = """
"""
"""What moves on the floor of the hall while it is open."""

FIGURES = """
"""
"""Sums kept by day, so that a month need not be counted anew."""

ROSTER = """
"""
"""Plans for a day that has not come."""

VOICE = """
"""
"""What the hall says aloud."""

STEWARDS = """
CREATE TABLE missed_search (
  words TEXT PRIMARY KEY CHECK (length(words) BETWEEN 2 AND 20 AND words NOT GLOB '*[0-9]*'),
  times INTEGER NOT NULL CHECK (times > 0), last_on TEXT NOT NULL
) STRICT;
CREATE TABLE hall_synonym (
  words TEXT PRIMARY KEY CHECK (length(words) BETWEEN 2 AND 20),
  kind TEXT NOT NULL CHECK (kind IN ('bundle', 'item', 'document', 'law', 'department', 'link')),
  code TEXT NOT NULL CHECK (code <> ''), since TEXT NOT NULL, staff TEXT NOT NULL REFERENCES staff(code)
) STRICT;
CREATE TABLE catalogue_edit (
  id INTEGER PRIMARY KEY,
  noun TEXT NOT NULL CHECK (noun IN ('item', 'document', 'department', 'law', 'bundle')),
  code TEXT NOT NULL CHECK (code <> ''), base TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes) AND changes <> '[]'),
  weakens TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(weakens)),
  reason TEXT NOT NULL DEFAULT '', effective_on TEXT NOT NULL,
  staff TEXT NOT NULL REFERENCES staff(code), at INTEGER NOT NULL,
  agreed_by TEXT REFERENCES staff(code), agreed_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'waiting', 'in-force', 'returned', 'taken-back', 'void')),
  ended_by TEXT REFERENCES staff(code), ended_at INTEGER, words TEXT NOT NULL DEFAULT '',
  version INTEGER,
  CHECK ((agreed_by IS NULL) = (agreed_at IS NULL)), CHECK (agreed_by IS NULL OR agreed_by <> staff),
  CHECK (state <> 'proposed' OR agreed_by IS NULL),
  CHECK (weakens = '[]' OR state NOT IN ('waiting', 'in-force') OR agreed_by IS NOT NULL),
  CHECK (weakens = '[]' OR reason <> ''),
  CHECK ((state IN ('returned', 'taken-back', 'void')) = (ended_at IS NOT NULL)),
  CHECK (state <> 'returned' OR words <> '')
) STRICT;
CREATE UNIQUE INDEX one_edit_at_a_time ON catalogue_edit(noun, code) WHERE state IN ('proposed', 'waiting');
CREATE INDEX catalogue_edit_of ON catalogue_edit(noun, code, id);
CREATE INDEX catalogue_edit_due ON catalogue_edit(effective_on) WHERE state = 'waiting';
"""
"""Edits of the catalogue, and what searches found nothing."""

DOOR = """
"""
"""What citizens do from home: bookings, lists, posts, linked services."""

SCRIPTS = (OFFICERS, ENDINGS, GLASS, FIGURES, ROSTER, VOICE, STEWARDS, DOOR)
"""In the order of their steps."""
