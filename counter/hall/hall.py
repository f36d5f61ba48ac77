"""An opened hall directory: its settings, its calendar, its clock, its connections, and the one way to act in it.

`hall.do(act, actor, ...)` runs one act as one transaction with one journal entry; `hall.ask(query, actor, ...)` reads,
and keeps who looked at whose data. Nothing else changes a store but what BESIDES_ACTS names.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from counter.errors import Denied, Next, Refusal
from counter.hall import clock
from counter.hall.act import Act, Look, Rehearsed, Work, check_access, named
from counter.hall.answers import plain, revive
from counter.hall.arguments import check_arguments
from counter.hall.key import key_path, read_chain_key, read_key
from counter.hall.open import OpenHall, is_door
from counter.hall.proving import HEAD_AFTER, LEGITIMATE, bind, keep_head, unproven
from counter.hall.secrecy import keep_memory
from counter.hall.settings import HALF_MADE, check_open_to_us, read_policy, read_settings
from counter.hall.standing import HashWanted, ProofWanted, check_standing, this_terminal
from counter.phrases.said import say, verbatim
from counter.rules.access import HALL_ITSELF, Actor, Role
from counter.rules.moment import DOUBT_NAMES, Anchor, Moment, judge, shown, waits
from counter.store import driver, journal, listing, looks, moments, roots, shifts, standing
from counter.store import settings as dated
from counter.store import staff as members
from counter.store.binding import Binding
from counter.store.connection import (
    Parted,
    data_version,
    immediate,
    less_patient,
    open_store,
    savepoint,
    snapshot,
    trouble_of,
)
from counter.store.schema import bring_up_to_date, check_known

if TYPE_CHECKING:
    from counter.hall.grounds import Grounds
    from counter.hall.passwords import Proofs
    from counter.rules.content import Picked, Stored
    from counter.rules.policy import Policy
    from counter.rules.secret import Secret

Looked = list[tuple[int | None, int | None]]
"""Persons and cases whose data was seen."""
MOST_WAIT = 200
"""Looks that may wait in memory for another process to let go of the lock."""
NAMING = "hall.name"
"""The act after which hall.toml is written anew."""
PROVE_S = 3.0
"""How often a store is held against the head outside, for those who only look."""
LOOK_MS = 60_000
"""The same person looking at the same data at the same place again within this time is the same look."""

BESIDES_ACTS = {
    "counter.hall.create.create": "a hall that is not there yet has nobody who acts",
    "counter.paper.spooler.settle": "hall.db: what a dead spooler left half sent; the paper itself was an act's",
    "counter.paper.spooler.print_next": "hall.db: a print job's bytes begin to leave",
    "counter.paper.spooler._note": "hall.db: how a print job went",
    "counter.site.publish.Publisher": "public.db: made from the journal, and can be made again",
    "counter.site.send.put": "inbox.db: what a citizen sent, sealed; taking it in is an act",
    "counter.store.files.put": "files.db: a content, before the act that refers to it",
    "counter.store.files.drop": "files.db: a content that no act refers to",
    "counter.store.schema.migrate": "hall.db: the same facts in a newer program's tables",
}
"""Whatever begins a write transaction without being an act or a look, and why it may (a test holds the list)."""


class Hall(OpenHall):
    """One hall with its store and its key. Use it from one thread; another thread or process opens its own."""

    def __init__(self, directory: Path, settings: dict[str, Any], key: str | None, now: datetime | None = None) -> None:
        self.directory = directory
        self.settings = settings
        self.zone = ZoneInfo(settings["timezone"])
        self._key = key
        self._fixed = int(now.timestamp() * 1000) if now else None
        self._anchor: Anchor | None = None
        self.chain_key = read_chain_key(settings["id"])
        if key is not None:
            keep_memory()
        self._key_name = str(key_path(settings["id"]))
        self._key_file = self._seen_key()
        self.db = self._open_store("hall.db")
        try:
            bring_up_to_date(self.db, Binding(self.chain_key))
        except BaseException:
            self.db.close()
            raise
        self._files: driver.Connection | None = None
        self._before: list[str] | None = None
        """The keys before this one, as they were last read."""
        self._to_open = False
        self._looked: dict[tuple[Any, ...], int] = {}
        self._unwritten: list[tuple[int, str, str, Looked, str, int, str]] = []
        """Looks that could not be written yet."""
        self.terminal = this_terminal()
        """Where whoever acts sits, for counting guesses; a keeper names its callers here."""
        self._calendar: tuple[int, Any] | None = None
        self._policy: tuple[int, Policy] | None = None
        self._kept: tuple[int, dict[Any, Any]] = (-1, {})
        self._due_outside: set[str] = set()
        """Acts after which something besides the store is written."""
        self._unproven: Refusal | None = None
        self._proven_at = monotonic()
        try:
            self._begin(given=now is not None)
        except BaseException as error:
            self.close()
            if isinstance(error, driver.DatabaseError) and (refusal := trouble_of(error)) is not None:
                raise refusal from error
            raise

    def _begin(self, *, given: bool) -> None:
        """What is read of the store before anybody acts; `given`: somebody named the time."""
        self.training = self.setting("training") == "yes"
        if given and not self.training:
            raise Refusal(
                "hall.live-hall-takes-no",
                say("正式大厅不接受指定时间"),
                rule=say("指定时间只用于演练大厅"),
                next=Next.by("init", say("请不指定时间，或另建演练大厅"), directory=None, training=True),
            )
        if not self.training:
            self._anchor = moments.anchor(self.db)
        bind(self)
        self._unproven = unproven(self)
        self._bring_settings()

    # -- opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, directory: str | Path, *, now: datetime | None = None) -> Self:
        """Open the hall in `directory`. Raises Refusal if there is none or the key does not fit."""
        path = Path(directory)
        if is_door(path):
            raise Refusal(
                "hall.needs-the-store",
                say("{path} 是窗口的接入口，这个命令要用大厅目录", path=verbatim(str(path))),
                rule=say("数据和密钥只在保管进程的用户手里"),
                next=say("请由管理员以大厅用户运行，写明大厅目录"),
            )
        check_open_to_us(path)
        if (path / HALF_MADE).exists():
            from counter.hall.create import check_whole

            check_whole(path)
        settings = read_settings(path / "hall.toml")
        if settings.get("cipher") and (f := key_path(settings["id"])).with_name(f.name + ".next").exists():
            from counter.hall.rotation import finish as go_on

            go_on(path, settings)
        key = read_key(settings) if settings.get("cipher") else None
        if now is not None and now.tzinfo is None:
            now = now.replace(tzinfo=ZoneInfo(settings["timezone"]))
        return cls(path, settings, key, now)

    @classmethod
    def create(
        cls,
        directory: str | Path,
        *,
        name: str,
        training: bool = False,
        timezone: str = "Asia/Shanghai",
        site_group: str = "",
        whole: bool = True,
    ) -> Self:
        """Make an empty hall and open it (see hall/create.py). Raises Refusal if something is there already.

        Not `whole`: nobody else can open it before `hall.create.finish`, and the next `init` clears it away.
        """
        from counter.hall.create import create, finish

        path = Path(directory)
        create(path, name=name, training=training, timezone=timezone, site_group=site_group)
        if whole:
            finish(path)
        hall = cls.open(path)
        keep_head(hall)
        return hall

    @property
    def files(self) -> driver.Connection:
        """The store of attached papers (files.db), opened when first needed."""
        if self._files is None:
            path = self.directory / "files.db"
            if not path.exists():  # made anew it would be empty, and nobody would know
                raise Refusal(
                    "hall.files-gone",
                    say("附件库 files.db 不见了"),
                    rule=say("附件库只在建立和恢复大厅时写出"),
                    next=Next.by("check", say("请把 files.db 放回原处，或从备份恢复")),
                )
            self._files = self._open_store("files.db")
        return self._files

    def _open_store(self, name: str) -> driver.Connection:
        """By the hall's key; where that doesn't fit any more, or not yet, by the one that does."""
        try:
            return open_store(self.directory / name, self._key)
        except Refusal as refusal:
            if refusal.code != "store.key-not-open" or self._key is None:
                raise
            from counter.hall.rotation import keys_for

            for key in keys_for(self.settings):
                with suppress(Refusal):
                    db = open_store(self.directory / name, key)
                    if name == "hall.db":
                        self._key, self._before = key, None
                    return db
            raise

    def _seen_key(self) -> tuple[int, int] | None:
        """The key's file as it lies there now: another one means another key."""
        if self._key is None:
            return None
        try:
            found = os.stat(self._key_name)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _has_another_key(self) -> None:
        """Open the stores by the key that they have now. Raises Refusal where none is known."""
        self._key_file = self._seen_key()
        self.close()
        self._files, self._to_open = None, True
        if self._key is not None:
            with suppress(Refusal):
                self._key = read_key(self.settings)
        self._before = None
        self._open_store_again()

    def by_another_key(self, error: driver.DatabaseError) -> bool:
        """Whether a store could not be read because it was encrypted anew meanwhile; then it is open again."""
        if self._key is None or "not a database" not in str(error):
            return False
        known = self._key
        with suppress(Refusal):
            self._has_another_key()
        return self._key != known

    def only_reading(self) -> driver.Connection:
        """One more connection to hall.db, for whoever asked to close it: the file is opened so that nothing can be
        written.
        """
        return open_store(self.directory / "hall.db", self._key, read_only=True)

    @contextmanager
    def another(self, file: Path) -> Iterator[driver.Connection]:
        """A copy of one of the stores, opened with the hall's key for reading."""
        db = open_store(file, self._key, read_only=True)
        try:
            yield db
        finally:
            db.close()

    def sibling(self, directory: Path) -> Self:
        """A copy of this hall in another directory, opened with the same key."""
        return type(self)(directory, read_settings(directory / "hall.toml"), self._key)

    def close(self) -> None:
        """Close the connections; the hall itself stays as it is."""
        if self._unwritten and not self._to_open and not self.db.in_transaction:
            with suppress(driver.Error, Refusal):
                self._write_unwritten()
        self.db.close()
        if self._files is not None:
            self._files.close()

    # -- clock, settings, calendar ---------------------------------------------------------------------------------

    def now(self) -> int:
        """This moment in UTC milliseconds (a fixed one in training, if asked for). Where the machine's clock has leapt:
        by its count of time instead.
        """
        if self._fixed is not None:
            return self._fixed
        reading = clock.sources.read()
        return reading.wall if self.training else shown(reading, self._anchor)

    def moment(self) -> Moment:
        """The time by both clocks and the journal, and whether it is in doubt. Training halls doubt nothing."""
        if self.training or self._fixed is not None:
            return Moment(now := self.now(), now)
        before = moments.anchor(self.db)
        found = judge(
            clock.sources.read(),
            before,
            moments.last_at(self.db),
            lambda: self.calendar,
            lambda at: self.local(at).date(),
        )
        self._anchor = found.anchor or before
        return found

    def _time(self) -> int:
        """The hall's time for a look, as near as it can be known: a store in trouble is told of by the look itself."""
        try:
            return self.moment().at
        except driver.DatabaseError:
            return self.now()

    def doubt_words(self, moment: Moment) -> str:
        """What is said of a clock in doubt."""
        return say(
            "时钟可疑（电脑 {wall}，大厅 {at}）：{why}",
            wall=f"{self.local(moment.wall):%Y-%m-%d %H:%M}",
            at=f"{self.local(moment.at):%Y-%m-%d %H:%M}",
            why=DOUBT_NAMES[moment.doubt] if moment.doubt else "",
        )

    def in_doubt(self, moment: Moment) -> Refusal:
        """Why something waits for somebody to look at the clock."""
        return Refusal(
            "clock.in-doubt",
            say("{doubt}，这项操作先不办", doubt=self.doubt_words(moment)),
            rule=say("写明日期的操作和到期处理只按可靠的时间办"),
            next=Next.by("clock.confirm", say("请值班主任核对现在的日期和时间后确认"), moment=None),
        )

    def set_now(self, moment: datetime) -> None:
        """Move the fixed clock. Only in training."""
        if not self.training:
            raise Refusal(
                "hall.live-hall-takes-no", say("正式大厅不接受指定时间"), rule=say("只有演练大厅可以拨动时钟")
            )
        self._fixed = int((moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).timestamp() * 1000)

    def beside(self) -> Hall:
        """The same hall, with connections of its own."""
        still = self.local(self._fixed) if self._fixed is not None else None
        return type(self)(self.directory, dict(self.settings), self._key, still)

    @property
    def holds_store(self) -> bool:
        """Always."""
        return True

    def beat(self, shift: int, process: str = "") -> None:
        """Tell that the terminal of a shift is alive. Not an act: nobody did anything, so nothing is journalled; unless
        it had been silent for long, which is kept.
        """
        if shifts.silent_since(self.db, shift, self.now(), int(self.policy.queue.watch.window_seconds * 1000)):
            with suppress(Refusal):  # of a clock in doubt nothing is kept
                self.run(named("window.heard"), HALL_ITSELF, {"shift": shift, "process": process})
        with self.part():
            shifts.beat(self.db, shift, self.now(), process)

    def lock(self, shift: int) -> None:
        """The terminal of a shift was left alone: its session acts no more until it is opened. Not an act either."""
        with self.part():
            shifts.lock(self.db, shift, self.now())

    def unlock(self, actor: Actor, password: Secret) -> None:
        """Whoever is signed in there is back, and proves it. Raises Refusal."""
        if not self.training:
            self.prove_password(actor.staff, password, actor)
        with self.part():
            check_standing(self, named("staff.relieve"), actor)
            if actor.session is not None:
                shifts.lock(self.db, actor.session, None)

    def commits(self) -> int:
        """Moves when anybody else (another process, another connection) has committed something."""
        self._still_there()
        if self._unwritten:
            self._write_unwritten(0.05)
        try:
            return data_version(self.db)
        except driver.DatabaseError as error:
            if self.by_another_key(error):
                return data_version(self.db)
            raise trouble_of(error) or error from error

    def own_writes(self) -> int:
        """Moves when this process has written something, which `commits` says nothing of."""
        return self.db.total_changes

    def setting(self, name: str, on: date | None = None, default: str = "") -> str:
        """The value of a dated setting in force on a day (newest without one)."""
        value = dated.value(self.db, name, on.isoformat() if on else "9999-12-31")
        return default if value is None else value

    @property
    def calendar(self) -> Any:
        """The working-day calendar (rules.workday.Calendar), re-read when an arrangement was loaded."""
        from counter.store import calendar

        version = calendar.version(self.db)
        if self._calendar is None or self._calendar[0] != version:
            self._calendar = (version, calendar.read(self.db))
        return self._calendar[1]

    def kept(self, version: int) -> dict[Any, Any]:
        """What was worked out from one version of the catalogue: filled by whoever works it out, forgotten with it."""
        if self._kept[0] != version:
            self._kept = (version, {})
        return self._kept[1]

    @property
    def policy(self) -> Policy:
        """The written policy: data/policy.toml, with the hall's own values over it; re-read when one was changed."""
        from counter.store import policy as policies

        version = policies.version(self.db)
        if self._policy is None or self._policy[0] != version:
            self._policy = (version, read_policy(policies.own(self.db)))
        return self._policy[1]

    @property
    def grounds(self) -> Grounds:
        """What of the disk is the hall's own: nothing that a person names is read or written there."""
        from counter.hall.grounds import Grounds

        return Grounds(self.directory, key_path(self.settings["id"]))

    # -- secrets ---------------------------------------------------------------------------------------------------

    def secret(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived from the hall's key, which never is in the store."""
        return self.secrets(purpose)[-1]

    def secrets(self, purpose: str) -> list[bytes]:
        """The same by the key of now and by all before it, newest first; the oldest is what was given out on paper."""
        if self._before is None:
            self._still_there()
            self._before = roots.before(self.db)
        masters = [self._key or hashlib.sha256(self.settings["id"].encode()).hexdigest(), *reversed(self._before)]
        return [
            hashlib.blake2b(purpose.encode(), key=bytes.fromhex(one), person=b"counter-hall").digest()[:32]
            for one in masters
        ]

    @property
    def key_mark(self) -> str | None:
        """Which key the hall has, by its mark; None for a hall that is not encrypted."""
        from counter.hall.rotation import mark_of

        return mark_of(self._key) if self._key is not None else None

    def keep_root(self, mark: str, at: int) -> None:
        """Within the act that changes the key: keep the one of now, for what is derived from it."""
        if self._key is not None:
            roots.add(self.db, self._key, mark, at)

    def put_file(self, actor: Actor, picked: Picked) -> Stored:
        """Keep the content of a file; only for whoever may attach one."""
        entry = named("case.attach")
        check_access(entry, actor)
        check_standing(self, entry, actor)
        from counter.hall.contents import put

        return put(self, picked)

    def is_key(self, words: str) -> bool:
        """Whether these are the hall's own key (what the recovery sheet shows)."""
        return self._key is not None and hmac.compare_digest(words.encode("utf-8", "replace"), self._key.encode())

    def sheet_fits(self, sheet: Secret) -> bool:
        """Whether these are all the keys that stand on the hall's recovery sheet."""
        from counter.hall.rotation import sheet_is_key

        return sheet_is_key(self, sheet.reveal()[:1000])

    def prove_sheet(self, sheet: Secret) -> None:
        """Whether somebody holds the recovery sheet. Raises Refusal; a wrong one is written down."""
        from counter.hall import passwords

        with self.wrong_ones_kept(HALL_ITSELF):
            passwords.prove_sheet(self, sheet)

    def tells_key(self, data: bytes) -> bool:
        """Whether a content is a key written down (64 hexadecimal digits alone), or holds this hall's own."""
        bare = b"".join(data.split()).lower() if len(data) <= 1_000_000 else data.lower()
        return re.fullmatch(rb"[0-9a-f]{64}", bare) is not None or (
            self._key is not None and self._key.encode() in bare
        )

    def older_store(self) -> str:
        """Why nobody may act here, where an older hall.db was put back (looked at every few seconds); else empty."""
        if monotonic() - self._proven_at > PROVE_S:
            self._proven_at = monotonic()
            with suppress(driver.DatabaseError):
                self._unproven = unproven(self)
        return self._unproven.message if self._unproven is not None else ""

    # -- acting and asking -----------------------------------------------------------------------------------------

    def run(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
        """An act by its entry in the registry, for doors that have names and values only (the command line)."""
        while True:
            try:
                return self._run(entry, actor, arguments, key)
            except ProofWanted as wanted:
                self.prove_password(wanted.staff, wanted.password, actor)
            except HashWanted as wanted_hash:
                self.proofs.make_hashes(wanted_hash.passwords)

    @cached_property
    def proofs(self) -> Proofs:
        """Whose password was proven a moment ago."""
        from counter.hall.passwords import Proofs

        return Proofs()

    def prove(self, staff: str, password: Secret, window: int | None = None) -> Actor:
        """Who a staff code is, for somebody who proves to be it; in training the code alone is enough. Raises the same
        Refusal for a code that nobody has and for a wrong password.
        """
        if not self.training:
            self.prove_password(staff, password)
        return members.actor(self.db, staff, window)

    def prove_password(self, staff: str, password: Secret, actor: Actor | None = None) -> None:
        """Somebody's password, outside of any act. Raises Refusal; a wrong one is written down."""
        from counter.hall import passwords

        with self.wrong_ones_kept(actor):
            passwords.prove(self, staff, password)

    @contextmanager
    def wrong_ones_kept(self, actor: Actor | None) -> Iterator[None]:
        """A wrong password is written down, under whoever acts or else the code that it was tried for."""
        from counter.hall.passwords import PASSWORD

        try:
            yield
        except Denied as denied:
            self.keep_denied(denied, actor or Actor(denied.staff, "", Role.HALL), PASSWORD)
            raise

    def attempt(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
        """The same as `run` for whoever proves passwords by other means: raises ProofWanted (or HashWanted) instead."""
        return self._run(entry, actor, arguments, key)

    def _run(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], key: str | None) -> Any:
        check_access(entry, actor)
        check_arguments(arguments)
        self._still_there()
        if self._unproven is not None and entry.name != LEGITIMATE:
            self._unproven = unproven(self)
            if self._unproven is not None:
                raise self._unproven
        within = self.db.in_transaction
        if self._unwritten and not within:
            self._write_unwritten(0.05)
        known = self._calendar, self._kept, self._policy
        try:
            with self.part():
                check_known(self.db)
                check_standing(self, entry, actor)
                if key is not None and (spent := journal.by_key(self.db, key)) is not None:
                    if spent["act"] != entry.name or spent["staff"] != actor.staff:
                        raise Refusal(
                            "hall.action-key-used-another",
                            say("这个操作键已用于另一项操作"),
                            rule=say("一个操作键只对应一次操作"),
                            next=say("请重新操作"),
                        )
                    return revive(_returns(entry.function), listing.read(spent["result"] or "null"))
                moment = self.moment()
                if moment.doubt and waits(entry.name, moment.known):
                    raise self.in_doubt(moment)
                self._check_reach(entry, actor, arguments)
                work = Work(self, self.db, moment.at, self.local(moment.at).date(), actor, key=key, moment=moment)
                if moment.anchor is not None:
                    moments.put_anchor(self.db, moment.anchor)
                result = entry.function(work, **arguments)
                journal.append(
                    self.db,
                    at=work.now,
                    business_date=work.today.isoformat(),
                    act=entry.name,
                    staff=actor.staff,
                    role=actor.role,
                    place=actor.place,
                    subject=work.subject,
                    touched=list(work.touched),
                    facts=work.facts,
                    result=listing.write(plain(result)) if key is not None else None,
                    key=key,
                    undoes=work.undoes,
                )
            if entry.name in HEAD_AFTER or entry.name == NAMING:
                self._due_outside.add(entry.name)
                self._write_outside()
            return result
        except Rehearsed as tried:
            self._calendar, self._kept, self._policy = known
            return tried.result
        except BaseException as error:
            if isinstance(error, driver.DatabaseError) and not within and self.by_another_key(error):
                return self.run(entry, actor, arguments, key=key)
            # what was read of changes that are taken back must not be remembered
            self._calendar, self._kept, self._policy = known
            if isinstance(error, Denied):
                self.keep_denied(error, actor, error.what or entry.name)
            elif isinstance(error, driver.DatabaseError) and (refusal := trouble_of(error)) is not None:
                raise refusal from error
            raise

    def together(self, tasks: Sequence[Callable[[], Any]]) -> list[Any]:
        """Do several tasks (acts, looks to be written down) in one durable commit, each wholly or not at all.

        Answers in their order what each gave or raised. Where the commit itself fails, nothing of any of them was done
        and all answer the same Refusal.
        """
        answers: list[Any] = []
        self._still_there()
        if self._unwritten:
            self._write_unwritten(0.05)
        known = self._calendar, self._kept, self._policy
        try:
            with immediate(self.db):
                for task in tasks:
                    try:
                        answers.append(task())
                    except Exception as error:  # noqa: BLE001 (it is this task's answer, and rolled back)
                        answers.append(error)
                    if not self.db.in_transaction:  # a full disk takes all of it back
                        raise answers[-1]
        except Exception as error:
            self._calendar, self._kept, self._policy = known
            if isinstance(error, driver.DatabaseError):
                error = trouble_of(error) or error
            if not isinstance(error, (Refusal, driver.DatabaseError)):
                raise
            self._due_outside.clear()
            return [error] * len(tasks)
        self._write_outside()
        return answers

    def _write_outside(self) -> None:
        """Write the head down outside, or the hall's name into its file, once what was done is committed."""
        if self._due_outside and not self.db.in_transaction:
            due, self._due_outside = self._due_outside, set()
            if NAMING in due:
                self._bring_settings()
            if due != {NAMING}:
                keep_head(self, backwards=LEGITIMATE in due)

    def _bring_settings(self) -> None:
        if journal.newest_of(self.db, NAMING, "") is not None:
            from counter.hall.told import bring_settings

            bring_settings(self)

    def part(self) -> AbstractContextManager[None]:
        """A transaction of its own, or a part of the one that several acts share."""
        return savepoint(self.db) if self.db.in_transaction else immediate(self.db)

    def answer(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> Any:
        """A query by its entry in the registry, for doors that have names and values only."""
        self._still_there()
        at = self._time()
        look = Look(self, self.db, at, self.local(at).date(), actor)
        try:
            check_access(entry, actor)
            check_arguments(arguments)
            with snapshot(self.db):
                check_standing(self, entry, actor)
                self._check_reach(entry, actor, arguments)
                result = entry.function(look, **arguments)
        except Refusal as refusal:
            if isinstance(refusal, Denied):
                look.log(person=refusal.person, case=refusal.case)
            self._keep_looks(look, entry.name, allowed=0, code=refusal.code)
            raise
        except driver.DatabaseError as error:
            if not self.db.in_transaction and self.by_another_key(error):
                return self.answer(entry, actor, arguments)
            if (trouble := trouble_of(error)) is not None:
                raise trouble from error
            raise
        self._keep_looks(look, entry.name, allowed=1)
        return result

    def _still_there(self) -> None:
        """Notice files that were deleted or replaced under this window before anything is read or written by them."""
        if not self._to_open and self.db.in_transaction:  # of several acts: looked at before it began
            return
        if self.db.as_it_lies and not self._to_open:  # there may be room by now
            self.close()
            self._files, self._to_open = None, True
        if self._to_open:
            self._open_store_again()
        if self._key_file is not None and self._seen_key() not in (None, self._key_file):
            self._has_another_key()
        for db in (self.db, self._files):
            if db is not None and db.standing is not None and not db.standing.stands():
                try:
                    with immediate(db):  # takes the lock, and puts back what can be
                        pass
                except Parted as parted:
                    self._open_again(parted)
                    return

    def _open_again(self, parted: Parted) -> None:
        """Open what stands there now, where nothing is lost by it. Raises what is given where something is, or where
        another thread of this process still holds on to the old files.
        """
        if not parted.saved or any(
            db is not None and db.standing is not None and standing.shared(db.standing) for db in (self.db, self._files)
        ):
            raise parted
        self.close()
        self._files, self._looked, self._to_open = None, {}, True
        self._open_store_again()

    def _open_store_again(self) -> None:
        self.db = self._open_store("hall.db")
        self._to_open = False
        bind(self)
        self._unproven = unproven(self)

    def _check_reach(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> None:
        """Isolation between desks; only an approver is confined, so nobody else pays for it."""
        if actor.role is Role.APPROVER:
            from counter.hall.reach import check_reach

            check_reach(self.db, entry, actor, arguments)

    def keep_look(self, actor: Actor, what: str) -> None:
        """Write down a look that no query makes (an administrator's own statement), before it is made."""
        self._keep_looks(
            Look(self, self.db, self.now(), self.local(self.now()).date(), actor, {(None, None): None}), what, allowed=1
        )

    def keep_refused_look(self, actor: Actor, what: str, code: str) -> None:
        """Write down a look that no query makes and that was refused, by its code and what was asked."""
        self._keep_looks(
            Look(self, self.db, self.now(), self.local(self.now()).date(), actor, {(None, None): None}),
            what,
            allowed=0,
            code=code,
        )

    def keep_denied(self, denied: Denied, actor: Actor, what: str) -> None:
        """Write down an attempt that was refused, by act and code; nothing else of it is kept. An attempt with a name
        of its own (`denied.what`) is counted by that name alone.
        """
        if denied.what:
            self._looked.clear()  # each wrong password counts, however quickly they follow each other
        who = replace(actor, staff=denied.staff) if denied.staff else actor
        look = Look(self, self.db, self.now(), self.local(self.now()).date(), who, {(denied.person, denied.case): None})
        self._keep_looks(look, what, allowed=0, code="" if denied.what else denied.code)

    def _keep_looks(self, look: Look, what: str, *, allowed: int, code: str = "") -> None:
        # A screen that draws itself again is one look, not one each second: the same look is kept once in LOOK_MS.
        new = [
            saw
            for saw in look.saw
            if look.now - self._looked.get((look.actor, what, allowed, saw), -LOOK_MS) >= LOOK_MS
        ]
        if new:
            self.write_looks(look.now, look.actor.staff, look.actor.place, new, what, allowed, code)
            if len(self._looked) > 5_000:
                self._looked.clear()
            self._looked.update(((look.actor, what, allowed, saw), look.now) for saw in new)

    def write_looks(self, at: int, staff: str, place: str, saw: Looked, what: str, allowed: int, code: str) -> None:
        """Write down who looked at whom (a reading process hands its looks on instead).

        Where another process holds the lock, a look is kept in memory and written, in order, before whatever is written
        next. Where the disk takes nothing, or too many wait, nothing of a person is shown: nobody looks unseen.
        """
        self._unwritten.append((at, staff, place, saw, what, allowed, code))
        trouble = self._write_unwritten()
        if trouble is None or (
            trouble.code == "store.another-window-writing-not" and len(self._unwritten) <= MOST_WAIT
        ):
            return
        if allowed or len(self._unwritten) > MOST_WAIT:
            self._unwritten.pop()
        if allowed:
            raise Refusal(
                "look.cannot-be-kept",
                say("现在看不了个人信息：查看记录写不下（{why}）", why=trouble.message),
                rule=say("查看个人信息要留记录"),
                next=say("请通知管理员检查磁盘；不涉及个人的内容照常能看"),
            ) from trouble

    def _write_unwritten(self, seconds: float = 1.0) -> Refusal | None:
        """Write the looks that wait; what stood in the way, if anything did."""
        try:
            with less_patient(self.db, seconds), self.part():
                for one in self._unwritten:
                    looks.keep(self.db, *one)
        except driver.DatabaseError as error:
            if (trouble := trouble_of(error)) is None:
                raise
            return trouble
        self._unwritten.clear()
        return None


def _returns(function: Callable[..., Any]) -> Any:
    import typing

    return typing.get_type_hints(function).get("return", Any)
