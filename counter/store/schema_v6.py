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
CREATE TABLE interested (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id),
  name TEXT NOT NULL CHECK (name <> ''), id_number TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL CHECK (contact <> ''), concern TEXT NOT NULL CHECK (concern <> ''),
  state TEXT NOT NULL DEFAULT 'named' CHECK (state IN ('named', 'sent', 'told', 'asked', 'waived', 'removed')),
  named_on TEXT NOT NULL, at INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff(code),
  paper TEXT REFERENCES paper(number), told_on TEXT, ask_until TEXT, removed_for TEXT NOT NULL DEFAULT '',
  CHECK (state IN ('named', 'removed') OR paper IS NOT NULL),
  CHECK (state NOT IN ('told', 'asked', 'waived') OR (told_on IS NOT NULL AND ask_until >= told_on)),
  CHECK ((state = 'removed') = (removed_for <> ''))
) STRICT;
CREATE UNIQUE INDEX one_interest_each ON interested(approval, name, id_number) WHERE state <> 'removed';
CREATE UNIQUE INDEX interested_paper ON interested(paper) WHERE paper IS NOT NULL;
CREATE TABLE interested_words (
  id INTEGER PRIMARY KEY, interested INTEGER NOT NULL REFERENCES interested(id),
  words TEXT NOT NULL CHECK (words <> ''),
  business_date TEXT NOT NULL, at INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff(code)
) STRICT;
CREATE INDEX interested_words_of ON interested_words(interested);
ALTER TABLE hearing ADD COLUMN asked_by_applicant INTEGER NOT NULL DEFAULT 1 CHECK (asked_by_applicant IN (0, 1));
CREATE TABLE deregistration (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL UNIQUE REFERENCES approval(id),
  ground TEXT NOT NULL CHECK (ground IN ('expired', 'person', 'ended', 'revoked', 'impossible', 'other')),
  reason TEXT NOT NULL CHECK (reason <> ''), statement TEXT NOT NULL CHECK (statement <> ''),
  officer TEXT NOT NULL REFERENCES staff(code), second_officer TEXT NOT NULL REFERENCES staff(code),
  business_date TEXT NOT NULL, at INTEGER NOT NULL, CHECK (officer <> second_officer)
) STRICT;
CREATE TABLE two_reviews (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id),
  what TEXT NOT NULL
    CHECK (what IN ('grant', 'grant-tolerance', 'refuse', 'recall', 'extend', 'untrue', 'revoke', 'deregister')),
  reasons TEXT NOT NULL DEFAULT '', remedies TEXT NOT NULL DEFAULT '', days INTEGER CHECK (days > 0),
  officer TEXT NOT NULL REFERENCES staff(code), at INTEGER NOT NULL, business_date TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'agreed', 'returned', 'withdrawn', 'dropped')),
  ended_at INTEGER, ended_by TEXT REFERENCES staff(code), words TEXT NOT NULL DEFAULT '', read_at INTEGER,
  ground TEXT NOT NULL DEFAULT '', statement TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'waiting') = (ended_at IS NULL)), CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK (state NOT IN ('agreed', 'returned') OR ended_by <> officer),
  CHECK (state <> 'withdrawn' OR ended_by = officer),
  CHECK (state NOT IN ('returned', 'dropped') OR words <> ''),
  CHECK (what IN ('grant', 'grant-tolerance') OR reasons <> ''),
  CHECK ((what = 'extend') = (days IS NOT NULL)), CHECK (state <> 'waiting' OR read_at IS NULL),
  CHECK ((what IN ('revoke', 'deregister')) = (ground <> '')),
  CHECK ((what IN ('untrue', 'revoke', 'deregister')) = (statement <> ''))
) STRICT;
INSERT INTO two_reviews (id, approval, what, reasons, remedies, days, officer, at, business_date, state, ended_at,
  ended_by, words, read_at) SELECT id, approval, what, reasons, remedies, days, officer, at, business_date, state,
  ended_at, ended_by, words, read_at FROM review;
DROP TABLE review;
ALTER TABLE two_reviews RENAME TO review;
CREATE UNIQUE INDEX one_waiting_review_per_approval ON review(approval) WHERE state = 'waiting';
CREATE INDEX review_approval ON review(approval);
CREATE INDEX review_unread ON review(approval, officer) WHERE read_at IS NULL;
"""
"""People besides the applicant whom a permit bears on, what they say, whether they ask to be heard (articles 36, 46 to
48); permits whose registration has ended (article 70). Whatever takes two officers can be put to one elsewhere.
"""

COUNTER = """
"""
"""What the counter and the desks keep besides."""

SCRIPTS = (SOUGHT, BOOKINGS, LISTS, SENDING, DIRECTORY, REPLAY, HEARD, COUNTER)
"""In the order of their steps."""
