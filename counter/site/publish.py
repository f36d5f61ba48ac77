"""The journal brought to the public: public.db follows the hall up to the journal's last number.

Runs in the hall's own process. It can die at any moment and catch up; doing it twice changes nothing, since every page
is made from the hall's present state, never from the entries themselves.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter.acts.delivery import telling
from counter.acts.inbox.seals import answer_seal, inbox_key
from counter.acts.paper.wording.notice import REMEDIES
from counter.rules import numbers
from counter.rules.approval import ApprovalState, Outcome
from counter.rules.arrival import OF_BOOKINGS, ArrivalKind
from counter.rules.case import ENDED, NOT_TAKEN_IN, CaseState
from counter.rules.documents import Cause
from counter.rules.my_list import list_key
from counter.rules.rating import RatingStep
from counter.rules.ticket import State
from counter.site import booked, checking
from counter.site.opening import days_ahead
from counter.site.progress import approval_phrase, waits_for
from counter.store import bookings, driver, item_forms, journal, listing, missed, public, published, sought
from counter.store.connection import immediate, snapshot
from counter.store.search import catalogue_version

if TYPE_CHECKING:
    from counter.hall import Hall

BATCH = 2_000
"""Journal entries per commit of public.db."""

RANGE_POINTS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
"""People ahead for which a range is worked out; a page takes the next one up."""

RANGE_EVERY_S = 2.0
ARRANGING = frozenset(
    {
        "hall.arrange",
        "hall.train",
        *(f"{noun}.{did}" for noun in ("queue", "window", "station") for did in ("set", "close")),
    }
)
"""Acts after which people go elsewhere for the same thing."""

BEAT_S = 60.0
"""How often the public is told, without any news, that it is up to date."""


class Publisher:
    """Holds public.db open for writing. One per hall (the run lock sees to that)."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.path: Path = hall.directory / "public" / "public.db"
        self.db = public.create(self.path)
        self._ranges_at = self._told_at = 0.0
        self._stale_queues = {row["letter"] for row in published.queues(hall.db)}
        """Lines whose ranges are to be worked out: at first all, for whoever published before may have been killed
        between the pages and the ranges.
        """
        self._seq = 0
        self._sure = False
        self._hours: tuple[str, str] | None = None
        self._busy: tuple[str, str] | None = None
        """The day on which it was said what the next days will bring, and that."""

    def close(self) -> None:
        """Close public.db."""
        self.db.close()

    def catch_up(self) -> int:
        """Bring public.db up to the journal, made anew where it is damaged. Returns how many entries were behind."""
        try:
            return self._catch_up()
        except driver.DatabaseError as error:
            if isinstance(error, (driver.OperationalError, driver.IntegrityError)):
                raise
            self.db.close()
            self.db = public.create(self.path, anew=True)
            return self._all_anew()

    def _catch_up(self) -> int:
        known = public.meta(self.db)
        seq = int(known.get("seq", "-1"))
        if (
            seq < 0
            or known.get("tag") != numbers.hall_tag(self.hall.settings["id"])
            or not self._same_journal(seq, known.get("last"))
        ):
            return self._all_anew()
        self._look_ahead()
        done = 0
        while True:
            with snapshot(self.hall.db):
                entries = journal.after(self.hall.db, seq, BATCH)
                self._seq = entries[-1].seq if entries else seq
                if not entries:
                    break
                subjects = {s for entry in entries for s in (*entry.touched, entry.subject)}
                with immediate(self.db):
                    self._publish(subjects)
                    if booked.concern(subjects, {entry.act for entry in entries}):
                        booked.bring_slots(self.hall, self.db)
                    version = str(catalogue_version(self.hall.db))
                    arranged = any(entry.act in ARRANGING for entry in entries)
                    forms = any(entry.act.startswith("form.") for entry in entries)
                    if (
                        arranged or forms or known.get("catalogue") != version
                    ):  # a remark of what was not found moves nothing
                        self._guides()
                        known["catalogue"] = version
                    if any(entry.act.startswith(("link.", "post.", "catalogue.", "hall.")) for entry in entries):
                        self._directory()
                    if any(entry.act.startswith(("calendar.", "hall.")) for entry in entries):
                        self._hours = self._busy = None
                    seq = entries[-1].seq
                    public.set_meta(self.db, {"seq": str(seq), "last": self._mark(seq), **self._facts_of_the_hall()})
            done += len(entries)
        if time.monotonic() - self._told_at >= BEAT_S:
            with immediate(self.db):
                if known.get("guides_on") != self._today():
                    # a version that begins today, an item withdrawn from today on: no act of today says so
                    self._guides()
                    self._directory()
                booked.bring_slots(self.hall, self.db)
                public.set_meta(self.db, self._facts_of_the_hall())
        self._refresh_ranges()
        return done

    def _same_journal(self, seq: int, last: str | None) -> bool:
        """Whether the journal still holds what was published up to a number; a backup put back may have grown past it
        since.
        """
        if not self._sure:
            self._sure = seq <= journal.last_seq(self.hall.db) and last in (None, self._mark(seq))
        return self._sure and seq <= journal.last_seq(self.hall.db)

    def _mark(self, seq: int) -> str:
        """What an entry of the journal is known by in public.db; without the hall's key it says nothing
        of the entry.
        """
        return hashlib.blake2b(
            journal.digest_of(self.hall.db, seq).encode(), key=self.hall.secret("publish"), digest_size=16
        ).hexdigest()

    def _today(self) -> str:
        return self.hall.local(self.hall.now()).date().isoformat()

    def owes(self) -> bool:
        """Whether lines moved whose ranges were not worked out again yet, or a minute went by without a
        sign of life.
        """
        return bool(self._stale_queues) or time.monotonic() - self._told_at >= BEAT_S

    def _all_anew(self) -> int:
        """Make every page from the hall as it stands (first run, another hall, a restored backup)."""
        self._look_ahead()
        with snapshot(self.hall.db), immediate(self.db):
            self._seq = seq = journal.last_seq(self.hall.db)
            public.clear_pages(self.db)
            for kind, table in (("ticket", "ticket"), ("case", "case_file")):
                for id in published.ids_with_a_code(self.hall.db, table):
                    self._publish({f"{kind}:{id}"})
            for entry in published.pre_reviews(self.hall.db):
                self._answer(entry)
            for code_hash in bookings.codes(self.hall.db):
                booked.bring(self.hall, self.db, code_hash, seq)
            booked.bring_slots(self.hall, self.db)
            for row in published.queues(self.hall.db):
                self._stale_queues.add(row["letter"])
                public.put_line(self.db, row["letter"], row["name"], [])
            self._guides()
            self._directory()
            public.set_meta(
                self.db,
                {"seq": str(seq), "last": self._mark(seq), "made": secrets.token_hex(8), **self._facts_of_the_hall()},
            )
        self._sure, self._ranges_at = True, 0.0
        self._refresh_ranges()
        return seq

    def _facts_of_the_hall(self) -> dict[str, str]:
        hall, now = self.hall, self.hall.now()
        today = hall.local(now).date()
        if self._hours is None or self._hours[0] != today.isoformat():
            self._hours = (today.isoformat(), json.dumps(days_ahead(hall, today), ensure_ascii=False))
        self._told_at = time.monotonic()
        return {
            "hall": hall.settings["name"],
            "tag": numbers.hall_tag(hall.settings["id"]),
            "training": "yes" if hall.training else "no",
            "timezone": hall.settings["timezone"],
            "standing": "yes" if hall.stands_still else "no",
            "hours": self._hours[1],
            "place": hall.setting("place", default=hall.settings["name"]),
            "phone": hall.setting("phone"),
            "address": _outside(str(hall.settings.get("address", ""))),
            "busy": self._busy[1] if self._busy else "",
            "published_at": str(now),
            "way": hall.setting("way"),
            "complaint": hall.setting("complaint"),
            "inbox_key": inbox_key(hall),
            "telling": " ".join(telling.commands(hall)),
            "list_key": list_key(hall.secret("list")).hex(),
        }

    def _publish(self, subjects: set[str]) -> None:
        cases: set[int] = set()
        for subject in subjects:
            noun, _, id = subject.partition(":")
            if noun == "inbox":
                self._answer(id)
            if not id.isdigit():
                continue
            if noun == "ticket":
                self._ticket(int(id))
            elif noun == "appointment":
                booked.bring(self.hall, self.db, bookings.code_of(self.hall.db, int(id)), self._seq)
            elif noun == "case":
                cases.add(int(id))
            elif noun == "approval" and (case := published.case_of_approval(self.hall.db, int(id))) is not None:
                cases.add(case)
        for case in cases:
            self._case(case)

    def _ticket(self, id: int) -> None:
        """A ticket that goes on under another number the next day is shown by the code of either slip as it is now."""
        chain = published.ticket_chain(self.hall.db, id)
        if not chain:
            return
        row, was = chain[-1], chain[-2] if len(chain) > 1 else None
        waits = row["state"] == State.WAITING
        self._stale_queues.add(row["queue"])
        public.put_place(self.db, row["id"], row["queue"] if waits else None, self._rank(row) if waits else 0)
        facts = ticket_facts(self.hall, row) | ({"was": ticket_number(was)} if was is not None else {})
        for one in chain:
            if one["code_hash"] is not None:
                public.put_page(self.db, one["code_hash"], "ticket", row["id"], facts, self._seq)

    def _rank(self, row: driver.Row) -> int:
        from counter.acts.queue import waiting as wait
        from counter.rules.order import rank

        return rank(wait.order(self.hall), row["lane"], row["ready_at"])

    def _case(self, id: int) -> None:
        found = published.case(self.hall.db, id)
        if found is not None:
            facts = case_facts(found)
            facts["told"] = self._told(id, found, facts)
            if facts["care"]:
                facts["care"]["result"] = self._result(id, found["rating"])
            public.put_page(self.db, found["row"]["code_hash"], "case", id, facts, self._seq)
            checking.bring(self.hall, self.db, id, found)

    def _told(self, case: int, found: dict[str, Any], facts: dict[str, Any]) -> str:
        """What the notices say in a clerk's or an officer's own words, sealed to the case's code: the points to put
        right, why nothing was taken in and who is competent.
        """
        from counter.acts.paper.writing import code_of

        row = found["row"]
        points = (
            [one for asked in found["rounds"] for one in asked["points"]] if facts["bring"] or facts["asked"] else []
        )
        reason = row["reason"] if row["state"] in NOT_TAKEN_IN else ""
        if not points and not reason:
            return ""
        return answer_seal(
            code_of(self.hall, "case", case), json.dumps({"points": points, "reason": reason}, ensure_ascii=False)
        )

    def _result(self, case: int, row: driver.Row) -> str:
        """How a bad rating was put right, sealed to the case's code; empty while it was not."""
        from counter.acts.delivery.rating_tasks import notes_of
        from counter.acts.paper.writing import code_of
        from counter.store import ratings

        rating = ratings.get(self.hall.db, row["id"])
        words = (
            next((note.words for note in reversed(notes_of(rating)) if note.step == RatingStep.RESULT), "")
            if rating
            else ""
        )
        return answer_seal(code_of(self.hall, "case", case), words) if words else ""

    def _answer(self, id: str) -> None:
        """A pre-review's page: its state, and the answer sealed so that only its own code opens it."""
        row = published.inbox_entry(self.hall.db, id)
        if row is not None and row["kind"] in OF_BOOKINGS:
            booked.bring(self.hall, self.db, row["code_hash"], self._seq)
        if row is not None and row["kind"] == ArrivalKind.PRE_REVIEW:
            facts = {
                "state": row["state"],
                "item": row["item_name"] or "",
                "code": row["item"] or "",
                "answer": listing.read(row["detail"]).get("answer", ""),
            }
            public.put_page(self.db, row["code_hash"], ArrivalKind.PRE_REVIEW, 0, facts, self._seq)

    def _guides(self) -> None:
        from counter.site.guides import guides_of, leads_of

        today = self._today()
        public.put_guides(self.db, guides_of(self.hall))
        forms = {row["item"]: row for row in item_forms.all_in_force(self.hall.db)}
        public.put_item_forms(
            self.db,
            ((item, row["name"], row["sha256"]) for item, row in forms.items()),
            lambda item: item_forms.data(self.hall.db, forms[item]["id"]),
        )
        sought.put(self.db, sought.rows(self.hall.db, today), missed.said(self.hall.db), leads_of(self.hall))
        public.set_meta(self.db, {"guides_on": today, "catalogue": str(catalogue_version(self.hall.db))})

    def _directory(self) -> None:
        from counter.site.directory import links_of, posts_of
        from counter.store import public_posts

        public_posts.put_links(self.db, links_of(self.hall))
        public_posts.put_posts(self.db, posts_of(self.hall))

    def _look_ahead(self) -> None:
        """Once a day what the next days will bring, before anybody is kept from reading."""
        from counter.site.directory import busy_of

        if self._busy is None or self._busy[0] != self._today():
            self._busy = (self._today(), busy_of(self.hall))

    def _refresh_ranges(self) -> None:
        """Work out again how long the lines are that moved; at most every other second."""
        if not self._stale_queues or time.monotonic() - self._ranges_at < RANGE_EVERY_S:
            return
        self._ranges_at = time.monotonic()
        found = [(letter, *self._ranges(letter)) for letter in sorted(self._stale_queues)]
        with immediate(self.db):
            for letter, name, ranges in found:
                public.put_line(self.db, letter, name, ranges)
        self._stale_queues.clear()

    def _ranges(self, letter: str) -> tuple[str, list[list[int]]]:
        from counter.acts.queue import waiting as wait
        from counter.hall.act import Look
        from counter.rules.access import HALL_ITSELF
        from counter.store import tickets

        line = tickets.queue(self.hall.db, letter)
        look = Look(self.hall, self.hall.db, self.hall.now(), self.hall.local(self.hall.now()).date(), HALL_ITSELF)
        waiting = sorted(
            published.waiting(self.hall.db, letter, wait.morning(look)), key=lambda row: (self._rank(row), row["id"])
        )
        points = [n for n in RANGE_POINTS if n < len(waiting)] + [max(0, len(waiting) - 1)]
        found: list[list[int]] = []
        for people in sorted(set(points)) if waiting else []:
            row = waiting[people]
            guess = wait.expect(look, line, row["lane"], row["ready_at"], ticket=row["id"])
            if guess.low_minutes is not None and guess.high_minutes is not None:
                found.append([people, guess.low_minutes, guess.high_minutes])
        return line.name, found


def ticket_number(row: driver.Row) -> str:
    """As it is called."""
    return f"{row['letter']}{row['number']:03d}"


def _outside(address: str) -> str:
    """The site's own address where it is one that people outside can use."""
    plain = address.rstrip("/")
    return "" if re.match(r"https?://(127\.|localhost|\[|0\.)", plain) or not plain.startswith("http") else plain


def ticket_facts(hall: Hall, row: driver.Row) -> dict[str, Any]:
    """What a phone may know of a ticket."""
    return {
        "number": ticket_number(row),
        "queue": row["queue"],
        "queue_name": row["queue_name"],
        "state": row["state"],
        "window": row["front_window"],
        "date": row["business_date"],
        "taken": f"{hall.local(row['arrived_at']):%H:%M}",
    }


def case_facts(found: dict[str, Any]) -> dict[str, Any]:
    """What a phone may know of a case: no name, no number of a person, no staff."""
    row = found["row"]
    state = row["state"]
    asked = [
        {"code": code, "document": name, "cause": Cause.SUPPLEMENT, "due_on": one["due_on"]}
        for one in found["rounds"]
        for code, name in one["documents"]
    ]
    bring = [
        {"code": m["code"], "document": m["name"], "cause": m["cause"], "due_on": m["due_on"]} for m in found["missing"]
    ]
    if state == CaseState.DRAFT:
        bring = asked = []  # a draft notice is nobody's business until it is sent
    elif state == CaseState.RECEIVED:
        bring = [b for b in bring if b["cause"] != Cause.SUPPLEMENT]
    elif state not in (CaseState.NOTIFIED, CaseState.ACCEPTED, CaseState.DECIDED):
        bring = []
    approvals = [] if state == CaseState.DRAFT else [_approval(a) for a in found["approvals"]]
    dates = {
        "received": row["received_on"],
        "notified": row["notified_on"],
        "accepted": row["accepted_on"],
        "decided": row["decided_on"],
        "delivered": row["delivered_on"],
    }
    if state == CaseState.RECEIVED:
        dates["notice_last"] = row["notice_last_day"]
    ready = [
        a["delivery_last_day"]
        for a in found["approvals"]
        if a["state"] == ApprovalState.DECIDED and a["delivered_on"] is None
    ]
    if state == CaseState.DECIDED:
        dates["delivery_last"] = row["delivery_last_day"]
    elif state == CaseState.ACCEPTED and ready:  # each decision is served by itself (article 44)
        dates["delivery_last"] = min(filter(None, ready), default=None)
    return {
        "number": row["receipt_number"] or "",
        "acceptance": row["acceptance_number"] or "",
        "matter": found["bundle"] or (found["items"][0] if found["items"] else ""),
        "items": found["items"] if not approvals and state != CaseState.DRAFT else [],
        "state": state,
        "waits": waits_for(state, bool(asked)),
        "promised_on": row["promised_on"] if state in (CaseState.ACCEPTED, CaseState.DECIDED) else None,
        "provisional": bool(row["provisional"]),
        "dates": {name: value for name, value in dates.items() if value},
        "approvals": approvals,
        "bring": _once(asked + bring),
        "asked": bool(asked),
        "remedies": row["remedies"] if state in NOT_TAKEN_IN else "",
        "collect": state == CaseState.DECIDED or (state == CaseState.ACCEPTED and bool(ready)),
        "station": _station(found["station"]),
        "rated": found["rating"]["level"] if found["rating"] else None,
        "care": _care(found["rating"]),
        "news_on": _latest(found),
        "sent": found["sent"],
    }


def _station(row: driver.Row | None) -> dict[str, str]:
    """Where a case was taken in, if in a station: its result can be collected there too."""
    return {name: row[name] for name in ("name", "place", "hours")} if row is not None else {}


def _care(row: driver.Row | None) -> dict[str, Any]:
    """How far a bad rating has been followed up; nothing for another."""
    if row is None or row["answer_by"] is None:
        return {}
    state = (
        "put_right"
        if row["put_right_on"]
        else "answered"
        if row["answered_on"]
        else "open"
        if row["named"]
        else "unnamed"
    )
    day = {"put_right": row["put_right_on"], "open": row["answer_by"]}.get(state, row["put_right_by"])
    return {"state": state, "day": day}


def _approval(row: driver.Row) -> list[Any]:
    """The facts that progress.STEP_FACTS names, in its order. How a served permit ended, and what can be done against
    that, is what its notice says.
    """
    ended = listing.read(row["ended"]) if row["ended"] else {}
    against = next((text for label, text in ended.get("lines", ()) if label == REMEDIES), "")
    return [
        row["item"],
        row["department"],
        row["level"],
        approval_phrase(
            row["state"], row["outcome"], row["received_at"] is not None, ended.get("form", ""), bool(row["heard"])
        ),
        row["promised_on"] if row["state"] in (ApprovalState.OPEN, ApprovalState.PAUSED) else None,
        ended.get("date") or row["decided_on"],
        row["pause_ground"],
        row["pause_days"],
        bool(row["provisional"]),
        row["explanation"] if row["explanation"] and _of_the_hall(row) else None,
        against
        or (row["remedies"] if row["outcome"] == Outcome.REFUSE and row["state"] == ApprovalState.DECIDED else ""),
    ]


def _of_the_hall(row: driver.Row) -> bool:
    """Whether an explanation is the hall's own: what an applicant said when withdrawing is nobody else's."""
    if row["state"] == ApprovalState.WITHDRAWN:
        return not str(row["explanation"]).startswith("申请人")
    return row["state"] in (ApprovalState.OPEN, ApprovalState.DECIDED)


def _once(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[str, dict[str, Any]] = {}
    for entry in entries:
        seen.setdefault(entry["document"], entry)
    return list(seen.values())


def _latest(found: dict[str, Any]) -> str:
    """The last day on which something happened that a citizen would call news."""
    row = found["row"]
    days = [row["received_on"], row["notified_on"], row["accepted_on"], row["decided_on"], row["delivered_on"]]
    for approval in found["approvals"]:
        days += [approval["decided_on"], approval["paused_on"]]
        days += [listing.read(approval["ended"])["date"]] if approval["ended"] else []
    days += [one["asked_on"] for one in found["rounds"]]
    if row["state"] in ENDED - {CaseState.DELIVERED}:
        days.append(found["news_at"])
    return max((d for d in days if d and _is_day(d)), default="")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
