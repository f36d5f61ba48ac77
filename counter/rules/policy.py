"""The written policy of a hall as values: what stands in data/policy.toml, section by section, with its own names.

Minutes, seconds and hours may have fractions; what is counted (calls, people, days) is whole. counter/hall/settings.py
reads and checks it, so that whoever has a Policy need not look twice. (The annotations here are types instead of
strings, since they are read there.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEFTOVERS = ("ask", "tomorrow", "lapse")
"""What closing a day may do with tickets left over: ask about each one, put all off to tomorrow, let all lapse."""


@dataclass(frozen=True, slots=True)
class EstimatePolicy:
    """`[queue.estimate]`: how long a wait is said to take."""

    range_low: float
    """The part of all waits (0 to 1) that are shorter than the shown range."""
    range_high: float
    """The part of all waits (0 to 1) that end before the shown range does."""
    prior_weight: float
    """How many finished visits the queue's configured minutes count for while there are few."""
    recent: int
    """The newest finished visits that are learned from."""
    family_each: float
    """Further people on a ticket: the part of one visit's time that each adds."""
    longest_minutes: float
    """A visit longer than this was forgotten, not worked on."""
    step_minutes: int
    """The shown range is rounded to steps of so many whole minutes."""


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """`[queue.watch]`: from when on something is shown as stuck."""

    called_minutes: float
    """Minutes called without a start."""
    serving_times: float
    """A visit's length in multiples of the queue's usual one."""
    serving_minutes: float
    """Minutes of a visit where nothing usual is known yet."""
    window_seconds: float
    """Seconds in which a window's process has shown no life."""
    away_minutes: float
    """Minutes that a window is paused."""


@dataclass(frozen=True, slots=True)
class BoardPolicy:
    """`[queue.board]`: the calling board."""

    least_seconds: float
    """Seconds that every call is shown at least."""
    recent: int
    """Earlier calls kept below; the board has room for 6."""
    language_seconds: float
    """Seconds after which the board turns to the next language."""


@dataclass(frozen=True, slots=True)
class VoicePolicy:
    """`[queue.voice]`: what a board with a voice says aloud."""

    volume: int
    """Percent of the loudness that the voice has by itself."""
    times: int
    """How often each call is said; 0 is silent."""
    quiet: str
    """Hours in which nothing is said, `12:00-13:30, 18:00-08:00`; empty: none."""


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """`[queue]`: calling, keeping places, appointments."""

    max_calls: int
    """Calls after which somebody who has not come is absent."""
    recall_seconds: float
    """Seconds between two calls of one ticket, at least."""
    cool_down_minutes: float
    """Minutes before somebody who did not come, with calls left, can be called again."""
    return_minutes: float
    """Who comes back after being absent stands as if come so many minutes ago, never before the old place."""
    step_out_minutes: float
    """Minutes that a place is kept for somebody who stepped out."""
    hold_minutes: float
    """Minutes that a place is kept for somebody sent for a copy or the like."""
    undo_seconds: float
    """Seconds in which the last act can be taken back."""
    grace_minutes: float
    """Minutes that an appointment may be missed by and still count from its own time."""
    early_minutes: float
    """Minutes before an appointment from which its holder can take the number."""
    slot_minutes: float
    """Length of a slot for appointments, in minutes."""
    slot_people: int
    """Appointments in one slot of one queue, at most."""
    book_days: int
    """Calendar days ahead that can be booked; 0 is today only."""
    book_each: int
    """Open bookings made from home with one ID number, or one telephone, at most."""
    book_each_day: int
    """Of these, of one ID number for one day."""
    range_warning: int
    """Numbers left in a queue's range when a warning begins."""
    leftover: str
    """What closing a day does with tickets left over, one of LEFTOVERS."""
    head_start: Mapping[str, float]
    """Lane (class of people, `carried` or `appointment`) -> head start in minutes, 0 or more."""
    estimate: EstimatePolicy
    watch: WatchPolicy
    board: BoardPolicy
    voice: VoicePolicy


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """`[clock]`: how early the clocks warn."""

    near_days: int
    """Working days before a promised day from which the light is yellow and desks are reminded."""
    notice_warning_day: int
    """The working day after receipt from which an unanswered case is warned of (RULES 3.7: 4)."""
    delivery_near_days: int
    """Working days before the last day of delivery from which a result is warned of."""
    unreceived_hours: float
    """Hours after which papers that a desk has not signed for are listed."""


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """`[intake]`: the window's intake."""

    supplement_days: int
    """Working days that an applicant is given to supplement after a notice."""
    scan_folder: str
    """Where the scanner puts files: outside the hall's directory, or its own `scans`; `{window}` is the number. Empty:
    none."""
    form_ending: str
    """Documents whose name ends so are forms to be filled in."""
    known: Mapping[str, Mapping[str, str]]
    """Kind of applicant (`person`, `organisation`) -> field of a form -> column of the register that already has it."""


@dataclass(frozen=True, slots=True)
class StaffPolicy:
    """`[staff]`: windows that are left alone, and how long a password is good for."""

    lock_minutes: float
    """Minutes without a key after which a signed-in terminal locks; 0: never."""
    training_lock_minutes: float
    """The same in a hall to practise in."""
    password_days: int
    """Days after which a password has to be changed; 0: never."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole of data/policy.toml with the hall's own values over it, as its store has them."""

    queue: QueuePolicy
    clock: ClockPolicy
    intake: IntakePolicy
    staff: StaffPolicy
