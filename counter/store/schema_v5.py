"""What the supervisor's glass, the hall's voice and the virtual hall need: one script per step of store/schema.py."""

OFFICERS = """
"""
"""What the counter and the desks keep besides."""

ENDINGS = """
CREATE TABLE untruth (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id), approval INTEGER REFERENCES approval(id),
  facts TEXT NOT NULL CHECK (facts <> ''), statement TEXT NOT NULL CHECK (statement <> ''),
  decided_by TEXT NOT NULL CHECK (decided_by <> ''), business_date TEXT NOT NULL, at INTEGER NOT NULL,
  staff TEXT NOT NULL REFERENCES staff(code), taken_back_on TEXT
) STRICT;
CREATE INDEX untruth_of ON untruth(case_id);
CREATE TABLE bar (
  id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id), item TEXT NOT NULL,
  article TEXT NOT NULL CHECK (article IN ('78', '79')), case_id INTEGER NOT NULL REFERENCES case_file(id),
  approval INTEGER REFERENCES approval(id), since TEXT NOT NULL, until TEXT NOT NULL CHECK (until > since),
  at INTEGER NOT NULL, staff TEXT NOT NULL REFERENCES staff(code),
  lifted_on TEXT, lifted_by TEXT REFERENCES staff(code), lift_reason TEXT NOT NULL DEFAULT '',
  CHECK ((lifted_on IS NULL) = (lifted_by IS NULL)), CHECK ((lifted_on IS NULL) = (lift_reason = ''))
) STRICT;
CREATE INDEX bar_stands ON bar(item, until) WHERE lifted_on IS NULL;
CREATE TABLE succession (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id),
  how TEXT NOT NULL CHECK (how IN ('death', 'merger', 'division', 'dissolution')), happened_on TEXT NOT NULL,
  proof TEXT NOT NULL CHECK (proof <> ''), before INTEGER NOT NULL REFERENCES person(id),
  after INTEGER REFERENCES person(id), at INTEGER NOT NULL, business_date TEXT NOT NULL,
  staff TEXT NOT NULL REFERENCES staff(code),
  CHECK (after IS NULL OR after <> before), CHECK (how <> 'dissolution' OR after IS NULL),
  CHECK (how NOT IN ('merger', 'division') OR after IS NOT NULL)
) STRICT;
CREATE INDEX succession_of ON succession(case_id);
CREATE TABLE revocation (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL UNIQUE REFERENCES approval(id),
  ground TEXT NOT NULL, reason TEXT NOT NULL CHECK (reason <> ''), statement TEXT NOT NULL CHECK (statement <> ''),
  officer TEXT NOT NULL REFERENCES staff(code), second_officer TEXT NOT NULL REFERENCES staff(code),
  business_date TEXT NOT NULL, at INTEGER NOT NULL, CHECK (officer <> second_officer)
) STRICT;
"""
"""How a matter ends by the law's rarer turns: what was hidden or false and for how long one may not apply again
(articles 78 and 79), an applicant who has died or merged, a permit that is revoked after it was served (8, 69).
"""

GLASS = """
"""
"""What moves on the floor of the hall while it is open."""

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
