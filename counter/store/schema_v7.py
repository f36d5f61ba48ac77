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
ALTER TABLE figure_queue ADD COLUMN bookings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE figure_queue ADD COLUMN missed_bookings INTEGER NOT NULL DEFAULT 0 CHECK (missed_bookings <= bookings);
CREATE INDEX appointment_missed ON appointment(business_date) WHERE missed_at IS NOT NULL;
CREATE TRIGGER figures_of_a_new_booking AFTER INSERT ON appointment BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (NEW.business_date);
END;
CREATE TRIGGER figures_of_a_changed_booking AFTER UPDATE OF queue, business_date, at, state, missed_at ON appointment
  BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (OLD.business_date,
    NEW.business_date);
END;
CREATE TRIGGER figures_of_a_removed_booking AFTER DELETE ON appointment BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (OLD.business_date);
END;
"""
"""What a supervisor's figures and replays keep: booked visits and those that nobody came for, in the sums of a day."""

AT_THE_WINDOW = """
"""
"""What clerks and approvers keep."""

SCRIPTS = (FROM_HOME, FLOOR, AT_THE_WINDOW)
"""In the order of their steps."""
