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
"""
"""What is sent in, and whom the hall writes to."""

DIRECTORY = """
ALTER TABLE link ADD COLUMN name_en TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN name_hant TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN gist_en TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN retired_on TEXT;
ALTER TABLE link ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE TABLE link_check (
  link INTEGER PRIMARY KEY REFERENCES link(id), checked_on TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('fine', 'moved', 'untrusted', 'gone', 'failing', 'silent')),
  detail TEXT NOT NULL DEFAULT '', dead_days INTEGER NOT NULL DEFAULT 0 CHECK (dead_days >= 0), dead_since TEXT,
  CHECK ((dead_days = 0) = (dead_since IS NULL)),
  CHECK ((dead_days > 0) = (answer IN ('gone', 'failing', 'silent')))
) STRICT;
CREATE TABLE post (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind <> ''),
  title TEXT NOT NULL CHECK (title <> ''), words TEXT NOT NULL CHECK (words <> ''),
  title_en TEXT NOT NULL DEFAULT '', words_en TEXT NOT NULL DEFAULT '',
  department TEXT REFERENCES department(code),
  from_on TEXT NOT NULL, until_on TEXT CHECK (until_on IS NULL OR until_on >= from_on),
  state TEXT NOT NULL CHECK (state IN ('posted', 'withdrawn')),
  posted_at INTEGER NOT NULL, changed_at INTEGER NOT NULL CHECK (changed_at >= posted_at),
  staff TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  CHECK ((title_en = '') = (words_en = ''))
) STRICT;
CREATE INDEX post_from ON post(from_on, id);
CREATE TABLE post_change (
  post INTEGER NOT NULL REFERENCES post(id), version INTEGER NOT NULL CHECK (version >= 2), on_day TEXT NOT NULL,
  words TEXT NOT NULL CHECK (words <> ''), staff TEXT NOT NULL, before TEXT NOT NULL CHECK (json_valid(before)),
  PRIMARY KEY (post, version)
) STRICT;
"""
"""Linked services and posts."""

REPLAY = """
ALTER TABLE estimate_error ADD COLUMN alone_ms REAL;
CREATE INDEX estimate_error_queue ON estimate_error(queue, business_date);
"""
"""Days looked at again: alone_ms is the error of what was learned alone; learned_ms is that of what was said, which
may lean on the simple rule.
"""

HEARD = """
"""
"""People besides the applicant whom a decision concerns."""

COUNTER = """
"""
"""What the counter and the desks keep besides."""

SCRIPTS = (SOUGHT, BOOKINGS, LISTS, SENDING, DIRECTORY, REPLAY, HEARD, COUNTER)
"""In the order of their steps."""
