"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = ""
"""Values of the written policy that a hall has of its own."""

PRINTERS = """
CREATE TABLE printer (
  code TEXT PRIMARY KEY CHECK (code = 'preview' OR code GLOB '[A-Z]*'), name TEXT NOT NULL CHECK (name <> ''),
  setting TEXT NOT NULL CHECK (setting <> ''), machine TEXT NOT NULL CHECK (machine <> ''),
  place TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 1,
  added_by TEXT REFERENCES staff(code), added_at INTEGER NOT NULL DEFAULT 0,
  retired_by TEXT REFERENCES staff(code), retired_at INTEGER, before TEXT NOT NULL DEFAULT '',
  CHECK (code <> 'preview' OR (setting = 'preview' AND retired_at IS NULL)),
  CHECK (retired_by IS NULL OR retired_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_printer_per_machine ON printer(machine) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX one_printer_per_name ON printer(name) WHERE retired_at IS NULL;
CREATE TABLE printer_state (
  printer TEXT PRIMARY KEY REFERENCES printer(code), asked_at INTEGER NOT NULL, reached_at INTEGER, printed_at INTEGER,
  talks INTEGER NOT NULL DEFAULT 0 CHECK (talks IN (0, 1)), problem TEXT NOT NULL DEFAULT '',
  paper_low INTEGER NOT NULL DEFAULT 0 CHECK (paper_low IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO printer (code, name, setting, machine) VALUES ('preview', '预览', 'preview', 'preview:80');
ALTER TABLE front_window RENAME COLUMN printer TO printer_before;
ALTER TABLE front_window ADD COLUMN printer TEXT REFERENCES printer(code);
"""
"""The printers that a hall has: an administrator keeps the list, windows and print jobs name one by its code. What
stood at windows and in jobs before becomes the list by store/printers_before.py.
"""

ACCOUNTS = ""
"""What becomes of a password and of who guesses it."""

CLOCK = ""
"""How far the hall's clock may leap."""

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
