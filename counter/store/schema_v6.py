"""What the door from home, the replayed day and third parties need: one script per step of store/schema.py."""

SOUGHT = """
"""
"""What the site and the windows find together."""

BOOKINGS = """
ALTER TABLE appointment ADD COLUMN matter TEXT;
ALTER TABLE appointment ADD COLUMN person_key TEXT;
ALTER TABLE appointment ADD COLUMN code_hash TEXT;
ALTER TABLE appointment ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE appointment ADD COLUMN id_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE appointment ADD COLUMN id_number TEXT NOT NULL DEFAULT '';
ALTER TABLE appointment ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE appointment ADD COLUMN place INTEGER CHECK (place >= 1);
ALTER TABLE appointment ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN changed_at INTEGER;
ALTER TABLE appointment ADD COLUMN missed_at INTEGER CHECK (missed_at IS NULL OR state = 'cancelled');
ALTER TABLE appointment ADD COLUMN by_hall INTEGER NOT NULL DEFAULT 0 CHECK (by_hall = 0 OR state = 'cancelled');
CREATE UNIQUE INDEX one_open_booking_per_person_and_matter ON appointment(person_key, matter)
  WHERE state = 'booked' AND person_key IS NOT NULL;
CREATE UNIQUE INDEX one_booking_per_place ON appointment(business_date, queue, at, place)
  WHERE state <> 'cancelled' AND place IS NOT NULL;
CREATE UNIQUE INDEX appointment_code ON appointment(code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX appointment_expected ON appointment(at) WHERE state = 'booked';
CREATE INDEX appointment_of_somebody ON appointment(business_date) WHERE name <> '';
CREATE INDEX inbox_entry_booking ON inbox_entry(code_hash) WHERE code_hash <> '';
"""
"""Bookings made from home."""

LISTS = """
"""
"""What a citizen brings along from home: lists of papers and forms filled there."""

SENDING = """
"""
"""What is sent in, and whom the hall writes to."""

DIRECTORY = """
"""
"""Linked services and posts."""

REPLAY = """
"""
"""Days looked at again."""

HEARD = """
"""
"""People besides the applicant whom a decision concerns."""

COUNTER = """
"""
"""What the counter and the desks keep besides."""

SCRIPTS = (SOUGHT, BOOKINGS, LISTS, SENDING, DIRECTORY, REPLAY, HEARD, COUNTER)
"""In the order of their steps."""
