"""What `counter run` copies by itself, beside its other chores."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.commands._told import refused, tell
from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.store import backups as store
from counter.store import journal
from counter.trouble import note

if TYPE_CHECKING:
    from counter.hall import Hall

LOOK_S = 1.0
WISH_MS = 3_600_000
"""How long a wish that nobody saw to is still one."""
AGAIN_S = 5.0
"""How long a copy that died is left alone."""


class BackupKeeper:
    """A backup whenever one is due, in a thread of its own: nothing else waits for it."""

    def __init__(self, open_hall: Callable[[], Hall]) -> None:
        self._open = open_hall
        self._thread: threading.Thread | None = None
        self._tried = 0
        self._wish = 0
        """The newest wish that was seen to."""

    def look(self, hall: Hall) -> None:
        """See whether one is due, or wished for; one that could not be made is tried again at its next time."""
        if self._thread is not None and self._thread.is_alive():
            return
        plan = store.plan(hall.db, "backup")
        wished = self._wished(hall)
        if wished is not None and (wished or plan is not None):
            self._begin(self._prove if wished else self._make, wished or plan)
            return
        if plan is None:
            return
        made = store.listed(hall.db, 1, staff="hall")
        last = max(made[0].at if made else 0, self._tried)
        if hall.now() - last < plan.minutes * 60_000 and last <= hall.now():
            return
        self._tried = hall.now()
        self._begin(self._make, plan)

    def _begin(self, job: Callable[[Any], None], given: Any) -> None:
        self._thread = threading.Thread(target=job, args=(given,), name="backup", daemon=True)
        self._thread.start()

    def _wished(self, hall: Hall) -> str | None:
        """What an administrator wished for since the last look: a place to be tried, empty for a new backup."""
        since = hall.local(hall.now() - WISH_MS).date().isoformat()
        wish = journal.newest_of(hall.db, "backup.wish", since)
        if wish is None or wish.seq <= self._wish:
            return None
        first, self._wish = self._wish == 0, wish.seq
        place = str(wish.facts.get("wished", ""))
        if first and (hall.now() - wish.at > WISH_MS or store.done_since(hall.db, place, wish.at)):
            return None  # what ran before this process did it
        return place

    def stop(self) -> None:
        """Let one that is being made be finished (a while at the most)."""
        if self._thread is not None:
            self._thread.join(timeout=60)

    def _make(self, plan: store.Plan) -> None:
        self._do(lambda hall: back_up(hall, plan))

    def _prove(self, place: str) -> None:
        from counter.acts.premises.copies import prove
        from counter.rules.access import HALL_ITSELF

        self._do(lambda hall: prove(hall, HALL_ITSELF, Path(place)))

    def _do(self, job: Callable[[Hall], object]) -> None:
        hall = self._open()
        try:
            tell(job(hall), err=True)
        except Refusal as refusal:
            tell(say("自动备份：{refusal}", refusal=verbatim(refused(refusal))), err=True)
        except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
            tell(say("{what}：{note}", what=say("自动备份"), note=note(error, hall.directory)), err=True)
        finally:
            hall.close()


def back_up(hall: Hall, plan: store.Plan) -> object:
    """One backup as the plan says, proven at once; then the oldest ones are removed."""
    from counter.acts.premises.copies import clear, make, new_place, prove
    from counter.hall import backups
    from counter.rules.access import HALL_ITSELF

    made = make(hall, HALL_ITSELF, new_place(hall, plan.folder))
    proven = prove(hall, HALL_ITSELF, Path(made.place))
    if len(store.listed(hall.db, plan.keep + 1, staff=HALL_ITSELF.staff)) > plan.keep:
        for place in hall.do(clear, HALL_ITSELF, keep=plan.keep):
            backups.remove(Path(place))
    return proven


class Copier:
    """The running copy in a process of its own, while an administrator wants one; begun again when it dies."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._child: subprocess.Popen[bytes] | None = None
        self._plan: store.Plan | None = None
        self._looked = self._begun = -AGAIN_S

    def look(self, hall: Hall) -> None:
        """Once a second: see that it runs, and as it was arranged."""
        now = time.monotonic()
        if now - self._looked < LOOK_S:
            return
        self._looked, plan = now, store.plan(hall.db, "follow")
        if plan != self._plan:
            self.stop()
            self._plan, self._begun = plan, -AGAIN_S
        if plan is None or (self._child is not None and self._child.poll() is None) or now - self._begun < AGAIN_S:
            return
        self._begun = now
        words = ["--hall", str(self._directory), "backup", "follow", "--while-pid", str(os.getpid())]
        self._child = subprocess.Popen([sys.executable, "-m", "counter", *words], stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        """Let it copy what is there, and end."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait(timeout=20)
            self._child = None
