"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = """
CREATE TABLE policy_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL CHECK (name <> ''),
  value TEXT CHECK (value IS NULL OR json_valid(value)), at INTEGER NOT NULL, staff TEXT NOT NULL
) STRICT;
CREATE INDEX policy_change_of ON policy_change(name, id);
CREATE TRIGGER policy_change_stays BEFORE UPDATE ON policy_change BEGIN SELECT raise(ABORT, 'a change stays'); END;
CREATE TRIGGER policy_change_kept BEFORE DELETE ON policy_change BEGIN SELECT raise(ABORT, 'a change stays'); END;
CREATE TABLE file_seen (
  file TEXT PRIMARY KEY CHECK (file IN ('hall.toml', 'policy.toml')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64), at INTEGER NOT NULL, staff TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_content ON attachment(sha256);
"""
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
CREATE INDEX look_statement ON look(at) WHERE person IS NULL AND case_id IS NULL AND what GLOB 'sql-people *';
ALTER TABLE front_window RENAME COLUMN printer TO printer_before;
ALTER TABLE front_window ADD COLUMN printer TEXT REFERENCES printer(code);
"""
"""The printers that a hall has: an administrator keeps the list, windows and print jobs name one by its code. What
stood at windows and in jobs before becomes the list by store/printers_before.py. And an administrator's statements that
read anything of people are found quickly, for whoever asks who saw their data.
"""

ACCOUNTS = """
ALTER TABLE staff ADD COLUMN password_due INTEGER NOT NULL DEFAULT 0 CHECK (password_due IN (0, 1));
ALTER TABLE staff ADD COLUMN password_at INTEGER;
ALTER TABLE shift ADD COLUMN locked_at INTEGER;
CREATE TABLE guess (
  id INTEGER PRIMARY KEY, staff TEXT NOT NULL CHECK (length(staff) <= 64), terminal TEXT NOT NULL, at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT 'begun' CHECK (outcome IN ('begun', 'wrong', 'right', 'forgiven'))
) STRICT;
CREATE INDEX guess_of ON guess(staff, at);
CREATE INDEX guess_at ON guess(at);
CREATE TRIGGER an_administrator_remains BEFORE UPDATE OF active, role ON staff
WHEN OLD.role = 'administrator' AND OLD.active = 1 AND NOT (NEW.role = 'administrator' AND NEW.active = 1)
  AND NOT EXISTS (SELECT 1 FROM staff WHERE role = 'administrator' AND active = 1 AND code <> OLD.code)
BEGIN SELECT RAISE(ABORT, 'the last administrator');
END;
CREATE TRIGGER an_administrator_is_not_deleted BEFORE DELETE ON staff WHEN OLD.role = 'administrator'
BEGIN SELECT RAISE(ABORT, 'an administrator');
END;
"""
"""What becomes of a password and of who guesses it.

`password_due`: somebody else knows it, so that it is changed before anything else is done. A guess is written down
before it is looked at; who never came to the end of it guessed wrong.
"""

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

PROOF = """
ALTER TABLE journal ADD COLUMN rows BLOB;
CREATE TABLE seal (
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL CHECK (entry >= 0), at INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('begin', 'besides', 'migrated')), hash TEXT NOT NULL, rows BLOB NOT NULL
) STRICT;
CREATE TRIGGER seal_only_grows_update BEFORE UPDATE ON seal BEGIN
  SELECT RAISE(ABORT, 'the seals only grow');
END;
CREATE TRIGGER seal_only_grows_delete BEFORE DELETE ON seal BEGIN
  SELECT RAISE(ABORT, 'the seals only grow');
END;
"""
"""What binds every row to the act that wrote it."""

DOOR = """
CREATE TABLE door_session (
  token BLOB PRIMARY KEY CHECK (length(token) = 32),
  shift INTEGER NOT NULL REFERENCES shift(id),
  uid INTEGER NOT NULL, begun_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX door_session_shift ON door_session(shift);
"""
"""Who is signed in at the keeper's door."""

HOUSE = """
ALTER TABLE staff ADD COLUMN head INTEGER NOT NULL DEFAULT 0 CHECK (head IN (0, 1));
CREATE UNIQUE INDEX one_head_per_desk ON staff(desk) WHERE head = 1 AND active = 1;
ALTER TABLE queue ADD COLUMN closed_on TEXT;
ALTER TABLE front_window ADD COLUMN closed_on TEXT;
ALTER TABLE desk ADD COLUMN closed_on TEXT;
ALTER TABLE station ADD COLUMN closed_on TEXT;
CREATE INDEX case_draft_of ON case_file(opened_by) WHERE state = 'draft';
CREATE INDEX review_waiting_of ON review(officer) WHERE state = 'waiting';
"""
"""What an administrator keeps of people and rooms: who heads a desk, and since when a room is closed (NULL: open).

A room is closed and never deleted, since tickets, approvals and the journal name it.
"""

COPIES = """
CREATE TABLE backup (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, staff TEXT NOT NULL, place TEXT NOT NULL, seq INTEGER NOT NULL,
  head TEXT NOT NULL CHECK (length(head) = 64), bytes INTEGER NOT NULL CHECK (bytes > 0),
  proven_at INTEGER, proven_by TEXT, faults INTEGER, gone_at INTEGER,
  CHECK ((proven_at IS NULL) = (faults IS NULL) AND (proven_at IS NULL) = (proven_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX one_backup_at_a_place ON backup(place) WHERE gone_at IS NULL;
CREATE TABLE copy_plan (
  what TEXT PRIMARY KEY CHECK (what IN ('backup', 'follow')), folder TEXT NOT NULL CHECK (folder <> ''),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 44640), keep INTEGER NOT NULL CHECK (keep BETWEEN 1 AND 1000)
) STRICT, WITHOUT ROWID;
CREATE TABLE hall_root (
  n INTEGER PRIMARY KEY, secret TEXT NOT NULL CHECK (length(secret) = 64), mark TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
"""
"""What was copied out of the hall, where and when."""

SCRIPTS = (POLICY, PRINTERS, ACCOUNTS, CLOCK, PROOF, DOOR, HOUSE, COPIES)
"""In the order of their steps."""
