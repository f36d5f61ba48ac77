"""The statements of the first schema, one script per room."""

SPINE = """
CREATE TABLE setting (
  name TEXT NOT NULL, since TEXT NOT NULL DEFAULT '0001-01-01', value TEXT NOT NULL,
  PRIMARY KEY (name, since)
) STRICT;
CREATE TABLE counter_value (
  name TEXT NOT NULL, scope TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (name, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  business_date TEXT NOT NULL,
  act TEXT NOT NULL,
  staff TEXT NOT NULL,
  role TEXT NOT NULL,
  place TEXT NOT NULL,
  subject TEXT NOT NULL,
  touched TEXT NOT NULL DEFAULT '[]',
  facts TEXT NOT NULL DEFAULT '{}',
  result TEXT,
  key TEXT,
  undoes INTEGER REFERENCES journal(seq),
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE UNIQUE INDEX journal_key ON journal(key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX journal_undone_once ON journal(undoes) WHERE undoes IS NOT NULL;
CREATE INDEX journal_subject ON journal(subject, seq);
CREATE INDEX journal_staff_day ON journal(staff, business_date, seq);
CREATE INDEX journal_act_day ON journal(act, business_date, seq);
CREATE TRIGGER journal_only_grows_update BEFORE UPDATE ON journal BEGIN
  SELECT RAISE(ABORT, 'the journal only grows');
END;
CREATE TRIGGER journal_only_grows_delete BEFORE DELETE ON journal BEGIN
  SELECT RAISE(ABORT, 'the journal only grows');
END;
CREATE TRIGGER journal_has_no_gaps BEFORE INSERT ON journal
  WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN
  SELECT RAISE(ABORT, 'the journal has no gaps');
END;
CREATE TABLE calendar_year (
  year INTEGER PRIMARY KEY, source TEXT NOT NULL, days TEXT NOT NULL, loaded_at INTEGER NOT NULL
) STRICT;
CREATE TABLE calendar_overlay (
  day TEXT PRIMARY KEY, is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)), reason TEXT NOT NULL
) STRICT;
CREATE TABLE hall_day (
  business_date TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  opened_at INTEGER, closed_at INTEGER, issuing_stopped_at INTEGER
) STRICT;
CREATE TABLE chore (
  name TEXT PRIMARY KEY, done_for TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
"""

PEOPLE = """
CREATE TABLE department (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, short TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('province', 'city', 'county', 'town', 'community')),
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE desk (
  code TEXT PRIMARY KEY, department TEXT NOT NULL REFERENCES department(code), name TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX desk_department ON desk(department);
CREATE TABLE front_window (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL, queues TEXT NOT NULL DEFAULT '[]',
  printer TEXT NOT NULL DEFAULT 'preview'
) STRICT;
CREATE TABLE staff (
  code TEXT PRIMARY KEY, name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('guide', 'clerk', 'approver', 'supervisor', 'administrator', 'hall')),
  department TEXT REFERENCES department(code), desk TEXT REFERENCES desk(code),
  password TEXT, active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  CHECK (role <> 'approver' OR desk IS NOT NULL)
) STRICT;
CREATE TABLE shift (
  id INTEGER PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff(code),
  front_window INTEGER REFERENCES front_window(number), desk TEXT REFERENCES desk(code),
  business_date TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  state TEXT NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'away')), away_since INTEGER, seen_at INTEGER NOT NULL,
  process TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX one_shift_per_window ON shift(front_window) WHERE ended_at IS NULL AND front_window IS NOT NULL;
CREATE UNIQUE INDEX one_window_per_staff ON shift(staff) WHERE ended_at IS NULL AND front_window IS NOT NULL;
CREATE INDEX shift_open ON shift(staff) WHERE ended_at IS NULL;
CREATE TABLE person (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
  name TEXT NOT NULL, name_key TEXT NOT NULL, pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '',
  id_kind TEXT NOT NULL, id_number TEXT NOT NULL, phone TEXT NOT NULL DEFAULT '',
  bad_credit INTEGER NOT NULL DEFAULT 0 CHECK (bad_credit IN (0, 1)),
  warnings TEXT NOT NULL DEFAULT '[]', merged_into INTEGER REFERENCES person(id),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX one_person_per_number ON person(id_kind, id_number) WHERE merged_into IS NULL;
CREATE INDEX person_name ON person(name_key);
CREATE TABLE look (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, staff TEXT NOT NULL, place TEXT NOT NULL,
  person INTEGER REFERENCES person(id), case_id INTEGER, what TEXT NOT NULL, allowed INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX look_person ON look(person, at);
"""

CATALOGUE = """
CREATE TABLE item (
  code TEXT NOT NULL, version INTEGER NOT NULL, effective_on TEXT NOT NULL, withdrawn_on TEXT,
  department TEXT NOT NULL REFERENCES department(code), name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('on-the-spot', 'promised')), type TEXT NOT NULL DEFAULT '',
  legal_days INTEGER, promised_days INTEGER, desk_days INTEGER,
  search TEXT NOT NULL DEFAULT '', pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '',
  guide TEXT NOT NULL, source TEXT, used INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (code, version)
) STRICT;
CREATE INDEX item_department ON item(department, code);
CREATE TABLE document (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT REFERENCES department(code),
  standard_code TEXT NOT NULL DEFAULT '', aliases TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE item_document (
  item TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES document(code),
  need TEXT NOT NULL, PRIMARY KEY (item, version, position),
  FOREIGN KEY (item, version) REFERENCES item(code, version)
) STRICT;
CREATE INDEX item_document_document ON item_document(document);
CREATE TABLE basis (
  id INTEGER PRIMARY KEY, law TEXT NOT NULL, number TEXT NOT NULL DEFAULT '', article TEXT NOT NULL DEFAULT '',
  gist TEXT NOT NULL DEFAULT '', pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '',
  UNIQUE (law, number, article)
) STRICT;
CREATE TABLE item_basis (
  item TEXT NOT NULL, version INTEGER NOT NULL, basis INTEGER NOT NULL REFERENCES basis(id),
  PRIMARY KEY (item, version, basis), FOREIGN KEY (item, version) REFERENCES item(code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_basis_basis ON item_basis(basis);
CREATE TABLE bundle (
  code TEXT NOT NULL, version INTEGER NOT NULL, effective_on TEXT NOT NULL, withdrawn_on TEXT, name TEXT NOT NULL,
  lead TEXT NOT NULL REFERENCES department(code), promised_days INTEGER, definition TEXT NOT NULL,
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT '', PRIMARY KEY (code, version)
) STRICT;
CREATE TABLE finding (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, item TEXT NOT NULL, element TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL, next_step TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'accepted', 'edited', 'postponed', 'gone')),
  postponed_to TEXT, decided_by TEXT, decided_at INTEGER, UNIQUE (rule, item, element, detail)
) STRICT;
CREATE TABLE link (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL UNIQUE, category TEXT NOT NULL,
  gist TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '', initials TEXT NOT NULL DEFAULT ''
) STRICT;
"""

QUEUE = """
CREATE TABLE queue (
  letter TEXT PRIMARY KEY CHECK (length(letter) BETWEEN 1 AND 2), code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  last_number INTEGER NOT NULL DEFAULT 999, bundles TEXT NOT NULL DEFAULT '[]',
  fixed_minutes INTEGER NOT NULL DEFAULT 10
) STRICT;
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY, letter TEXT NOT NULL REFERENCES queue(letter), number INTEGER NOT NULL CHECK (number >= 1),
  business_date TEXT NOT NULL, queue TEXT NOT NULL REFERENCES queue(letter),
  class TEXT NOT NULL DEFAULT 'normal', lane TEXT NOT NULL DEFAULT 'normal', origin TEXT NOT NULL DEFAULT 'guide'
    CHECK (origin IN ('kiosk', 'guide', 'appointment', 'remote', 'downtime')),
  matter TEXT NOT NULL DEFAULT '', people INTEGER NOT NULL DEFAULT 1 CHECK (people BETWEEN 1 AND 99),
  arrived_at INTEGER NOT NULL, ready_at INTEGER NOT NULL, not_before INTEGER NOT NULL DEFAULT 0,
  appointment_at INTEGER, remote_key TEXT,
  state TEXT NOT NULL CHECK (state IN
    ('waiting', 'called', 'serving', 'held', 'absent', 'away', 'finished', 'left', 'lapsed', 'tomorrow')),
  front_window INTEGER REFERENCES front_window(number), staff TEXT REFERENCES staff(code),
  for_window INTEGER REFERENCES front_window(number), continues INTEGER REFERENCES ticket(id),
  calls INTEGER NOT NULL DEFAULT 0, called_at INTEGER, since INTEGER NOT NULL DEFAULT 0,
  held_reason TEXT NOT NULL DEFAULT '', held_until INTEGER,
  reason TEXT NOT NULL DEFAULT '', code_hash TEXT UNIQUE,
  unreliable INTEGER NOT NULL DEFAULT 0 CHECK (unreliable IN (0, 1)),
  estimate_low INTEGER, estimate_high INTEGER, estimate INTEGER, estimate_fixed INTEGER, estimate_configured INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (state NOT IN ('called', 'serving') OR (front_window IS NOT NULL AND staff IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_number_per_queue_and_day ON ticket(letter, business_date, number);
CREATE UNIQUE INDEX one_open_ticket_per_window ON ticket(front_window) WHERE state IN ('called', 'serving');
CREATE INDEX ticket_open ON ticket(front_window, queue, state, since) WHERE state IN ('called', 'serving');
CREATE UNIQUE INDEX one_ticket_per_remote_key ON ticket(remote_key, business_date) WHERE remote_key IS NOT NULL;
CREATE INDEX ticket_live ON ticket(queue, ready_at, id)
  WHERE state IN ('waiting', 'called', 'serving', 'held', 'absent', 'away');
CREATE INDEX ticket_waiting ON ticket(queue, lane, ready_at, id, people) WHERE state = 'waiting';
CREATE INDEX ticket_tomorrow ON ticket(business_date, id) WHERE state = 'tomorrow';
CREATE UNIQUE INDEX carried_once ON ticket(continues) WHERE continues IS NOT NULL;
CREATE INDEX ticket_day ON ticket(business_date, letter, lane, arrived_at);
CREATE TABLE ticket_period (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL REFERENCES ticket(id),
  kind TEXT NOT NULL CHECK (kind IN ('waiting', 'called', 'serving', 'held', 'absent', 'away', 'transferred')),
  queue TEXT NOT NULL, front_window INTEGER, staff TEXT, started_at INTEGER NOT NULL, ended_at INTEGER,
  reason TEXT NOT NULL DEFAULT '', reliable INTEGER NOT NULL DEFAULT 1 CHECK (reliable IN (0, 1)),
  CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT;
CREATE UNIQUE INDEX one_open_period_per_ticket ON ticket_period(ticket) WHERE ended_at IS NULL;
CREATE INDEX ticket_period_window ON ticket_period(front_window, ended_at) WHERE front_window IS NOT NULL;
CREATE INDEX ticket_period_ticket ON ticket_period(ticket, id);
CREATE INDEX ticket_period_done ON ticket_period(queue, kind, ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE call (
  id INTEGER PRIMARY KEY, ticket INTEGER NOT NULL REFERENCES ticket(id), front_window INTEGER NOT NULL,
  at INTEGER NOT NULL,
  again INTEGER NOT NULL DEFAULT 0, taken_back_at INTEGER
) STRICT;
CREATE INDEX call_at ON call(at);
CREATE INDEX call_ticket ON call(ticket);
CREATE TABLE appointment (
  id INTEGER PRIMARY KEY, queue TEXT NOT NULL REFERENCES queue(letter), business_date TEXT NOT NULL,
  at INTEGER NOT NULL,
  remote_key TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'arrived', 'cancelled')),
  booked_at INTEGER NOT NULL, ticket INTEGER REFERENCES ticket(id), CHECK ((state = 'arrived') = (ticket IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_appointment_per_key_and_day ON appointment(remote_key, business_date) WHERE state = 'booked';
CREATE INDEX appointment_slot ON appointment(business_date, queue, at) WHERE state <> 'cancelled';
CREATE INDEX appointment_ticket ON appointment(ticket) WHERE ticket IS NOT NULL;
CREATE TABLE day_total (
  business_date TEXT NOT NULL, queue TEXT NOT NULL, tickets INTEGER NOT NULL, finished INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  left_early INTEGER NOT NULL, lapsed INTEGER NOT NULL, put_off INTEGER NOT NULL, transferred INTEGER NOT NULL,
  unreliable INTEGER NOT NULL,
  waited_ms INTEGER NOT NULL, waits INTEGER NOT NULL, longest_wait_ms INTEGER NOT NULL,
  served_ms INTEGER NOT NULL, visits INTEGER NOT NULL,
  PRIMARY KEY (business_date, queue)
) STRICT;
CREATE TABLE estimate_error (
  business_date TEXT NOT NULL, queue TEXT NOT NULL, tickets INTEGER NOT NULL, learned_ms REAL NOT NULL,
  fixed_ms REAL NOT NULL, configured_ms REAL NOT NULL, PRIMARY KEY (business_date, queue)
) STRICT;
"""

CASES = """
CREATE TABLE case_file (
  id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN
    ('draft', 'received', 'notified', 'accepted', 'decided', 'delivered', 'no-permit-needed', 'not-competent',
     'refused', 'withdrawn')),
  receipt_number TEXT UNIQUE, acceptance_number TEXT UNIQUE, code_hash TEXT NOT NULL UNIQUE,
  person INTEGER REFERENCES person(id), agent INTEGER REFERENCES person(id), mandate TEXT NOT NULL DEFAULT '',
  bundle TEXT, bundle_version INTEGER, answers TEXT NOT NULL DEFAULT '{}', fields TEXT NOT NULL DEFAULT '{}',
  ticket INTEGER REFERENCES ticket(id), opened_at INTEGER NOT NULL, opened_by TEXT NOT NULL, front_window INTEGER,
  received_on TEXT, notice_last_day TEXT, notified_on TEXT, accepted_on TEXT, deemed INTEGER NOT NULL DEFAULT 0,
  legal_on TEXT, promised_on TEXT, provisional INTEGER NOT NULL DEFAULT 0,
  legal_provisional INTEGER NOT NULL DEFAULT 0, decided_on TEXT, delivery_last_day TEXT,
  delivered_on TEXT, outcome TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
  remedies TEXT NOT NULL DEFAULT '',
  parallel_days INTEGER, serial_days INTEGER, needed INTEGER, needed_alone INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  FOREIGN KEY (bundle, bundle_version) REFERENCES bundle(code, version),
  CHECK ((acceptance_number IS NOT NULL) = (accepted_on IS NOT NULL)),
  CHECK (state = 'draft' OR state = 'withdrawn' OR receipt_number IS NOT NULL)
) STRICT;
CREATE INDEX case_person ON case_file(person);
CREATE INDEX case_open ON case_file(state) WHERE state IN ('draft', 'received', 'notified', 'accepted', 'decided');
CREATE INDEX case_ticket ON case_file(ticket);
CREATE INDEX case_received ON case_file(received_on) WHERE received_on IS NOT NULL;
CREATE INDEX case_accepted ON case_file(accepted_on) WHERE accepted_on IS NOT NULL;
CREATE INDEX case_decided ON case_file(decided_on) WHERE decided_on IS NOT NULL;
CREATE INDEX case_delivered ON case_file(delivered_on) WHERE delivered_on IS NOT NULL;
CREATE TABLE case_item (
  case_id INTEGER NOT NULL REFERENCES case_file(id), item TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (case_id, item), FOREIGN KEY (item, version) REFERENCES item(code, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE case_document (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id),
  document TEXT NOT NULL REFERENCES document(code),
  state TEXT NOT NULL DEFAULT 'missing' CHECK (state IN ('here', 'missing')),
  cause TEXT CHECK (cause IN ('supplement', 'tolerated', 'pledged', 'waived')),
  due_on TEXT, reason TEXT NOT NULL DEFAULT '', copies INTEGER NOT NULL DEFAULT 1, form TEXT NOT NULL DEFAULT '',
  holder TEXT NOT NULL DEFAULT '', came_at INTEGER, removed_at INTEGER, version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (case_id, document), CHECK (state = 'missing' OR cause IS NULL)
) STRICT;
CREATE INDEX case_document_tolerated ON case_document(due_on) WHERE cause = 'tolerated';
CREATE INDEX tolerated_due ON case_document(due_on) WHERE cause = 'tolerated' AND state = 'missing';
CREATE TABLE case_change (
  case_id INTEGER NOT NULL REFERENCES case_file(id), version INTEGER NOT NULL, at INTEGER NOT NULL, staff TEXT NOT NULL,
  place TEXT NOT NULL, what TEXT NOT NULL, before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id),
  document TEXT NOT NULL REFERENCES document(code),
  sha256 TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,
  staff TEXT NOT NULL,
  stands_for TEXT NOT NULL DEFAULT '', removed_at INTEGER, removed_by TEXT, removed_why TEXT
) STRICT;
CREATE UNIQUE INDEX attachment_once ON attachment(case_id, document, sha256) WHERE removed_at IS NULL;
CREATE TABLE approval (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id), item TEXT NOT NULL,
  item_version INTEGER NOT NULL,
  department TEXT NOT NULL REFERENCES department(code), desk TEXT NOT NULL REFERENCES desk(code), level TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('blocked', 'open', 'paused', 'decided', 'withdrawn')),
  kind TEXT NOT NULL, opened_on TEXT, opened_at INTEGER,
  legal_on TEXT, promised_on TEXT, desk_on TEXT, provisional INTEGER NOT NULL DEFAULT 0,
  legal_provisional INTEGER NOT NULL DEFAULT 0,
  legal_days INTEGER, promised_days INTEGER, desk_days INTEGER, extended_days INTEGER NOT NULL DEFAULT 0,
  paused_days INTEGER NOT NULL DEFAULT 0, received_at INTEGER, received_by TEXT,
  decided_on TEXT, outcome TEXT, on_the_spot INTEGER NOT NULL DEFAULT 0, reminders INTEGER NOT NULL DEFAULT 0,
  explanation TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (case_id, item), FOREIGN KEY (item, item_version) REFERENCES item(code, version),
  CHECK (legal_on IS NULL OR promised_on IS NULL OR promised_on <= legal_on),
  CHECK ((state = 'decided') = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX approval_desk_open ON approval(desk, promised_on, id) WHERE state IN ('blocked', 'open', 'paused');
CREATE INDEX approval_open_dates ON approval(promised_on, state, desk_on) WHERE state IN ('open', 'paused');
CREATE INDEX approval_desk_done ON approval(desk, decided_on) WHERE state = 'decided';
CREATE INDEX approval_done ON approval(decided_on, department, on_the_spot, promised_on) WHERE state = 'decided';
CREATE TABLE approval_after (
  approval INTEGER NOT NULL REFERENCES approval(id), needs INTEGER NOT NULL REFERENCES approval(id),
  PRIMARY KEY (approval, needs), CHECK (approval <> needs)
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_after_needs ON approval_after(needs);
CREATE TABLE decision (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id), outcome TEXT NOT NULL
    CHECK (outcome IN ('grant', 'grant-tolerance', 'refuse')),
  reasons TEXT NOT NULL DEFAULT '', remedies TEXT NOT NULL DEFAULT '', officer TEXT NOT NULL REFERENCES staff(code),
  second_officer TEXT REFERENCES staff(code), at INTEGER NOT NULL, business_date TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT 'desk',
  recalled_at INTEGER, recalled_by TEXT, recall_reason TEXT NOT NULL DEFAULT '',
  CHECK (second_officer IS NULL OR second_officer <> officer),
  CHECK (outcome <> 'refuse' OR (reasons <> '' AND remedies <> ''))
) STRICT;
CREATE UNIQUE INDEX one_decision_per_approval ON decision(approval) WHERE recalled_at IS NULL;
CREATE TABLE pause (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id), ground TEXT NOT NULL,
  article TEXT NOT NULL DEFAULT '45',
  started_on TEXT NOT NULL, started_at INTEGER NOT NULL, expected_days INTEGER NOT NULL CHECK (expected_days > 0),
  ended_on TEXT, ended_at INTEGER, days INTEGER, staff TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_open_pause_per_approval ON pause(approval) WHERE ended_at IS NULL;
CREATE INDEX pause_approval ON pause(approval);
CREATE TABLE extension (
  approval INTEGER PRIMARY KEY REFERENCES approval(id), days INTEGER NOT NULL CHECK (days > 0), reason TEXT NOT NULL,
  approved_by TEXT NOT NULL, at INTEGER NOT NULL, business_date TEXT NOT NULL
) STRICT;
CREATE TABLE supplement_round (
  id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES case_file(id), approval INTEGER REFERENCES approval(id),
  number INTEGER NOT NULL, asked_on TEXT NOT NULL, due_on TEXT, answered_on TEXT, documents TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  visible TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('draft', 'asked', 'answered', 'lapsed')),
  signed_by TEXT
) STRICT;
CREATE INDEX supplement_case ON supplement_round(case_id);
CREATE INDEX supplement_asked ON supplement_round(due_on) WHERE state = 'asked';
CREATE TABLE opinion (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id), staff TEXT NOT NULL, desk TEXT NOT NULL,
  at INTEGER NOT NULL, words TEXT NOT NULL, passed_up INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX opinion_approval ON opinion(approval);
CREATE TABLE reminder (
  id INTEGER PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval(id), business_date TEXT NOT NULL,
  level TEXT NOT NULL,
  words TEXT NOT NULL, at INTEGER NOT NULL, by_staff TEXT NOT NULL, UNIQUE (approval, business_date, level)
) STRICT;
CREATE INDEX reminder_day ON reminder(business_date, approval);
CREATE TABLE transfer_slip (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, case_id INTEGER NOT NULL REFERENCES case_file(id),
  desk TEXT NOT NULL REFERENCES desk(code),
  sent_at INTEGER NOT NULL, sent_by TEXT NOT NULL, received_at INTEGER, received_by TEXT,
  mismatch TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX transfer_unreceived ON transfer_slip(sent_at) WHERE received_at IS NULL;
CREATE INDEX transfer_case ON transfer_slip(case_id);
CREATE TABLE transfer_document (
  slip INTEGER NOT NULL REFERENCES transfer_slip(id), document TEXT NOT NULL REFERENCES document(code),
  copies INTEGER NOT NULL,
  form TEXT NOT NULL, attachments INTEGER NOT NULL DEFAULT 0, received_copies INTEGER, PRIMARY KEY (slip, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE rating (
  id INTEGER PRIMARY KEY, case_id INTEGER REFERENCES case_file(id), ticket INTEGER REFERENCES ticket(id),
  level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5), words TEXT NOT NULL DEFAULT '',
  named INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL, business_date TEXT NOT NULL, origin TEXT NOT NULL DEFAULT 'window',
  answer_by TEXT, answered_on TEXT, put_right_by TEXT, put_right_on TEXT, answer TEXT NOT NULL DEFAULT '',
  appeal TEXT NOT NULL DEFAULT '',
  CHECK (case_id IS NOT NULL OR ticket IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_rating_per_case ON rating(case_id) WHERE case_id IS NOT NULL;
CREATE UNIQUE INDEX one_rating_per_visit ON rating(ticket) WHERE ticket IS NOT NULL;
"""

PAPERS = """
CREATE TABLE paper (
  number TEXT PRIMARY KEY, kind TEXT NOT NULL, case_id INTEGER REFERENCES case_file(id),
  approval INTEGER REFERENCES approval(id),
  ticket INTEGER REFERENCES ticket(id), business_date TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE INDEX paper_case ON paper(case_id);
CREATE INDEX paper_ticket ON paper(ticket);
CREATE TABLE paper_job (
  id INTEGER PRIMARY KEY, paper TEXT NOT NULL REFERENCES paper(number), printer TEXT NOT NULL,
  copy INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'void')),
  at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, sent_at INTEGER,
  error TEXT NOT NULL DEFAULT '',
  front_window INTEGER, place INTEGER, UNIQUE (paper, copy)
) STRICT;
CREATE INDEX paper_job_waiting ON paper_job(printer, coalesce(place, id), id)
  WHERE state IN ('waiting', 'sending', 'failed');
CREATE TABLE inbox_entry (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, taken_at INTEGER NOT NULL,
  case_id INTEGER REFERENCES case_file(id),
  item TEXT, code_hash TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'taken' CHECK (state IN ('taken', 'refused', 'used')),
  detail TEXT NOT NULL DEFAULT '{}', handled_by TEXT REFERENCES staff(code), handled_at INTEGER
) STRICT;
CREATE INDEX inbox_entry_open ON inbox_entry(at) WHERE state = 'taken';
CREATE INDEX inbox_entry_case ON inbox_entry(case_id) WHERE case_id IS NOT NULL;
CREATE TABLE inbox_file (
  entry TEXT NOT NULL REFERENCES inbox_entry(id), position INTEGER NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, size INTEGER NOT NULL, document TEXT NOT NULL DEFAULT '', PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_file_content ON inbox_file(sha256);
"""
