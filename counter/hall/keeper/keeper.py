"""One process holds the store: acts come in through a socket, are done in the order in which they came, and go out
durable.

The main thread only moves messages. One thread does the acts, up to GROUP of those that wait in one commit (each in a
savepoint of its own: a refusal takes back that one act), and answers go out after the commit. A press that comes again
after a lost line carries the key of the first one and gets its answer. Passwords are looked at beside it (hashing.py).
"""

from __future__ import annotations

import os
import queue
import secrets
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from json import dumps
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from counter.errors import Refusal
from counter.hall import wire
from counter.hall.act import Act, named
from counter.hall.hall import Hall
from counter.hall.keeper.hashing import Aside, Hashing, Task
from counter.hall.keeper.peers import Peer, Signed, terminal_of, user_of
from counter.hall.keeper.readers import Question, Readers, WrittenLook, fault
from counter.hall.passwords import is_proven
from counter.hall.standing import ProofWanted, password_due
from counter.phrases.said import say, verbatim
from counter.rules.access import KIOSK, Actor, Role
from counter.rules.content import Picked
from counter.rules.secret import NO_SECRET, Secret
from counter.store import door, staff

GROUP = 32
"""Acts that share a commit at the most."""
LOOK_S = 0.1
"""How often the store is asked whether another process has committed (printing, chores): a screen follows by then."""
PUSH_S = 0.2
"""Changes within this time are told as one, so that a busy hall does not draw its screens at every act."""
BY_THE_HALLS_USER = frozenset(
    {
        "backup.arrange",
        "backup.make",
        "backup.prove",
        "catalogue.compare",
        "catalogue.guess",
        "catalogue.survey",
        "hall.confirm-sheet",
        "hall.equip",
        "key.prove",
        "key.rotate",
        "key.sheet",
    }
)
"""What names a place on the hall's own machine, or answers for a sheet of paper held there: nobody at the door may lead
the keeper to a file.
"""
SHOWN = ("id", "name", "timezone", "address", "cipher")
"""What of hall.toml a window may know."""


class Keeper:
    """Serves one hall on a listening Unix socket until `stop` is called."""

    def __init__(
        self, directory: Path, listener: socket.socket, *, now: datetime | None = None, readers: int = 2
    ) -> None:
        self.directory = directory
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._peers: set[Peer] = set()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._out: queue.SimpleQueue[tuple[Peer | None, bytes]] = queue.SimpleQueue()
        self._wake_here, self._wake_there = socket.socketpair()
        self._stopped = False
        self._trouble: Exception | None = None
        self.hall = Hall.open(directory, now=now)
        """Used by the acting thread only, once `serve` runs."""
        self._hashing = Hashing(self.hall, self._tasks.put)
        self._fixed = self.hall.now() if self.hall.stands_still else None
        self._commits = 0
        for line in (listener, self._wake_here, self._wake_there):
            line.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, self._welcome)
        self._selector.register(self._wake_here, selectors.EVENT_READ, self._woken)
        self._readers = Readers(directory, now, readers, self._watch, self._unwatch)

    # -- the main thread: messages ---------------------------------------------------------------------------------

    def serve(self) -> None:
        """Until `stop`: move messages. Raises what ended the acting thread (the store's file was exchanged): begun
        anew, the keeper opens what stands there, and windows press again by their keys.
        """
        acting = threading.Thread(target=self._act_until_trouble, name="acts", daemon=True)
        acting.start()
        try:
            while not self._stopped:
                for key, events in self._selector.select(1.0):
                    if isinstance(key.data, Peer):
                        self._of_peer(key.data, events)
                    else:
                        key.data()
        finally:
            self._tasks.put(None)
            self._hashing.close()
            acting.join(30)
            self._readers.close()
            for peer in list(self._peers):
                self._drop(peer)
            self._listener.close()
        if self._trouble is not None:
            raise self._trouble

    def stop(self) -> None:
        """End `serve` soon; what has begun is finished."""
        self._stopped = True
        self._wake()

    def _watch(self, line: Connection, job: Callable[[], None]) -> None:
        self._selector.register(line, selectors.EVENT_READ, job)

    def _unwatch(self, line: Connection) -> None:
        self._selector.unregister(line)

    def _wake(self) -> None:
        try:
            self._wake_there.send(b".")
        except BlockingIOError:
            return  # it is awake already

    def _woken(self) -> None:
        self._wake_here.recv(4096)
        while not self._out.empty():
            peer, data = self._out.get()
            for one in [peer] if peer is not None else [each for each in self._peers if each.listens]:
                self._give(one, data)

    def _welcome(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        line.setblocking(False)
        peer = Peer(line, user_of(line), terminal_of(line))
        self._peers.add(peer)
        self._selector.register(line, selectors.EVENT_READ, peer)

    def _of_peer(self, peer: Peer, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._give(peer, b"")
        if events & selectors.EVENT_READ and not peer.gone:
            try:
                messages = peer.read()
            except wire.BadMessage:
                messages = None
            if messages is None:
                self._drop(peer)
                return
            for message, content in messages:
                self._take(peer, message, content)

    def _give(self, peer: Peer, data: bytes) -> None:
        if not peer.send(data):
            self._drop(peer)
        else:
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.unsent else 0)
            if self._selector.get_key(peer.line).events != wanted:
                self._selector.modify(peer.line, wanted, peer)

    def _drop(self, peer: Peer) -> None:
        if not peer.gone:
            peer.gone = True
            self._peers.discard(peer)
            self._selector.unregister(peer.line)
            peer.line.close()

    def _take(self, peer: Peer, message: Any, content: bytes) -> None:
        """One message: done here, or given to whoever does it. What is no message of ours ends the line."""
        try:
            number, op = int(message["n"]), str(message["op"])
            if op != "hello" and not peer.greeted:
                raise wire.BadMessage(op)
            getattr(self, f"_op_{op}")(peer, number, message, content)
        except Refusal as refusal:
            self._give(peer, wire.frame({"n": number, "no": wire.pack(refusal)}))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            self._drop(peer)

    def _op_hello(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        if message["program"] != wire.program():
            raise Refusal(
                "keeper.other-program",
                say("大厅由另一版程序保管"),
                rule=say("窗口与大厅用同一版程序"),
                next=say("请更新本机程序"),
            )
        peer.greeted = True
        answer = {
            "settings": {name: self.hall.settings[name] for name in SHOWN if name in self.hall.settings},
            "training": self.hall.training,
            "fixed": self._fixed,
        }
        self._give(peer, wire.frame({"n": number, "ok": wire.pack(answer)}))

    def _op_listen(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        peer.listens = True
        self._give(peer, wire.frame({"n": number, "ok": self._commits}))

    def _op_commits(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        self._give(peer, wire.frame({"n": number, "ok": self._commits}))

    def _op_run(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        entry, key, given = _entry(message["act"], writes=True), str(message["key"])[:80], message["args"]
        if entry.name == "staff.sign-in":
            self._sign_in(peer, number, entry, str(message["staff"]), given, key)
            return
        actor = peer.actor(str(message["staff"]), entry.name)

        def work() -> Any:
            arguments = wire.unpack(given)
            self.hall.terminal = peer.terminal
            return self.hall.attempt(entry, actor, arguments, key=key)

        changes_staff = entry.name.startswith(("staff.", "hall."))
        self._tasks.put(Task(work, self._answering(number), peer, staff=changes_staff, actor=actor))

    def _op_ask(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        entry = _entry(message["act"], writes=False)
        actor = peer.actor(str(message["staff"]), entry.name)
        asked = {"n": number, "op": "ask", "act": entry.name, "actor": wire.pack(actor), "args": message["args"]}
        self._question(peer, number, entry.name, asked)

    def _op_put(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        """A file's content; an act names it afterwards."""
        actor, picked = peer.actor(str(message["staff"]), "case.attach"), Picked(str(message["name"]), content)
        self._tasks.put(Task(lambda: self.hall.put_file(actor, picked), self._answering(number), peer))

    def _op_find(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        asked = {
            "n": number,
            "op": "find",
            "text": str(message["text"])[:80],
            "kinds": [str(kind) for kind in message["kinds"]],
            "limit": min(int(message["limit"]), 500),
        }
        self._question(peer, number, "find", asked)

    def _op_index(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        self._question(peer, number, "index", {"n": number, "op": "index"})

    def _op_policy(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        self._question(peer, number, "policy", {"n": number, "op": "policy"})

    def _question(self, peer: Peer, number: int, name: str, asked: dict[str, Any]) -> None:
        def done(answer: bytes, looks: list[WrittenLook]) -> None:
            if not looks:
                self._give_if_there(peer, answer)
                return

            def write() -> None:
                for look in looks:
                    self.hall.write_looks(*look)

            def say_so(outcome: Any) -> bytes:
                return self._answering(number)(outcome) if isinstance(outcome, Exception) else answer

            self._tasks.put(Task(write, say_so, peer))

        def lost() -> None:
            refusal = Refusal(
                "keeper.question-not-answered",
                say("这次查询没有得到结果"),
                rule=say("查询不改任何数据"),
                next=say("请再试一次"),
            )
            self._give_if_there(peer, wire.frame({"n": number, "no": wire.pack(refusal)}))

        self._readers.ask(Question(name, dumps(asked).encode(), done, lost))

    def _give_if_there(self, peer: Peer, data: bytes) -> None:
        if not peer.gone:
            self._give(peer, data)

    # -- who signed in ---------------------------------------------------------------------------------------------

    def _sign_in(self, peer: Peer, number: int, entry: Act, code: str, given: Any, key: str) -> None:
        token = secrets.token_hex(16)

        def work() -> Any:
            arguments = wire.unpack(given)
            actor = self._proven(peer, code, arguments.get("password"), arguments.get("window"))
            signed = self.hall.attempt(entry, actor, arguments)
            door.begin(self.hall.db, token, signed.shift, peer.uid, self.hall.now())
            return Signed(replace(actor, session=signed.shift), signed.shift), signed

        def answer(outcome: Any) -> bytes:
            if isinstance(outcome, Exception):
                return self._answering(number)(outcome)
            who, signed = outcome
            peer.signed[code] = who
            return wire.frame({"n": number, "ok": wire.pack(signed), "token": token})

        self._tasks.put(Task(work, answer, peer))

    def _op_prove(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        """Somebody who does one thing without a shift (the command line), with their password; in training without."""
        code, window, password = str(message["staff"]), message["window"], wire.unpack(message["password"])

        def work() -> Any:
            who = self._proven(peer, code, password, window)
            return who, password_due(self.hall, who.staff)

        def answer(outcome: Any) -> bytes:
            if isinstance(outcome, Exception):
                return self._answering(number)(outcome)
            who, due = outcome
            peer.signed[who.staff] = Signed(who, None)
            return wire.frame({"n": number, "ok": wire.pack(who), "due": due})

        self._tasks.put(Task(work, answer, peer))

    def _proven(self, peer: Peer, code: str, password: Any, window: Any) -> Actor:
        """On the acting thread: who somebody is. A code that nobody has reads like a wrong password. Raises ProofWanted
        until they have proven it.
        """
        self.hall.terminal = peer.terminal
        secret = password if isinstance(password, Secret) else NO_SECRET
        if not self.hall.training and not is_proven(self.hall, code, secret):
            raise ProofWanted(code, secret)
        return _person(self.hall, code, window if isinstance(window, int) else None)

    def _op_resume(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        """A terminal whose line was lost shows the token of its shift."""
        token = str(message["token"])

        def work() -> Any:
            if (found := door.resumed(self.hall.db, token, peer.uid)) is None:
                return None
            code, window, shift = found
            return replace(_person(self.hall, code, window), session=shift)

        def answer(outcome: Any) -> bytes:
            if isinstance(outcome, Actor):
                peer.signed[outcome.staff] = Signed(outcome, outcome.session)
            return self._answering(number)(outcome)

        self._tasks.put(Task(work, answer, peer))

    def _op_beat(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        shift, process = int(message["shift"]), str(message["process"])[:40]
        if not any(signed.shift == shift for signed in peer.signed.values()):
            raise Refusal("keeper.not-this-shift", say("这个终端没有登录"), rule=say("只报自己的班次"))
        self._tasks.put(Task(lambda: self.hall.beat(shift, process), self._answering(number), peer))

    def _op_lock(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        shift = int(message["shift"])
        if not any(signed.shift == shift for signed in peer.signed.values()):
            raise Refusal("keeper.not-this-shift", say("这个终端没有登录"), rule=say("只报自己的班次"))
        self._tasks.put(Task(lambda: self.hall.lock(shift), self._answering(number), peer))

    def _op_unlock(self, peer: Peer, number: int, message: Any, content: bytes) -> None:
        actor, password = peer.actor(str(message["staff"]), "staff.relieve"), wire.unpack(message["password"])
        secret = password if isinstance(password, Secret) else NO_SECRET

        def work() -> None:
            self.hall.terminal = peer.terminal
            if not self.hall.training and not is_proven(self.hall, actor.staff, secret):
                raise ProofWanted(actor.staff, secret)
            self.hall.unlock(actor, secret)

        self._tasks.put(Task(work, self._answering(number), peer, actor=actor))

    def _look_again(self) -> None:
        """On the acting thread: whoever has gone, or has another role now, no longer acts as what they were."""
        for peer in list(self._peers):
            for code, signed in list(peer.signed.items()):
                try:
                    if signed.shift is not None and not door.is_open(self.hall.db, signed.shift):
                        del peer.signed[code]
                    else:
                        who = _person(self.hall, code, signed.actor.window)
                        signed.actor = replace(who, session=signed.shift)
                except Refusal:
                    peer.signed.pop(code, None)

    # -- the acting thread -----------------------------------------------------------------------------------------

    def _answering(self, number: int) -> Callable[[Any], bytes]:
        def answer(outcome: Any) -> bytes:
            if isinstance(outcome, wire.BadMessage):
                outcome = Refusal("keeper.unreadable", say("读不懂这次操作"), next=say("请更新本机程序后再试"))
            elif isinstance(outcome, Exception) and not isinstance(outcome, Refusal):
                outcome = fault(outcome, self.directory)
            word = "no" if isinstance(outcome, Refusal) else "ok"
            return wire.frame({"n": number, word: wire.pack(outcome)})

        return answer

    def _act_until_trouble(self) -> None:
        try:
            self._act()
        except Exception as error:  # noqa: BLE001 (raised again where the keeper is served)
            self._trouble = error
            with suppress(Exception):
                self.hall.close()
            self.stop()

    def _act(self) -> None:
        seen, changed, looked_at, told_at = self.hall.commits(), False, monotonic(), 0.0
        while True:
            try:
                first = self._tasks.get(timeout=LOOK_S)
            except queue.Empty:
                first = None
            else:
                if first is None:
                    break
            tasks = [first] if first is not None else []
            while tasks and len(tasks) < GROUP:
                try:
                    more = self._tasks.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    self._tasks.put(None)
                    break
                tasks.append(more)
            if tasks:
                self._do(tasks)
            self._hashing.let_in(LOOK_S)
            version = self.hall.commits()
            changed = changed or bool(tasks) or version != seen
            if changed and monotonic() - told_at > PUSH_S:
                changed, told_at = False, monotonic()
                self._commits += 1
                self._out.put((None, wire.frame({"commits": self._commits})))
            if any(task.staff for task in tasks) or (version != seen and monotonic() - looked_at > 1.0):
                self._look_again()
                looked_at = monotonic()
            seen = version
            if not self._out.empty():
                self._wake()
        self.hall.close()

    def _do(self, tasks: list[Task]) -> None:
        attempts = [partial(self._hashing.attempt, task) for task in tasks]
        for task, outcome in zip(tasks, self.hall.together(attempts), strict=True):
            if isinstance(outcome, Aside):
                self._hashing.put_aside(outcome)
                continue
            try:
                data = task.answer(outcome)
            except Exception as error:  # noqa: BLE001 (an answer that can't be said is a fault of ours)
                data = task.answer(error)
            if data is not None and task.peer is not None:
                self._out.put((task.peer, data))


def _entry(name: Any, *, writes: bool) -> Act:
    """An act or a query by its name. Raises KeyError for what is none (which ends the line)."""
    entry = named(str(name))
    if entry.writes is not writes:
        raise KeyError(name)
    if entry.name in BY_THE_HALLS_USER:
        raise Refusal(
            "keeper.by-the-halls-user",
            say("这项操作读写大厅这台机器的文件，窗口不能办"),
            rule=say("窗口只办不碰本机文件的操作"),
            next=say("请由管理员以大厅用户运行，写明大厅目录"),
        )
    return entry


def _person(hall: Hall, code: str, window: int | None) -> Actor:
    """Who a staff code is, by the store. Raises Refusal; the hall itself and the number machine are nobody here."""
    if code in (KIOSK.staff, Role.HALL):
        raise Refusal("keeper.nobody", say("没有这个工号的人"), rule=say("工号由管理员登记"))
    return staff.actor(hall.db, code, window)


def listen_at(path: Path, group: str = "") -> socket.socket:
    """A socket to listen at: the one that systemd hands over (socket activation), else a new one at `path`, which only
    its owner and `group` (a name or a number) may use.

    Raises Refusal where another keeper listens there, where something else than a socket stands there, or it can't be
    made; nothing is left there then.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and int(os.environ.get("LISTEN_FDS", "0")) >= 1:
        return socket.socket(fileno=3)
    line = socket.socket(socket.AF_UNIX)
    made = False
    try:
        if path.exists() and not path.is_socket():
            raise Refusal(
                "keeper.not-a-socket",
                say("{path} 是别的文件，不能在这里接待窗口", path=verbatim(str(path))),
                rule=say("套接字只替换旧的套接字"),
                next=say("请另给一个路径"),
            )
        with socket.socket(socket.AF_UNIX) as trial:
            if trial.connect_ex(str(path)) == 0:
                raise Refusal(
                    "keeper.already-kept",
                    say("这个大厅已经有一个保管进程"),
                    rule=say("每个大厅只有一个保管进程"),
                    next=say("不需要再开"),
                )
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            line.bind(str(path))
            made = True
        finally:
            os.umask(before)
        if group:
            from shutil import chown

            chown(path, group=int(group) if group.isdecimal() else group)
            os.chmod(path, 0o660)
        line.listen(256)
    except Refusal:
        line.close()
        raise
    except (OSError, LookupError, OverflowError) as error:
        line.close()
        if made:
            path.unlink(missing_ok=True)
        raise Refusal(
            "keeper.cannot-listen",
            say("不能在 {path} 接待窗口（{error}）", path=str(path), error=str(error)),
            next=say("请检查目录、权限和用户组"),
        ) from error
    return line
