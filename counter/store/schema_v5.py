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
CREATE TABLE figure_day (
  day TEXT NOT NULL, part TEXT NOT NULL CHECK (part IN ('cases', 'queue')), rules TEXT NOT NULL,
  stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)), at INTEGER NOT NULL,
  PRIMARY KEY (day, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE figure_cases (
  day TEXT NOT NULL, dimension TEXT NOT NULL, member TEXT NOT NULL,
  received INTEGER NOT NULL, cases INTEGER NOT NULL, items INTEGER NOT NULL, deemed INTEGER NOT NULL,
  decided_cases INTEGER NOT NULL, delivered INTEGER NOT NULL, decided INTEGER NOT NULL, granted INTEGER NOT NULL,
  refused INTEGER NOT NULL, on_the_spot INTEGER NOT NULL, past_legal INTEGER NOT NULL,
  on_time INTEGER NOT NULL, late INTEGER NOT NULL, undecided INTEGER NOT NULL, before INTEGER NOT NULL,
  unpromised INTEGER NOT NULL, legal_on_time INTEGER NOT NULL, legal_late INTEGER NOT NULL,
  legal_undecided INTEGER NOT NULL, legal_before INTEGER NOT NULL, unlimited INTEGER NOT NULL,
  days_saved INTEGER NOT NULL, documents_spared INTEGER NOT NULL, visits_saved INTEGER NOT NULL,
  ratings INTEGER NOT NULL, satisfied INTEGER NOT NULL,
  PRIMARY KEY (day, dimension, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE figure_queue (
  day TEXT NOT NULL, dimension TEXT NOT NULL, member TEXT NOT NULL,
  tickets INTEGER NOT NULL, finished INTEGER NOT NULL, no_shows INTEGER NOT NULL, left_early INTEGER NOT NULL,
  lapsed INTEGER NOT NULL, put_off INTEGER NOT NULL, unreliable INTEGER NOT NULL, waits INTEGER NOT NULL,
  visits INTEGER NOT NULL, forgotten INTEGER NOT NULL, bounded INTEGER NOT NULL, bound_kept INTEGER NOT NULL,
  told INTEGER NOT NULL, told_within INTEGER NOT NULL, told_longer INTEGER NOT NULL, told_error_ms INTEGER NOT NULL,
  naive_error_ms INTEGER NOT NULL,
  wait_times TEXT NOT NULL CHECK (json_valid(wait_times)), visit_times TEXT NOT NULL CHECK (json_valid(visit_times)),
  PRIMARY KEY (day, dimension, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_promised ON approval(promised_on) WHERE promised_on IS NOT NULL;
CREATE INDEX approval_legal ON approval(legal_on) WHERE legal_on IS NOT NULL;
CREATE INDEX rating_day ON rating(business_date);
CREATE INDEX journal_day ON journal(business_date, seq);
CREATE INDEX look_at ON look(at);
ALTER TABLE ticket ADD COLUMN estimate_learned INTEGER;
CREATE TRIGGER figures_of_a_new_approval AFTER INSERT ON approval BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (NEW.decided_on,
    NEW.promised_on, NEW.legal_on, (SELECT accepted_on FROM case_file WHERE id = NEW.case_id),
    (SELECT decided_on FROM case_file WHERE id = NEW.case_id));
END;
CREATE TRIGGER figures_of_a_changed_approval AFTER UPDATE OF case_id, item, department, desk, level, state,
  decided_on, promised_on,
  legal_on, outcome, on_the_spot ON approval BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.decided_on,
    OLD.promised_on, OLD.legal_on,
    NEW.decided_on, NEW.promised_on, NEW.legal_on, (SELECT accepted_on FROM case_file WHERE id = NEW.case_id),
    (SELECT decided_on FROM case_file WHERE id = NEW.case_id));
END;
CREATE TRIGGER figures_of_a_removed_approval AFTER DELETE ON approval BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.decided_on,
    OLD.promised_on, OLD.legal_on, (SELECT accepted_on FROM case_file WHERE id = OLD.case_id),
    (SELECT decided_on FROM case_file WHERE id = OLD.case_id));
END;
CREATE TRIGGER figures_of_a_new_case AFTER INSERT ON case_file BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (NEW.received_on,
    NEW.accepted_on, NEW.decided_on, NEW.delivered_on);
END;
CREATE TRIGGER figures_of_a_changed_case AFTER UPDATE OF received_on, accepted_on, decided_on, delivered_on, deemed,
  parallel_days, serial_days, needed, needed_alone, bundle, front_window, opened_by ON case_file BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.received_on, OLD.accepted_on,
    OLD.decided_on, OLD.delivered_on, NEW.received_on, NEW.accepted_on, NEW.decided_on, NEW.delivered_on);
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND (OLD.bundle IS NOT NEW.bundle
    OR OLD.front_window IS NOT NEW.front_window OR OLD.opened_by IS NOT NEW.opened_by
    OR OLD.accepted_on IS NOT NEW.accepted_on) AND day IN (SELECT decided_on FROM approval WHERE case_id = NEW.id
    UNION SELECT promised_on FROM approval WHERE case_id = NEW.id
    UNION SELECT legal_on FROM approval WHERE case_id = NEW.id
    UNION SELECT business_date FROM rating WHERE case_id = NEW.id);
END;
CREATE TRIGGER figures_of_a_removed_case AFTER DELETE ON case_file BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.received_on,
    OLD.accepted_on, OLD.decided_on, OLD.delivered_on);
END;
CREATE TRIGGER figures_of_a_new_decision AFTER INSERT ON decision BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (NEW.business_date,
    (SELECT decided_on FROM approval WHERE id = NEW.approval));
END;
CREATE TRIGGER figures_of_a_changed_decision AFTER UPDATE OF officer, recalled_at ON decision BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (NEW.business_date,
    (SELECT decided_on FROM approval WHERE id = NEW.approval));
END;
CREATE TRIGGER figures_of_a_removed_decision AFTER DELETE ON decision BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.business_date,
    (SELECT decided_on FROM approval WHERE id = OLD.approval));
END;
CREATE TRIGGER figures_of_a_new_rating AFTER INSERT ON rating BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (NEW.business_date);
END;
CREATE TRIGGER figures_of_a_changed_rating AFTER UPDATE OF level, business_date, case_id, ticket ON rating BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.business_date,
    NEW.business_date);
END;
CREATE TRIGGER figures_of_a_removed_rating AFTER DELETE ON rating BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND day IN (OLD.business_date);
END;
CREATE TRIGGER figures_of_a_new_ticket AFTER INSERT ON ticket BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (NEW.business_date);
END;
CREATE TRIGGER figures_of_a_changed_ticket AFTER UPDATE OF letter, queue, lane, state, arrived_at, ready_at,
  unreliable, origin,
  business_date, front_window, staff, estimate, estimate_low, estimate_high, estimate_fixed, estimate_configured
    ON ticket
  BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (OLD.business_date,
    NEW.business_date);
  UPDATE figure_day SET stale = 1 WHERE part = 'cases' AND stale = 0 AND (OLD.front_window IS NOT NEW.front_window
    OR OLD.staff IS NOT NEW.staff) AND day IN (SELECT business_date FROM rating WHERE ticket = NEW.id);
END;
CREATE TRIGGER figures_of_a_removed_ticket AFTER DELETE ON ticket BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN (OLD.business_date);
END;
CREATE TRIGGER figures_of_a_new_period AFTER INSERT ON ticket_period BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN ((SELECT business_date FROM ticket
    WHERE id = NEW.ticket));
END;
CREATE TRIGGER figures_of_a_changed_period AFTER UPDATE OF kind, front_window, staff, started_at, ended_at,
  reliable ON ticket_period BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN ((SELECT business_date FROM ticket
    WHERE id = NEW.ticket));
END;
CREATE TRIGGER figures_of_a_removed_period AFTER DELETE ON ticket_period BEGIN
  UPDATE figure_day SET stale = 1 WHERE part = 'queue' AND stale = 0 AND day IN ((SELECT business_date FROM ticket
    WHERE id = OLD.ticket));
END;
"""
"""Sums kept by day, so that a month need not be counted anew.

Whatever changes what a kept day was counted from makes that day stale in the same transaction, whichever act, undo or
takeback wrote it: a stale day is counted from its rows until it is kept anew. `gone`: the details were purged,
  so that
what is kept is all that there is. `rules`: the values of the policy by which it was counted.
"""

ROSTER = """
CREATE TABLE roster (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, start TEXT NOT NULL CHECK (start GLOB '[0-2][0-9]:[03]0'),
  queue TEXT NOT NULL REFERENCES queue(letter), windows INTEGER NOT NULL CHECK (windows BETWEEN 0 AND 200),
  people REAL NOT NULL CHECK (people >= 0), minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 480),
  share INTEGER NOT NULL CHECK (share BETWEEN 1 AND 100),
  saved_by TEXT NOT NULL REFERENCES staff(code), saved_at INTEGER NOT NULL, UNIQUE (day, start, queue)
) STRICT;
"""
"""Plans for a day that has not come: how many windows call a queue in each half hour, for how many people expected, so
that `share` percent wait at most `minutes`.
"""

VOICE = """
ALTER TABLE ticket ADD COLUMN language TEXT NOT NULL DEFAULT 'zh-Hans'
  CHECK (language IN ('zh-Hans', 'zh-Hant', 'en'));
CREATE TABLE board_notice (
  id INTEGER PRIMARY KEY, station TEXT NOT NULL DEFAULT '', words TEXT NOT NULL CHECK (words <> ''),
  english TEXT NOT NULL DEFAULT '', until INTEGER NOT NULL, set_by TEXT NOT NULL REFERENCES staff(code),
  set_at INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT REFERENCES staff(code),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE INDEX board_notice_standing ON board_notice(until) WHERE ended_at IS NULL;
"""
"""What the hall says aloud: in whose language a number is called, and the line of notices on the board."""

STEWARDS = """
CREATE TABLE missed_search (
  words TEXT PRIMARY KEY CHECK (length(words) BETWEEN 2 AND 20 AND words NOT GLOB '*[0-9]*'),
  times INTEGER NOT NULL CHECK (times > 0), last_on TEXT NOT NULL
) STRICT;
CREATE TABLE hall_synonym (
  words TEXT PRIMARY KEY CHECK (length(words) BETWEEN 2 AND 20),
  kind TEXT NOT NULL CHECK (kind IN ('bundle', 'item', 'document', 'law', 'department', 'link')),
  code TEXT NOT NULL CHECK (code <> ''), since TEXT NOT NULL, staff TEXT NOT NULL REFERENCES staff(code)
) STRICT;
CREATE TABLE catalogue_edit (
  id INTEGER PRIMARY KEY,
  noun TEXT NOT NULL CHECK (noun IN ('item', 'document', 'department', 'law', 'bundle')),
  code TEXT NOT NULL CHECK (code <> ''), base TEXT NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes) AND changes <> '[]'),
  weakens TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(weakens)),
  reason TEXT NOT NULL DEFAULT '', effective_on TEXT NOT NULL,
  staff TEXT NOT NULL REFERENCES staff(code), at INTEGER NOT NULL,
  agreed_by TEXT REFERENCES staff(code), agreed_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'waiting', 'in-force', 'returned', 'taken-back', 'void')),
  ended_by TEXT REFERENCES staff(code), ended_at INTEGER, words TEXT NOT NULL DEFAULT '',
  version INTEGER,
  CHECK ((agreed_by IS NULL) = (agreed_at IS NULL)), CHECK (agreed_by IS NULL OR agreed_by <> staff),
  CHECK (state <> 'proposed' OR agreed_by IS NULL),
  CHECK (weakens = '[]' OR state NOT IN ('waiting', 'in-force') OR agreed_by IS NOT NULL),
  CHECK (weakens = '[]' OR reason <> ''),
  CHECK ((state IN ('returned', 'taken-back', 'void')) = (ended_at IS NOT NULL)),
  CHECK (state <> 'returned' OR words <> '')
) STRICT;
CREATE UNIQUE INDEX one_edit_at_a_time ON catalogue_edit(noun, code) WHERE state IN ('proposed', 'waiting');
CREATE INDEX catalogue_edit_of ON catalogue_edit(noun, code, id);
CREATE INDEX catalogue_edit_due ON catalogue_edit(effective_on) WHERE state = 'waiting';
"""
"""Edits of the catalogue, and what searches found nothing."""

DOOR = """
"""
"""What citizens do from home: bookings, lists, posts, linked services."""

SCRIPTS = (OFFICERS, ENDINGS, GLASS, FIGURES, ROSTER, VOICE, STEWARDS, DOOR)
"""In the order of their steps."""
