"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = ""
"""Values of the written policy that a hall has of its own."""

PRINTERS = ""
"""The printers that a hall has."""

ACCOUNTS = ""
"""What becomes of a password and of who guesses it."""

CLOCK = """
CREATE TABLE clock_anchor (
  one INTEGER PRIMARY KEY CHECK (one = 1), wall INTEGER NOT NULL, boot INTEGER NOT NULL, boot_id TEXT NOT NULL,
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)), held INTEGER NOT NULL CHECK (held IN (0, 1))
) STRICT;
CREATE TABLE clock_doubt (
  id INTEGER PRIMARY KEY, why TEXT NOT NULL CHECK (why IN ('leap', 'behind', 'gap', 'held')), wall INTEGER NOT NULL,
  believed INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT NOT NULL DEFAULT '',
  CHECK ((ended_at IS NULL) = (ended_by = ''))
) STRICT;
CREATE UNIQUE INDEX one_clock_doubt ON clock_doubt(ended_at IS NULL) WHERE ended_at IS NULL;
CREATE TABLE clock_run (
  id INTEGER PRIMARY KEY, business_date TEXT NOT NULL, working_day TEXT NOT NULL, at INTEGER NOT NULL,
  checked_before TEXT NOT NULL,
  summary TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0, looked_at INTEGER, looked_by TEXT,
  CHECK ((looked_at IS NULL) = (looked_by IS NULL))
) STRICT;
CREATE INDEX clock_run_unseen ON clock_run(id) WHERE ended > 0 AND looked_at IS NULL;
CREATE TABLE clock_change (
  run INTEGER NOT NULL REFERENCES clock_run(id), place INTEGER NOT NULL, case_id INTEGER,
  name TEXT NOT NULL, row_key TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'gone')),
  before TEXT NOT NULL, after TEXT NOT NULL, taken_back_at INTEGER, PRIMARY KEY (run, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_change_case ON clock_change(case_id, run) WHERE case_id IS NOT NULL;
CREATE INDEX clock_change_stands ON clock_change(run) WHERE taken_back_at IS NULL;
"""
"""When the hall's time was known, the doubts about it, and every row that a check of the clocks wrote."""

PROOF = ""
"""What binds every row to the act that wrote it."""

DOOR = ""
"""Who is signed in at the keeper's door."""

HOUSE = ""
"""What an administrator keeps of people and rooms."""

COPIES = ""
"""What was copied out of the hall, where and when."""

SCRIPTS = (POLICY, PRINTERS, ACCOUNTS, CLOCK, PROOF, DOOR, HOUSE, COPIES)
"""In the order of their steps."""
