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
ALTER TABLE approval ADD COLUMN legal_months INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approval ADD COLUMN legal_by TEXT NOT NULL DEFAULT 'guide' CHECK (legal_by IN ('guide', 'law', 'unset'));
ALTER TABLE approval ADD COLUMN joint INTEGER NOT NULL DEFAULT 0 CHECK (joint IN (0, 1));
ALTER TABLE approval ADD COLUMN delivery_last_day TEXT;
ALTER TABLE approval ADD COLUMN delivered_on TEXT;
UPDATE approval SET legal_by = 'unset' WHERE legal_days IS NULL;
UPDATE approval SET delivered_on = (SELECT c.delivered_on FROM case_file c WHERE c.id = case_id)
  WHERE state = 'decided' AND case_id IN (SELECT id FROM case_file WHERE state = 'delivered');
UPDATE approval SET delivery_last_day = (SELECT c.delivery_last_day FROM case_file c WHERE c.id = case_id)
  WHERE state = 'decided' AND case_id IN (SELECT id FROM case_file WHERE state IN ('decided', 'delivered'));
CREATE INDEX approval_undelivered ON approval(delivery_last_day, id) WHERE state = 'decided' AND delivered_on IS NULL;
ALTER TABLE case_file ADD COLUMN complete_on TEXT;
ALTER TABLE case_file ADD COLUMN joint_extended INTEGER NOT NULL DEFAULT 0 CHECK (joint_extended BETWEEN 0 AND 15);
CREATE TABLE joint_extension (
  case_id INTEGER PRIMARY KEY REFERENCES case_file(id), days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 15),
  reason TEXT NOT NULL CHECK (reason <> ''), approved_by TEXT NOT NULL CHECK (approved_by <> ''),
  at INTEGER NOT NULL, business_date TEXT NOT NULL, staff TEXT NOT NULL REFERENCES staff(code)
) STRICT;
CREATE TABLE lapse (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id),
  document TEXT NOT NULL REFERENCES document(code), due_on TEXT NOT NULL, noticed_on TEXT NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'came', 'extended', 'ended', 'spared')),
  settled_on TEXT, settled_at INTEGER, settled_by TEXT, reason TEXT NOT NULL DEFAULT '', until TEXT,
  CHECK ((state = 'waiting') = (settled_on IS NULL)), CHECK ((state = 'waiting') = (settled_by IS NULL)),
  CHECK (state NOT IN ('extended', 'ended', 'spared') OR reason <> ''),
  CHECK ((state = 'extended') = (until IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_waiting_lapse ON lapse(case_id, document) WHERE state = 'waiting';
CREATE INDEX lapse_of ON lapse(case_id);
CREATE TABLE hearing (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id),
  state TEXT NOT NULL DEFAULT 'told' CHECK (state IN ('told', 'asked', 'set', 'held', 'waived')),
  matter TEXT NOT NULL CHECK (matter <> ''), told_on TEXT NOT NULL, ask_until TEXT NOT NULL,
  at INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff(code),
  asked_on TEXT, asked_by TEXT NOT NULL DEFAULT '', hold_until TEXT,
  held_on TEXT, place TEXT NOT NULL DEFAULT '', chair TEXT NOT NULL DEFAULT '', notice_on TEXT,
  record TEXT NOT NULL DEFAULT '', recorded_on TEXT,
  CHECK (state NOT IN ('asked', 'set', 'held') OR (asked_on IS NOT NULL AND hold_until IS NOT NULL)),
  CHECK (state NOT IN ('set', 'held') OR (held_on IS NOT NULL AND notice_on IS NOT NULL AND place <> '')),
  CHECK ((state = 'held') = (recorded_on IS NOT NULL)), CHECK (state <> 'held' OR record <> '')
) STRICT;
CREATE UNIQUE INDEX one_hearing_at_a_time ON hearing(approval) WHERE state IN ('told', 'asked', 'set');
CREATE INDEX hearing_of ON hearing(approval);
CREATE TABLE asked_round (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id), approval INTEGER REFERENCES approval(id),
  number INTEGER NOT NULL, asked_on TEXT NOT NULL, due_on TEXT, answered_on TEXT, documents TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  visible TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL DEFAULT 'asked'
    CHECK (state IN ('draft', 'asked', 'answered', 'lapsed', 'taken-back', 'stopped')),
  signed_by TEXT, CHECK (state NOT IN ('taken-back', 'stopped') OR answered_on IS NULL)
) STRICT;
INSERT INTO asked_round SELECT id, case_id, approval, number, asked_on, due_on, answered_on, documents, reason, visible,
  state, signed_by FROM supplement_round;
DROP TABLE supplement_round;
ALTER TABLE asked_round RENAME TO supplement_round;
CREATE INDEX supplement_case ON supplement_round(case_id);
CREATE INDEX supplement_asked ON supplement_round(due_on) WHERE state = 'asked';
UPDATE supplement_round SET state = 'taken-back', answered_on = NULL WHERE state = 'answered' AND approval IS NOT NULL
  AND json_valid(documents) AND json_array_length(documents) > 0
  AND NOT EXISTS (SELECT 1 FROM json_each(documents) WHERE json_extract(value, '$.came') IS NOT NULL);
"""
"""What the law's rarer turns keep: lapses before a person, hearings, joint handling, delivery by the decision.

A round that nobody answered is never read as answered: one taken back or stopped with its approval has a state of its
own, and those that older halls kept as answered are told apart by what came in them.
"""

NOTICES = """
CREATE TABLE remedy (
  scope TEXT PRIMARY KEY, review TEXT NOT NULL CHECK (review <> ''), court TEXT NOT NULL CHECK (court <> ''),
  set_by TEXT NOT NULL REFERENCES staff(code), set_at INTEGER NOT NULL
) STRICT;
CREATE TABLE service (
  paper TEXT PRIMARY KEY REFERENCES paper(number), served_on TEXT NOT NULL,
  manner TEXT NOT NULL CHECK (manner IN ('in-person', 'agent', 'post', 'electronic', 'left', 'public')),
  receiver TEXT NOT NULL, noted_by TEXT NOT NULL REFERENCES staff(code), noted_at INTEGER NOT NULL
) STRICT;
ALTER TABLE ticket ADD COLUMN large_print INTEGER NOT NULL DEFAULT 0 CHECK (large_print IN (0, 1));
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
