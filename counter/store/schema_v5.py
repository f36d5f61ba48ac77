"""What the supervisor's glass, the hall's voice and the virtual hall need: one script per step of store/schema.py."""

OFFICERS = """
"""
"""What the counter and the desks keep besides."""

ENDINGS = """
"""
"""How a matter ends by the law's rarer turns."""

GLASS = """
CREATE TABLE window_loan (
  id INTEGER PRIMARY KEY, front_window INTEGER NOT NULL REFERENCES front_window(number),
  own TEXT NOT NULL, lent TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL CHECK (until > since),
  lent_by TEXT NOT NULL REFERENCES staff(code), ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_loan_per_window ON window_loan(front_window) WHERE ended_at IS NULL;
CREATE TABLE staff_word (
  id INTEGER PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff(code), where_to TEXT, words TEXT NOT NULL,
  said_by TEXT NOT NULL REFERENCES staff(code), business_date TEXT NOT NULL, at INTEGER NOT NULL,
  heard_at INTEGER, taken_back_at INTEGER, CHECK (heard_at IS NULL OR taken_back_at IS NULL)
) STRICT;
CREATE INDEX staff_word_unheard ON staff_word(business_date, staff) WHERE heard_at IS NULL AND taken_back_at IS NULL;
CREATE TABLE alert_answer (
  id INTEGER PRIMARY KEY, alert TEXT NOT NULL, business_date TEXT NOT NULL, words TEXT NOT NULL CHECK (words <> ''),
  staff TEXT NOT NULL REFERENCES staff(code), at INTEGER NOT NULL, taken_back_at INTEGER
) STRICT;
CREATE INDEX alert_answer_day ON alert_answer(business_date, alert);
CREATE INDEX shift_day ON shift(business_date, front_window) WHERE front_window IS NOT NULL;
CREATE INDEX shift_window_open ON shift(business_date) WHERE ended_at IS NULL AND front_window IS NOT NULL;
"""
"""What moves on the floor of the hall while it is open: a window lent to another queue until a time, what is said to
somebody at a window (where_to: where they are asked to come), what was answered to an alert.
"""

FIGURES = """
"""
"""Sums kept by day, so that a month need not be counted anew."""

ROSTER = """
"""
"""Plans for a day that has not come."""

VOICE = """
"""
"""What the hall says aloud."""

STEWARDS = """
"""
"""Edits of the catalogue, and what searches found nothing."""

DOOR = """
"""
"""What citizens do from home: bookings, lists, posts, linked services."""

SCRIPTS = (OFFICERS, ENDINGS, GLASS, FIGURES, ROSTER, VOICE, STEWARDS, DOOR)
"""In the order of their steps."""
