"""What the door from home, the replayed day and third parties need: one script per step of store/schema.py."""

SOUGHT = """
"""
"""What the site and the windows find together."""

BOOKINGS = """
"""
"""Bookings made from home."""

LISTS = """
"""
"""What a citizen brings along from home: lists of papers and forms filled there."""

SENDING = """
CREATE TABLE subscription (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id),
  channel TEXT NOT NULL CHECK (channel IN ('mail', 'sms')), address TEXT NOT NULL, language TEXT NOT NULL,
  stop_code TEXT NOT NULL UNIQUE, told TEXT NOT NULL,
  begun_at INTEGER NOT NULL, begun_by TEXT NOT NULL REFERENCES staff(code),
  ended_at INTEGER, ended TEXT CHECK (ended IN ('asked', 'case', 'address')),
  CHECK ((ended IS NULL) = (ended_at IS NULL)), CHECK (ended IS NOT NULL OR address <> '')
) STRICT;
CREATE UNIQUE INDEX subscription_open ON subscription(case_id, channel, address) WHERE ended IS NULL;
CREATE TABLE posted (
  id INTEGER PRIMARY KEY, subscription INTEGER NOT NULL REFERENCES subscription(id),
  told TEXT NOT NULL CHECK (told IN ('begun', 'yours', 'news', 'ready', 'ended')),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'trying', 'sent', 'overtaken', 'failed', 'lost')),
  at INTEGER NOT NULL, next_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  settled_at INTEGER, fault TEXT NOT NULL DEFAULT '',
  CHECK ((state IN ('waiting', 'trying')) = (settled_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX posted_open ON posted(subscription) WHERE state IN ('waiting', 'trying');
CREATE INDEX posted_next ON posted(next_at) WHERE state IN ('waiting', 'trying');
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
