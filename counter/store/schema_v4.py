"""What the counter, the desks and the hall's writing need: one script per step of store/schema.py."""

INTAKE = """
"""
"""Fields with types, persons with their parts, what was typed and not yet done."""

DESK = """
ALTER TABLE approval ADD COLUMN in_hand TEXT REFERENCES staff(code);
ALTER TABLE approval ADD COLUMN in_hand_at INTEGER CHECK ((in_hand IS NULL) = (in_hand_at IS NULL));
CREATE INDEX approval_in_hand ON approval(in_hand) WHERE in_hand IS NOT NULL AND state IN ('blocked', 'open', 'paused');
CREATE TABLE gathered (
  approval INTEGER PRIMARY KEY REFERENCES approval(id),
  documents TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(documents)),
  points TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(points)), due_on TEXT, staff TEXT NOT NULL REFERENCES staff(code),
  at INTEGER NOT NULL, CHECK (documents <> '[]' OR points <> '[]')
) STRICT;
CREATE INDEX look_at_file ON look(staff, case_id, at) WHERE what = 'approval.show';
CREATE INDEX reminder_of ON reminder(approval, id);
"""
"""Who has an approval in hand, requests gathered before they go out."""

LAW = """
"""
"""What the law's rarer turns keep: lapses before a person, hearings, joint handling, delivery by the decision."""

NOTICES = """
"""
"""What notices name: bodies of review, courts, receipts of service."""

CALENDAR = """
"""
"""Dates that moved, and why."""

FLOOR = """
"""
"""What moves on the floor of the hall."""

SCRIPTS = (INTAKE, DESK, LAW, NOTICES, CALENDAR, FLOOR)
"""In the order of their steps."""
