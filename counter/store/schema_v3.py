"""What the keys of the house need: one script per step of store/schema.py."""

POLICY = ""
"""Values of the written policy that a hall has of its own."""

PRINTERS = ""
"""The printers that a hall has."""

ACCOUNTS = ""
"""What becomes of a password and of who guesses it."""

CLOCK = ""
"""How far the hall's clock may leap."""

PROOF = ""
"""What binds every row to the act that wrote it."""

DOOR = ""
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

COPIES = ""
"""What was copied out of the hall, where and when."""

SCRIPTS = (POLICY, PRINTERS, ACCOUNTS, CLOCK, PROOF, DOOR, HOUSE, COPIES)
"""In the order of their steps."""
