"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = ""
"""Values of the written policy that a hall has of its own."""

PRINTERS = ""
"""The printers that a hall has."""

ACCOUNTS = """
ALTER TABLE staff ADD COLUMN password_due INTEGER NOT NULL DEFAULT 0 CHECK (password_due IN (0, 1));
ALTER TABLE staff ADD COLUMN password_at INTEGER;
ALTER TABLE shift ADD COLUMN locked_at INTEGER;
CREATE TABLE guess (
  id INTEGER PRIMARY KEY, staff TEXT NOT NULL CHECK (length(staff) <= 64), terminal TEXT NOT NULL, at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'wrong', 'right', 'forgiven'))
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
