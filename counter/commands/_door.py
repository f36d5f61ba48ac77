"""What every command needs: the hall that was named, who acts, and how a result is printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from counter.commands._told import tell
from counter.errors import Refusal
from counter.hall.standing import WHILE_DUE, password_due
from counter.phrases.said import say, verbatim

if TYPE_CHECKING:
    from counter.hall import Hall
    from counter.hall.grounds import Grounds
    from counter.hall.open import OpenHall
    from counter.rules.access import Actor
    from counter.rules.secret import Secret


@dataclass(slots=True)
class Door:
    """The options given before the noun."""

    hall_dir: Path
    staff: str | None
    now: datetime | None
    language: str = "zh-Hans"
    """What screens speak: asked for, not the locale's."""

    def open(self) -> OpenHall:
        """Open the hall (at its keeper's door, if one was named) and let the clocks catch up, as every process does
        that has the store.
        """
        from counter.hall.open import is_door, open_hall

        return open_hall(self.hall_dir) if is_door(self.hall_dir) and not self.now else self.open_store()

    def open_store(self) -> Hall:
        """Open the hall's own store. Raises Refusal at a keeper's door."""
        from counter.hall import Hall

        hall = Hall.open(self.hall_dir, now=self.now)
        catch_up(hall)
        return hall

    def grounds(self) -> Grounds:
        """What of the disk is the hall's own. Nothing at a keeper's door, where this terminal has none of it."""
        from counter.hall.grounds import Grounds
        from counter.hall.key import key_path
        from counter.hall.settings import check_open_to_us, read_settings

        check_open_to_us(self.hall_dir)
        settings = self.hall_dir / "hall.toml"
        return Grounds(self.hall_dir, key_path(read_settings(settings)["id"])) if settings.exists() else Grounds()

    def actor(self, hall: OpenHall, entry: Any = None, arguments: dict[str, Any] | None = None) -> Actor:
        """Who acts: --as with a password, or in training --as without one, or whoever stands there."""
        from counter.hall import Hall
        from counter.store import staff

        if not isinstance(hall, Hall):
            return self._at_the_door(hall, entry, {} if arguments is None else arguments)
        if self.staff:
            if not hall.training:
                from counter.commands._secret import read_secret

                password = read_secret(say("{staff} 的口令", staff=verbatim(self.staff)))
                hall.prove_password(self.staff, password)  # before anything tells whether there is such a code
                if entry is None or entry.name not in WHILE_DUE:
                    who = staff.actor(hall.db, self.staff)
                    if password_due(hall, who.staff):
                        password = own_instead(hall, who, password)
                if entry is not None and arguments is not None and "password" in entry.secrets:
                    arguments.setdefault("password", password)  # asked once, not twice
            return staff.actor(hall.db, self.staff, (arguments or {}).get("window"))
        if not hall.training:
            raise Refusal(
                "command.nobody-named",
                say("没有说明由谁操作"),
                rule=say("正式大厅的每项操作都要署名"),
                next=say("请加 --as 工号"),
            )
        return somebody(hall, entry, arguments or {})

    def _at_the_door(self, hall: OpenHall, entry: Any, arguments: dict[str, Any]) -> Actor:
        """Who acts, as the keeper knows them once they gave their password there."""
        from counter.commands._secret import read_secret
        from counter.hall.kept import KeptHall
        from counter.rules.access import KIOSK
        from counter.rules.secret import NO_SECRET

        assert isinstance(hall, KeptHall)
        if not self.staff:
            if entry is not None and hall.knows_without_sign_in(entry.name):
                return KIOSK
            raise Refusal(
                "command.nobody-named",
                say("没有说明由谁操作"),
                rule=say("每项操作都要署名"),
                next=say("请加 --as 工号"),
            )
        password = NO_SECRET if hall.training else read_secret(say("{staff} 的口令", staff=verbatim(self.staff)))
        actor = hall.prove(self.staff, password, arguments.get("window"))
        if hall.password_is_due and (entry is None or entry.name not in WHILE_DUE):
            password = own_instead(hall, actor, password)
        if entry is not None and "password" in entry.secrets and password:
            arguments.setdefault("password", password)  # asked once, not twice
        return actor


def own_instead(hall: OpenHall, actor: Actor, password: Secret) -> Secret:
    """A first password becomes one of the person's own before anything else is done, where it can be asked."""
    from counter.acts.staff.accounts import set_password
    from counter.commands._secret import can_be_read, read_secret

    if not can_be_read("new_password"):
        return password
    tell(say("{staff} 的口令要先改成自己的", staff=verbatim(actor.staff)), err=True)
    new = read_secret(say("新口令（至少 8 个字符）"), "new_password", new=True)
    hall.do(set_password, actor, new=new, password=password)
    hall.prove(actor.staff, new)
    return new


def catch_up(hall: Hall) -> None:
    """Run today's clock check if no process has yet (no working day passes without it)."""
    from counter.acts.calendar.daily import check_if_due

    try:
        check_if_due(hall)
    except Refusal as refusal:
        if not refusal.code.startswith("store."):
            raise  # where nothing can be written now, there is still much to read; whoever comes next catches up


def somebody(hall: Hall, entry: Any, arguments: dict[str, Any]) -> Actor:
    """In training, with nobody named: whoever is signed in there, else the first who may do it."""
    from counter.store import approvals, staff

    window = arguments.get("window")
    code = staff.at_window(hall.db, window) if window else None
    if code is None and window and (code := staff.free_clerk(hall.db)):
        from counter.acts.staff.accounts import sign_in

        hall.do(sign_in, staff.actor(hall.db, code), window=window)  # a rehearsal needs somebody at the window
    if code is None and (ticket := arguments.get("ticket")):
        from counter.store.tickets import owner

        code = owner(hall.db, hall.local(hall.now()).date().isoformat(), str(ticket))
    if code is None and (desk := arguments.get("desk")):
        code = staff.at_desk(hall.db, desk)
    if code is None and (approval := arguments.get("approval")) is not None:
        digits = str(approval).upper().removeprefix("A-")
        of_it = approvals.desk_of(hall.db, digits)
        code = staff.at_desk(hall.db, of_it) if of_it else None
    if code is None:
        code = staff.first_with(hall.db, entry.by)
    if code is None:
        raise Refusal(
            "command.nobody-may", say("没有人能做这项操作"), rule=say("岗位权限表"), next=say("请用 --as 说明由谁操作")
        )
    return staff.actor(hall.db, code, window)


def show(result: Any, as_json: bool) -> None:
    """Print what an act returned: JSON, or plain lines in the language in force."""
    from counter.hall.answers import plain

    if as_json:
        click.echo(json.dumps(plain(result), ensure_ascii=False, indent=1))
    elif isinstance(result, (tuple, list)):
        for row in result:
            tell(row)
        if not result:
            tell(say("（没有）"))
    elif result is not None:
        tell(result)
