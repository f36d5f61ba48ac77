"""Sending what the outbox holds, by the commands that hall.toml names: `counter run` does it in a thread of its own."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from counter import phrases
from counter.acts.delivery import telling
from counter.commands._told import tell
from counter.errors import Refusal
from counter.phrases.said import say
from counter.rules.access import HALL_ITSELF
from counter.store import driver
from counter.store import telling as store
from counter.trouble import note

if TYPE_CHECKING:
    from counter.hall import Hall

LOOK_S = 5.0
LONGEST_S = 20
"""How long a command may take for one message."""

MOST_AT_ONCE = 20
WRONG_ADDRESS = 65
"""EX_DATAERR: what a command answers where the address is none, so that nobody tries again."""

LONGEST_FAULT = 120


class Teller:
    """Looks every few seconds; nothing else waits for a mail server."""

    def __init__(self, open_hall: Callable[[], Hall]) -> None:
        self._open = open_hall
        self._thread: threading.Thread | None = None
        self._looked = -LOOK_S
        self._first = True

    def look(self, hall: Hall) -> None:
        """Begin where somebody is to be told; a hall without commands has nothing to do."""
        now = time.monotonic()
        if now - self._looked < LOOK_S or (self._thread is not None and self._thread.is_alive()):
            return
        self._looked = now
        known = telling.commands(hall)
        if not known or hall.moment().doubt:
            return
        if not (self._first or telling.owed(hall) or store.due(hall.db, hall.now(), tuple(known), 1)):
            return
        self._thread = threading.Thread(target=self._tell, args=(self._first,), name="telling", daemon=True)
        self._first = False
        self._thread.start()

    def stop(self) -> None:
        """Let the message in hand be sent."""
        if self._thread is not None:
            self._thread.join(timeout=LONGEST_S + 5)

    def _tell(self, first: bool) -> None:
        hall = self._open()
        try:
            tell_all(hall, first=first)
        except (Refusal, driver.OperationalError):
            pass  # the next look is in a few seconds
        except Exception as error:  # noqa: BLE001 (noted; what is said to a person is a sentence)
            tell(say("{what}：{note}", what=say("进度通知"), note=note(error, hall.directory)), err=True)
        finally:
            hall.close()


def tell_all(hall: Hall, *, first: bool = False) -> int:
    """Put what has moved into the outbox and send what is due; how many were sent. `first`: nobody else is sending, so
    what is in hand was left there by a machine that stopped.
    """
    if first:
        for message in store.in_hand(hall.db):
            hall.do(telling.end_sending, HALL_ITSELF, message=message, fault=say("发送时程序中断"), lost=True)
    known = telling.commands(hall)
    if not known:
        return 0
    for case in telling.owed(hall):
        hall.do(telling.post, HALL_ITSELF, case=case)
    sent = 0
    for one in store.due(hall.db, hall.now(), tuple(known), MOST_AT_ONCE):
        if not hall.do(telling.begin_sending, HALL_ITSELF, message=one.id):
            continue
        fault, hopeless = _send(known[one.channel], hall, one)
        hall.do(telling.end_sending, HALL_ITSELF, message=one.id, fault=fault, hopeless=hopeless)
        sent += not fault
    return sent


def _send(command: list[str], hall: Hall, one: store.Due) -> tuple[str, bool]:
    """Run the command with the message on its standard input; what went wrong, and whether another try is in vain."""
    try:
        ran = subprocess.run(
            command,
            input=json.dumps(message(hall, one), ensure_ascii=False).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=LONGEST_S,
            check=False,
            env={name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        return say("发送程序 {n} 秒没有做完", n=LONGEST_S), False
    except OSError as error:
        return say("发送程序运行不了（{why}）", why=error.strerror or str(error)), False
    if ran.returncode == 0:
        return "", False
    if ran.returncode == WRONG_ADDRESS:
        return say("地址不对"), True
    return say("发送程序返回 {code}", code=ran.returncode), False


def message(hall: Hall, one: store.Due) -> dict[str, str]:
    """What a command is given: nothing of the person or the matter but the end of the case's number."""
    name, tail = str(hall.settings["name"]), one.number[-4:]
    values = {
        "hall": name,
        "tail": tail,
        "code": one.stop_code,
        "site": str(hall.settings.get("address", "")).rstrip("/"),
    }
    return {
        "id": f"{hall.settings['id']}-{one.id}",
        "channel": one.channel,
        "to": one.address,
        "subject": phrases.say(one.language, "telling.subject", **values),
        "text": phrases.say(one.language, f"telling.{one.told}", **values)
        + phrases.say(one.language, "telling.end", **values),
    }
