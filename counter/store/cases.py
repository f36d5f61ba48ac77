"""Cases: what one applicant brings at one time, its items, its papers, its changes, its notices."""

from __future__ import annotations

import json
import re
from typing import Any

from counter.errors import Refusal
from counter.phrases.said import say, verbatim
from counter.rules.identity import clean_number
from counter.rules.letters import visible
from counter.store import driver, listing

"""States in which the set can still be worked on."""


def next_id(db: driver.Connection) -> int:
    """The id the next case will have; inside a write transaction nobody else can take it."""
    return driver.number(db.execute("SELECT coalesce(max(id), 0) + 1 FROM case_file"))


def insert(db: driver.Connection, **values: Any) -> int:
    """A new row; names are the columns'."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    return driver.number(
        db.execute(f"INSERT INTO case_file ({names}) VALUES ({marks}) RETURNING id", tuple(values.values()))
    )


def get(db: driver.Connection, case_id: int) -> driver.Row:
    """One case by id; it must be there."""
    return driver.one(db.execute("SELECT * FROM case_file WHERE id = ?", (case_id,)))


def find(db: driver.Connection, text: str) -> driver.Row:
    """A case by draft id (D12), receipt number, acceptance number or tracking code.

    Raises Refusal that says which of these the text was taken for.
    """
    name = clean_number(text) if len(text) <= 512 else ""
    if match := re.fullmatch(r"D(\d{1,12})", name):
        row = db.execute("SELECT * FROM case_file WHERE id = ?", (int(match[1]),)).fetchone()
        if row is None:
            raise Refusal("case.no-draft", say("没有草稿 {name}", name=verbatim(name)), next=say("请核对草稿号"))
        return row
    if re.fullmatch(r"[RS]\d{8}-\d{4,}", name):
        column = "receipt_number" if name[0] == "R" else "acceptance_number"
        row = db.execute(f"SELECT * FROM case_file WHERE {column} = ?", (name,)).fetchone()
        if row is None:
            raise Refusal(
                "case.no-case",
                say(
                    "没有{note}编号 {name} 的办件",
                    note=say("收件") if name[0] == "R" else say("受理"),
                    name=verbatim(name),
                ),
                next=say("请核对编号上的每一位"),
            )
        return row
    from counter.rules.numbers import canonical, code_hash

    code = canonical(text) if len(text) <= 512 else None
    if code is None:
        raise Refusal(
            "case.cannot-read-case-number",
            say("看不懂的办件编号：{text}", text=verbatim(visible(text, 45))),
            rule=say("办件可用收件编号、受理编号、查询码或草稿号指明"),
            next=say("请扫回执上的二维码，或输入 R 开头的收件编号"),
        )
    row = db.execute("SELECT * FROM case_file WHERE code_hash = ?", (code_hash(code),)).fetchone()
    if row is None:
        raise Refusal(
            "case.no-case-code",
            say("没有找到这个查询码对应的办件"),
            rule=say("查询码只在发出它的大厅有效"),
            next=say("请核对是否抄错，或查回执上的大厅名称"),
        )
    return row


def of_ticket(db: driver.Connection, ticket: int) -> driver.Row | None:
    """The newest case that a ticket became, unless it was withdrawn."""
    return db.execute(
        "SELECT * FROM case_file WHERE ticket = ? AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1", (ticket,)
    ).fetchone()


def change(db: driver.Connection, case_id: int, **values: Any) -> None:
    """Set columns of a case; `version` is moved by `note_change`."""
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE case_file SET {sets} WHERE id = ?", (*values.values(), case_id))


def note_change(
    db: driver.Connection,
    case_id: int,
    at: int,
    staff: str,
    place: str,
    what: str,
    before: str,
    after: str,
    **values: Any,
) -> driver.Row:
    """One more version of a case, with what was changed by whom; sets the columns named. Returns the row
    as it is then.
    """
    sets = "".join(f"{name} = ?, " for name in values)
    row = driver.one(
        db.execute(
            f"UPDATE case_file SET {sets}version = version + 1 WHERE id = ? RETURNING *", (*values.values(), case_id)
        )
    )
    db.execute(
        "INSERT INTO case_change (case_id, version, at, staff, place, what, before, after) VALUES (?,?,?,?,?,?,?,?)",
        (case_id, row["version"], at, staff, place, what, before, after),
    )
    return row


def changes_since(db: driver.Connection, case_id: int, version: int) -> list[driver.Row]:
    """What was changed after a version, oldest first, with the names of those who did."""
    return db.execute(
        "SELECT c.*, s.name AS staff_name FROM case_change c LEFT JOIN staff s ON s.code = c.staff"
        " WHERE c.case_id = ? AND c.version > ? ORDER BY c.version",
        (case_id, version),
    ).fetchall()


def items(db: driver.Connection, case_id: int) -> list[tuple[str, int]]:
    """The items of a case with the versions they were chosen in."""
    rows = db.execute("SELECT item, version FROM case_item WHERE case_id = ? ORDER BY item", (case_id,))
    return [(row["item"], row["version"]) for row in rows]


def catalogue_rows(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The items of a case in their versions, with department and desk; `needs` is a JSON list of document codes and
    need texts in turn.
    """
    return db.execute(
        "SELECT i.*, d.short AS department_short, d.level,"
        " (SELECT min(k.code) FROM desk k WHERE k.department = i.department AND k.closed_on IS NULL) AS desk,"
        " (SELECT json_group_array(x) FROM (SELECT n.position AS p, 0 AS o, n.document AS x FROM item_document n"
        " WHERE n.item = i.code AND n.version = i.version UNION ALL SELECT n.position, 1, n.need FROM item_document n"
        " WHERE n.item = i.code AND n.version = i.version ORDER BY p, o)) AS needs FROM case_item ci"
        " JOIN item i ON i.code = ci.item AND i.version = ci.version JOIN department d ON d.code = i.department"
        " WHERE ci.case_id = ? ORDER BY ci.item",
        (case_id,),
    ).fetchall()


def set_items(db: driver.Connection, case_id: int, chosen: list[tuple[str, int]]) -> None:
    """Replace the items of a case."""
    db.execute("DELETE FROM case_item WHERE case_id = ?", (case_id,))
    db.executemany(
        "INSERT INTO case_item (case_id, item, version) VALUES (?,?,?)", [(case_id, *pair) for pair in chosen]
    )


def documents(db: driver.Connection, case_id: int) -> dict[str, driver.Row]:
    """What is known of each paper of a case, by document code; a paper nobody has touched has no row."""
    return {row["document"]: row for row in db.execute("SELECT * FROM case_document WHERE case_id = ?", (case_id,))}


def set_document(
    db: driver.Connection,
    case_id: int,
    document: str,
    *,
    state: str,
    cause: str | None,
    due_on: str | None,
    reason: str,
    copies: int,
    form: str,
    holder: str,
    came_at: int | None,
) -> None:
    """Write the state of one paper."""
    db.execute(
        "INSERT INTO case_document (case_id, document, state, cause, due_on, reason, copies, form, holder, came_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT (case_id, document) DO UPDATE SET state = excluded.state, cause = excluded.cause,"
        " due_on = excluded.due_on, reason = excluded.reason, copies = excluded.copies, form = excluded.form,"
        " holder = excluded.holder, came_at = excluded.came_at, removed_at = NULL, version = version + 1",
        (case_id, document, state, cause, due_on, reason, copies, form, holder, came_at),
    )


def fault(db: driver.Connection, case_id: int, documents: list[str], reason: str) -> None:
    """Papers that lie there are to be replaced, and why; taking them in again clears it."""
    db.executemany(
        "UPDATE case_document SET reason = ?, version = version + 1"
        " WHERE case_id = ? AND document = ? AND state = 'here'",
        [(reason, case_id, document) for document in documents],
    )


def attachments(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The attached files of a case, removed ones too (their removal is a mark)."""
    return db.execute("SELECT * FROM attachment WHERE case_id = ? ORDER BY id", (case_id,)).fetchall()


def same_open(db: driver.Connection, case_id: int, person: int, chosen: list[str]) -> list[driver.Row]:
    """Other unfinished cases of the same person for one of the same items."""
    marks = ", ".join("?" * len(chosen))
    return db.execute(
        "SELECT DISTINCT c.id, c.receipt_number, c.acceptance_number, c.state, i.item FROM case_file c"
        " JOIN case_item i ON i.case_id = c.id WHERE c.person = ? AND c.id <> ?"
        f" AND c.state IN ('draft', 'received', 'notified', 'accepted') AND i.item IN ({marks}) ORDER BY c.id LIMIT 5",
        (person, case_id, *chosen),
    ).fetchall()


def earlier_forms(db: driver.Connection, person: int, but: int, limit: int = 5) -> list[driver.Row]:
    """Other cases of a person in which a form was filled in, the newest first."""
    return db.execute(
        "SELECT id, receipt_number, fields FROM case_file WHERE person = ? AND id <> ? AND fields <> '{}'"
        " ORDER BY id DESC LIMIT ?",
        (person, but, limit),
    ).fetchall()


def forms_of_household(db: driver.Connection, person: int, but: int, limit: int = 5) -> list[driver.Row]:
    """Filled-in forms of those who live with a person as the hall knows it: their guardian, their ward, another ward of
    the same guardian. The newest first.
    """
    return db.execute(
        "WITH near (id) AS (SELECT guardian FROM case_file WHERE person = :person AND guardian IS NOT NULL"
        " UNION SELECT person FROM case_file WHERE guardian = :person AND person IS NOT NULL"
        " UNION SELECT ward.person FROM case_file mine JOIN case_file ward ON ward.guardian = mine.guardian"
        " WHERE mine.person = :person AND ward.person IS NOT NULL)"
        " SELECT id, receipt_number, fields FROM case_file WHERE person IN (SELECT id FROM near WHERE id <> :person)"
        " AND id <> :but AND fields <> '{}' ORDER BY id DESC LIMIT :limit",
        {"person": person, "but": but, "limit": limit},
    ).fetchall()


def listed(
    db: driver.Connection, *, state: str | None, window: int | None, day: tuple[int, int] | None, limit: int
) -> list[driver.Row]:
    """Cases, newest first."""
    return db.execute(
        "SELECT c.*, p.name AS person_name FROM case_file c LEFT JOIN person p ON p.id = c.person"
        " WHERE (:state IS NULL OR c.state = :state) AND (:window IS NULL OR c.front_window = :window)"
        " AND (:low IS NULL OR c.opened_at BETWEEN :low AND :high) ORDER BY c.id DESC LIMIT :limit",
        {
            "state": state,
            "window": window,
            "low": day[0] if day else None,
            "high": day[1] if day else None,
            "limit": limit,
        },
    ).fetchall()


def rounds(db: driver.Connection, case_id: int) -> list[driver.Row]:
    """The notices of a case itself (not those of a single approval), oldest first, an unsent draft included."""
    return db.execute(
        "SELECT * FROM supplement_round WHERE case_id = ? AND approval IS NULL ORDER BY number", (case_id,)
    ).fetchall()


def draft_round(
    db: driver.Connection, case_id: int, day: str, documents: list[dict[str, str]], visible_then: list[str], reason: str
) -> int:
    """Write or replace the unsent notice of a case; returns its row id."""
    row = db.execute(
        "SELECT id FROM supplement_round WHERE case_id = ? AND approval IS NULL AND state = 'draft'", (case_id,)
    ).fetchone()
    content = (listing.write(documents), json.dumps(visible_then), reason)
    if row is not None:
        db.execute(
            "UPDATE supplement_round SET documents = ?, visible = ?, reason = ?, asked_on = ? WHERE id = ?",
            (*content, day, row["id"]),
        )
        return int(row["id"])
    number = driver.number(
        db.execute("SELECT count(*) + 1 FROM supplement_round WHERE case_id = ? AND approval IS NULL", (case_id,))
    )
    return driver.number(
        db.execute(
            "INSERT INTO supplement_round (case_id, number, asked_on, documents, visible, reason, state)"
            " VALUES (?,?,?,?,?,?,'draft') RETURNING id",
            (case_id, number, day, *content),
        )
    )


def send_round(db: driver.Connection, row: int, day: str, due_on: str | None, signed_by: str | None) -> None:
    """The notice goes out."""
    db.execute(
        "UPDATE supplement_round SET state = 'asked', asked_on = ?, due_on = ?, signed_by = ? WHERE id = ?",
        (day, due_on, signed_by, row),
    )


def answer_round(db: driver.Connection, row: int, day: str) -> None:
    """Everything it asked for has come."""
    db.execute("UPDATE supplement_round SET state = 'answered', answered_on = ? WHERE id = ?", (day, row))


def close_rounds(db: driver.Connection, case_id: int, state: str) -> None:
    """Notices of a case itself that nobody answered are waited for no more; none of them reads as answered."""
    db.execute(
        "UPDATE supplement_round SET state = ? WHERE case_id = ? AND approval IS NULL AND state IN ('asked', 'lapsed')",
        (state, case_id),
    )


def withdrawn_items(db: driver.Connection, case_id: int, day: str) -> set[str]:
    """Items of a case whose version is not in force on a day any more."""
    rows = db.execute(
        "SELECT ci.item FROM case_item ci JOIN item i INDEXED BY item_withdrawn ON i.code = ci.item"
        " AND i.version = ci.version WHERE ci.case_id = ? AND i.withdrawn_on IS NOT NULL AND i.withdrawn_on <= ?",
        (case_id, day),
    )
    return {row["item"] for row in rows}


def give_back(db: driver.Connection, case_id: int) -> None:
    """All originals that the hall holds go back to the applicant."""
    db.execute(
        "UPDATE case_document SET holder = 'applicant' WHERE case_id = ? AND state = 'here' AND holder <> ''",
        (case_id,),
    )


def hand_to(db: driver.Connection, case_id: int, document: str, holder: str) -> None:
    """Say who holds the original of one paper now."""
    db.execute(
        "UPDATE case_document SET holder = ?, version = version + 1 WHERE case_id = ? AND document = ?",
        (holder, case_id, document),
    )


def withdraw_approvals(db: driver.Connection, case_id: int) -> int:
    """End the approvals that are not decided; returns how many."""
    return db.execute(
        "UPDATE approval SET state = 'withdrawn' WHERE case_id = ? AND state IN ('blocked', 'open', 'paused')",
        (case_id,),
    ).rowcount


def attach(
    db: driver.Connection,
    case_id: int,
    document: str,
    sha256: str,
    name: str,
    kind: str,
    size: int,
    at: int,
    staff: str,
    stands_for: str,
) -> int:
    """A new attachment; the schema refuses the same content twice on one paper."""
    return driver.number(
        db.execute(
            "INSERT INTO attachment (case_id, document, sha256, name, kind, size, at, staff, stands_for)"
            " VALUES (?,?,?,?,?,?,?,?,?) RETURNING id",
            (case_id, document, sha256, name, kind, size, at, staff, stands_for),
        )
    )


def detach(db: driver.Connection, case_id: int, attachment: int, at: int, staff: str, why: str) -> bool:
    """Mark an attachment as removed; False if there is none (any more)."""
    return (
        db.execute(
            "UPDATE attachment SET removed_at = ?, removed_by = ?, removed_why = ?"
            " WHERE id = ? AND case_id = ? AND removed_at IS NULL",
            (at, staff, why, attachment, case_id),
        ).rowcount
        == 1
    )


def names_content(db: driver.Connection, sha256: str) -> bool:
    """Whether any case has had a file with this content attached."""
    return db.execute("SELECT 1 FROM attachment WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone() is not None


def hashes(db: driver.Connection) -> set[str]:
    """All contents that some attachment refers to, removed ones too: removal is a mark."""
    return {row["sha256"] for row in db.execute("SELECT sha256 FROM attachment UNION SELECT sha256 FROM inbox_file")}


def contents_needed(db: driver.Connection) -> dict[str, str]:
    """Digest of each content that an attachment or something sent in refers to -> what a person calls it."""
    return {
        row["sha256"]: row["name"]
        for row in db.execute(
            "SELECT f.sha256 AS sha256, e.id || ' ' || f.name AS name FROM inbox_file f JOIN inbox_entry e"
            " ON e.id = f.entry UNION ALL SELECT a.sha256, coalesce(c.receipt_number, 'D' || c.id) || ' ' || a.name"
            " FROM attachment a JOIN case_file c ON c.id = a.case_id"
        )
    }
