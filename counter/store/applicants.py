"""Applicants and their agents, persons and organisations: one row per number, suspected doubles side by side."""

from __future__ import annotations

from functools import cache

from counter import HOUSE
from counter.store import driver, listing

SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "曾": "zeng",
    "解": "xie",
    "任": "ren",
    "朴": "piao",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "华": "hua",
    "翟": "zhai",
    "员": "yun",
    "乐": "yue",
    "纪": "ji",
    "宁": "ning",
    "缪": "miao",
    "种": "chong",
    "冼": "xian",
    "秘": "bi",
    "洗": "xian",
    "尹": "yin",
    "那": "na",
    "卜": "bu",
    "折": "she",
    "黑": "he",
    "盛": "sheng",
    "长": "zhang",
    "召": "shao",
    "覃": "qin",
    "谌": "chen",
    "逄": "pang",
    "尉": "wei",
    "葛": "ge",
    "哈": "ha",
    "燕": "yan",
    "祭": "zhai",
}
"""Surnames that are read otherwise than the character mostly is."""

DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
}


READINGS = HOUSE / "data" / "readings.txt"
"""A reading per character: a tenth of what pypinyin takes to load, so that a screen may register an applicant."""


@cache
def _readings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in READINGS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            syllable, _, characters = line.partition(" ")
            found.update(dict.fromkeys(characters, syllable))
    return found


def pinyin_of(key: str) -> tuple[str, str]:
    """A name's reading without tones and its initials, e.g. ("zhangwei", "zw"); other scripts stay as they are."""
    known = _readings()
    syllables = [known.get(character, character) for character in key]
    if key[:2] in DOUBLE_SURNAMES:
        syllables[:2] = DOUBLE_SURNAMES[key[:2]]
    elif key[:1] in SURNAMES:
        syllables[0] = SURNAMES[key[0]]
    return "".join(syllables), "".join(s[:1] for s in syllables)


def get(db: driver.Connection, person: int) -> driver.Row:
    """One row, merged ones too; it must be there."""
    return driver.one(db.execute("SELECT * FROM person WHERE id = ?", (person,)))


def find(db: driver.Connection, person: int) -> driver.Row | None:
    """The row that a person's data now lives in: follows merges to their end. None for an id that was never given."""
    row = db.execute("SELECT * FROM person WHERE id = ?", (person,)).fetchone()
    while row is not None and row["merged_into"] is not None:
        row = get(db, row["merged_into"])
    return row


def living(db: driver.Connection, person: int) -> driver.Row:
    """The same for a person who must be there."""
    row = find(db, person)
    if row is None:
        raise LookupError(f"no person {person}")
    return row


def by_number(db: driver.Connection, number: str) -> driver.Row | None:
    """Whoever has this number, whatever kind of document it stands on (resident ID and permit share one series)."""
    return db.execute(
        "SELECT * FROM person WHERE id_number = ? AND merged_into IS NULL ORDER BY id LIMIT 1", (number,)
    ).fetchone()


def add(
    db: driver.Connection,
    kind: str,
    name: str,
    key: str,
    id_kind: str,
    id_number: str,
    phone: str,
    warnings: tuple[str, ...],
) -> int:
    """A new person or organisation."""
    pinyin, initials = pinyin_of(key)
    return driver.number(
        db.execute(
            "INSERT INTO person (kind, name, name_key, pinyin, initials, id_kind, id_number, phone, warnings)"
            " VALUES (?,?,?,?,?,?,?,?,?) RETURNING id",
            (kind, name, key, pinyin, initials, id_kind, id_number, phone, listing.write(warnings)),
        )
    )


def update(
    db: driver.Connection, person: int, *, name: str, key: str, phone: str, warnings: tuple[str, ...], version: int
) -> bool:
    """Correct a name or a telephone number; False if somebody else did so first."""
    pinyin, initials = pinyin_of(key)
    return (
        db.execute(
            "UPDATE person SET name = ?, name_key = ?, pinyin = ?, initials = ?, phone = ?, warnings = ?,"
            " version = version + 1 WHERE id = ? AND version = ?",
            (name, key, pinyin, initials, phone, listing.write(warnings), person, version),
        ).rowcount
        == 1
    )


def has_bad_credit(db: driver.Connection, person: int) -> bool:
    """Whether somebody has an unrepaired bad credit record."""
    return driver.number(db.execute("SELECT bad_credit FROM person WHERE id = ?", (person,))) == 1


def set_credit(db: driver.Connection, person: int, bad: bool) -> None:
    """Mark or clear an unrepaired bad credit record."""
    db.execute("UPDATE person SET bad_credit = ?, version = version + 1 WHERE id = ?", (int(bad), person))


def set_guarded(db: driver.Connection, person: int, guarded: bool) -> None:
    """Mark somebody as acting through a guardian though grown up, or no longer."""
    db.execute("UPDATE person SET guarded = ? WHERE id = ?", (int(guarded), person))


def doubles(db: driver.Connection, person: int, key: str, birth: str, phone: str) -> list[driver.Row]:
    """People who may be the same: the same name with the same birth date, the same telephone, or a number that proves
    nothing.
    """
    return db.execute(
        "SELECT * FROM person WHERE merged_into IS NULL AND id <> :person AND name_key = :key"
        " AND ( (:birth <> '' AND length(id_number) = 18 AND substr(id_number, 7, 8) = :birth) OR (:phone <> ''"
        " AND phone = :phone) OR id_kind IN ('passport', 'other') OR :birth = '') ORDER BY id LIMIT 20",
        {"person": person, "key": key, "birth": birth, "phone": phone},
    ).fetchall()


def merge(db: driver.Connection, keep: int, other: int) -> int:
    """Move a double's cases to the kept row and mark it; returns the number of cases moved."""
    moved = db.execute("UPDATE case_file SET person = ? WHERE person = ?", (keep, other)).rowcount
    for part in ("agent", "guardian", "representative"):
        moved += db.execute(f"UPDATE case_file SET {part} = ? WHERE {part} = ?", (keep, other)).rowcount
    db.execute("UPDATE person SET merged_into = ?, version = version + 1 WHERE id = ?", (keep, other))
    db.execute(
        "UPDATE person SET bad_credit = max(bad_credit, (SELECT bad_credit FROM person WHERE id = :other)),"
        " guarded = max(guarded, (SELECT guarded FROM person WHERE id = :other)) WHERE id = :keep",
        {"other": other, "keep": keep},
    )
    return moved


def earlier_cases(db: driver.Connection, person: int, limit: int = 10) -> list[driver.Row]:
    """A person's cases, newest first."""
    return db.execute("SELECT * FROM case_file WHERE person = ? ORDER BY id DESC LIMIT ?", (person, limit)).fetchall()


def papers_on_file(db: driver.Connection, person: int) -> list[driver.Row]:
    """Pictures of papers from earlier cases that may be offered again, newest per document and content."""
    return db.execute(
        "SELECT a.document, a.sha256, a.name, a.kind, a.size, max(a.at) AS at, c.receipt_number FROM attachment a"
        " JOIN case_file c ON c.id = a.case_id WHERE c.person = ? AND a.removed_at IS NULL"
        " GROUP BY a.document, a.sha256 ORDER BY a.document, at DESC",
        (person,),
    ).fetchall()
