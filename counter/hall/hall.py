"""An opened hall directory: its settings, its calendar, its clock, its connections, and the one way to act in it.

`hall.do(act, actor, ...)` runs one act as one transaction with one journal entry; `hall.ask(query, actor, ...)` reads,
and keeps who looked at whose data. Nothing else changes a store but what BESIDES_ACTS names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from counter.errors import Denied, Next, Refusal
from counter.hall import clock
from counter.hall.act import Act, Look, Work, check_access, named
from counter.hall.answers import plain, revive
from counter.hall.arguments import check_arguments
from counter.hall.key import key_path, read_key
from counter.hall.open import OpenHall, is_door
from counter.hall.settings import read_policy, read_settings
from counter.phrases.said import say, verbatim
from counter.rules.access import KIOSK, Actor, Role
from counter.rules.moment import DOUBT_NAMES, Anchor, Moment, judge, shown, waits
from counter.store import driver, journal, listing, looks, moments, shifts, standing
from counter.store import settings as dated
from counter.store import staff as members
from counter.store.connection import Parted, data_version, immediate, open_store, savepoint, snapshot, trouble_of
from counter.store.schema import bring_up_to_date

if TYPE_CHECKING:
    from counter.hall.grounds import Grounds
    from counter.rules.content import Picked, Stored
    from counter.rules.policy import Policy

Looked = list[tuple[int | None, int | None]]
"""Persons and cases whose data was seen."""
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
        self.db = open_store(directory / "hall.db", key)
        try:
            bring_up_to_date(self.db)
        except BaseException:
            self.db.close()
            raise
        self._files: driver.Connection | None = None
        self._to_open = False
        self._looked: dict[tuple[Any, ...], int] = {}
        self._calendar: tuple[int, Any] | None = None
        self._policy: tuple[int, Policy] | None = None
        self._kept: tuple[int, dict[Any, Any]] = (-1, {})
        self.training = self.setting("training") == "yes"
        if now is not None and not self.training:
            self.close()
            raise Refusal(
                "hall.live-hall-takes-no",
                say("正式大厅不接受指定时间"),
                rule=say("指定时间只用于演练大厅"),
                next=Next.by("init", say("请不指定时间，或另建演练大厅"), directory=None, training=True),
            )

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
                next=say("请由管理员以大厅用户运行，--hall 写大厅目录"),
            )
        settings = read_settings(path / "hall.toml")
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
    ) -> Self:
        """Make an empty hall and open it (see hall/create.py). Raises Refusal if something is there already."""
        from counter.hall.create import create

        path = Path(directory)
        create(path, name=name, training=training, timezone=timezone, site_group=site_group)
        return cls.open(path)

    @property
    def files(self) -> driver.Connection:
        """The store of attached papers (files.db), opened when first needed."""
        if self._files is None:
            self._files = open_store(self.directory / "files.db", self._key)
        return self._files

    def only_reading(self) -> driver.Connection:
        """One more connection to hall.db, for whoever asked to close it: the file is opened so that nothing can be
        written.
        """
        return open_store(self.directory / "hall.db", self._key, read_only=True)

    def close(self) -> None:
        """Close the connections; the hall itself stays as it is."""
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
            clock.sources.read(), before, moments.last_at(self.db), self.calendar, lambda at: self.local(at).date()
        )
        self._anchor = found.anchor or before
        return found

    def in_doubt(self, moment: Moment) -> Refusal:
        """Why something waits for somebody to look at the clock."""
        return Refusal(
            "clock.in-doubt",
            say(
                "时钟可疑（电脑 {wall}，大厅 {at}）：{why}，这项操作先不办",
                wall=f"{self.local(moment.wall):%Y-%m-%d %H:%M}",
                at=f"{self.local(moment.at):%Y-%m-%d %H:%M}",
                why=DOUBT_NAMES[moment.doubt] if moment.doubt else "",
            ),
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

    @property
    def holds_store(self) -> bool:
        """Always."""
        return True

    def beat(self, shift: int, process: str = "") -> None:
        """Tell that the terminal of a shift is alive. Not an act: nobody did anything, so nothing is journalled."""
        with self._transaction():
            shifts.beat(self.db, shift, self.now(), process)

    def commits(self) -> int:
        """Moves when anybody else (another process, another connection) has committed something."""
        self._still_there()
        return data_version(self.db)

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
        master = bytes.fromhex(self._key or hashlib.sha256(self.settings["id"].encode()).hexdigest())
        return hashlib.blake2b(purpose.encode(), key=master, person=b"counter-hall").digest()[:32]

    def put_file(self, actor: Actor, picked: Picked) -> Stored:
        """Keep the content of a file; only for whoever may attach one."""
        check_access(named("case.attach"), actor)
        from counter.hall.contents import put

        return put(self, picked)

    def tells_key(self, data: bytes) -> bool:
        """Whether a content is a key written down (64 hexadecimal digits alone), or holds this hall's own."""
        bare = b"".join(data.split()).lower() if len(data) <= 1_000_000 else data.lower()
        return re.fullmatch(rb"[0-9a-f]{64}", bare) is not None or (
            self._key is not None and self._key.encode() in bare
        )

    # -- acting and asking -----------------------------------------------------------------------------------------

    def run(self, entry: Act, actor: Actor, arguments: Mapping[str, Any], *, key: str | None = None) -> Any:
        """An act by its entry in the registry, for doors that have names and values only (the command line)."""
        check_access(entry, actor)
        check_arguments(arguments)
        self._still_there()
        known = self._calendar, self._kept, self._policy
        try:
            with self._transaction():
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
                self._check_still(actor)
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
                    touched=work.touched,
                    facts=work.facts,
                    result=listing.write(plain(result)) if key is not None else None,
                    key=key,
                    undoes=work.undoes,
                )
                return result
        except BaseException as error:
            self._calendar, self._kept, self._policy = (
                known  # what was read of changes that are taken back must not be remembered
            )
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
            return [error] * len(tasks)
        return answers

    def _transaction(self) -> AbstractContextManager[None]:
        """A transaction of its own, or a part of the one that several acts share."""
        return savepoint(self.db) if self.db.in_transaction else immediate(self.db)

    def answer(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> Any:
        """A query by its entry in the registry, for doors that have names and values only."""
        self._still_there()
        look = Look(self, self.db, self.now(), self.local(self.now()).date(), actor)
        try:
            check_access(entry, actor)
            check_arguments(arguments)
            with snapshot(self.db):
                self._check_still(actor)
                self._check_reach(entry, actor, arguments)
                result = entry.function(look, **arguments)
        except Refusal as refusal:
            if isinstance(refusal, Denied):
                look.log(person=refusal.person, case=refusal.case)
            self._keep_looks(look, entry.name, allowed=0, code=refusal.code)
            raise
        except driver.DatabaseError as error:
            if (trouble := trouble_of(error)) is not None:
                raise trouble from error
            raise
        self._keep_looks(look, entry.name, allowed=1)
        return result

    def _still_there(self) -> None:
        """Notice files that were deleted or replaced under this window before anything is read or written by them."""
        if not self._to_open and self.db.in_transaction:  # of several acts: looked at before it began
            return
        if self._to_open:
            self.db, self._to_open = open_store(self.directory / "hall.db", self._key), False
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
        self.db, self._to_open = open_store(self.directory / "hall.db", self._key), False

    def _check_still(self, actor: Actor) -> None:
        """Who was given another role or desk, or has left, is not any more what an open screen takes them for."""
        if actor.role is not Role.HALL and actor != KIOSK and not members.still(self.db, actor):
            raise Refusal(
                "staff.not-any-more",
                say("{staff} 的岗位已经变动", staff=verbatim(actor.staff)),
                rule=say("每个人按现在登记的岗位和审批台办事"),
                next=Next.by("staff.sign-in", say("请重新登录")),
            )

    def _check_reach(self, entry: Act, actor: Actor, arguments: Mapping[str, Any]) -> None:
        """Isolation between desks; only an approver is confined, so nobody else pays for it."""
        if actor.role is Role.APPROVER:
            from counter.hall.reach import check_reach

            check_reach(self.db, entry, actor, arguments)

    def keep_look(self, actor: Actor, what: str) -> None:
        """Write down a look that no query makes (an administrator's own statement), before it is made."""
        self._keep_looks(
            Look(self, self.db, self.now(), self.local(self.now()).date(), actor, [(None, None)]), what, allowed=1
        )

    def keep_refused_look(self, actor: Actor, what: str, code: str) -> None:
        """Write down a look that no query makes and that was refused, by its code and what was asked."""
        self._keep_looks(
            Look(self, self.db, self.now(), self.local(self.now()).date(), actor, [(None, None)]),
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
        look = Look(self, self.db, self.now(), self.local(self.now()).date(), who, [(denied.person, denied.case)])
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
        """Write down who looked at whom (a reading process hands its looks on instead)."""
        with self._transaction():
            looks.keep(self.db, at, staff, place, saw, what, allowed, code)


def _returns(function: Callable[..., Any]) -> Any:
    import typing

    return typing.get_type_hints(function).get("return", Any)
