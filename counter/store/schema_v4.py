"""What the counter, the desks and the hall's writing need: one script per step of store/schema.py."""

INTAKE = """
ALTER TABLE case_file ADD COLUMN guardian INTEGER REFERENCES person(id);
ALTER TABLE case_file ADD COLUMN guardianship TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN representative INTEGER REFERENCES person(id);
ALTER TABLE case_file ADD COLUMN representative_name TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN guarded INTEGER NOT NULL DEFAULT 0 CHECK (guarded IN (0, 1));
CREATE INDEX case_guardian ON case_file(guardian) WHERE guardian IS NOT NULL;
CREATE INDEX case_representative ON case_file(representative) WHERE representative IS NOT NULL;
CREATE INDEX case_agent ON case_file(agent) WHERE agent IS NOT NULL;
"""
"""Persons with their parts: whose guardian acts by what paper, and who speaks for an organisation by law (by name
alone where only the licence says who it is).
"""

DESK = """
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
