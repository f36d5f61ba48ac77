"""What came after the replayed day: one script per step of store/schema.py."""

FROM_HOME = """
CREATE TABLE item_form (
  id INTEGER PRIMARY KEY, item TEXT NOT NULL CHECK (item <> ''), name TEXT NOT NULL CHECK (name <> ''),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  data BLOB NOT NULL CHECK (length(data) BETWEEN 1 AND 1000000),
  attached_at INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff(code), ended_at INTEGER,
  CHECK (ended_at IS NULL OR ended_at >= attached_at)
) STRICT;
CREATE UNIQUE INDEX item_form_in_force ON item_form(item) WHERE ended_at IS NULL;
"""
"""What citizens do from home, and the catalogue they see."""

FLOOR = """
"""
"""What a supervisor's figures and replays keep."""

AT_THE_WINDOW = """
"""
"""What clerks and approvers keep."""

SCRIPTS = (FROM_HOME, FLOOR, AT_THE_WINDOW)
"""In the order of their steps."""
