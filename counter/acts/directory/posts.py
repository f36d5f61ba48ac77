"""Posts: dated notices for everybody, on the site and in its feed. A post that has been read is never changed or taken
away in silence: its page says when and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from counter.acts.catalogue.difference import STEWARDS
from counter.errors import Next, Refusal
from counter.hall.act import Look, Work, act, query
from counter.phrases.said import listed, mark, say, verbatim
from counter.rules.dates_written import read_day
from counter.rules.directory import POST_STATE_NAMES, PostState, paragraphs
from counter.rules.identity import clean_text
from counter.rules.letters import visible
from counter.store import catalogue, directory, driver
from counter.store import posts as store

LONGEST_TITLE, LONGEST_WORDS, LONGEST_REASON = 80, 8_000, 200
MOST_DAYS_AHEAD = 366
FIELDS = {
    "kind": mark("种类"),
    "title": mark("标题"),
    "words": mark("正文"),
    "title_en": mark("英文标题"),
    "words_en": mark("英文正文"),
    "department": mark("部门"),
    "from_on": mark("从哪天起"),
    "until_on": mark("到哪天止"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction or the withdrawal of a post: when, why."""

    on_day: str
    words: str

    def __str__(self) -> str:
        return say("{day} {words}", day=self.on_day, words=self.words)


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `until_on` is empty where it stands without an end, `department` where the hall itself posts it;
    `corrections` are the oldest first.
    """

    number: int
    kind: str
    kind_name: str
    title: str
    words: str
    title_en: str
    words_en: str
    department: str
    department_name: str
    from_on: str
    until_on: str
    state: str
    version: int
    corrections: tuple[Correction, ...]

    @property
    def state_words(self) -> str:
        """Whether it stands."""
        return POST_STATE_NAMES[PostState(self.state)]

    def __str__(self) -> str:
        return say(
            "{number}  {title}（{kind}）{since} 至 {until}  {state}",
            number=self.number,
            title=self.title,
            kind=self.kind_name,
            since=self.from_on,
            until=self.until_on or say("另行通知"),
            state=self.state_words,
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of posts."""

    code: str
    name: str

    def __str__(self) -> str:
        return say("{code}  {name}", code=verbatim(self.code), name=self.name)


def _post(db: driver.Connection, row: driver.Row) -> Post:
    return Post(
        row["id"],
        row["kind"],
        directory.groups().kinds.get(row["kind"], row["kind"]),
        row["title"],
        row["words"],
        row["title_en"],
        row["words_en"],
        row["department"] or "",
        row["department_name"] or "",
        row["from_on"],
        row["until_on"] or "",
        row["state"],
        row["version"],
        tuple(Correction(one["on_day"], one["words"]) for one in store.changes(db, row["id"])),
    )


@query("post.list", argument="kind")
def listed_posts(look: Look, kind: str = "", over: bool = False) -> tuple[Post, ...]:
    """The posts that stand or are to come (`over`: ended or withdrawn ones), the newest first."""
    rows = store.listed(look.db, _kind(kind) if kind else "", look.today.isoformat(), over)
    return tuple(_post(look.db, row) for row in rows)


@query("post.show", argument="number")
def show(look: Look, number: int) -> Post:
    """One post, whole."""
    return _post(look.db, _row(look.db, number))


@query("post.kinds")
def kinds(look: Look) -> tuple[Kind, ...]:
    """The kinds of posts."""
    return tuple(Kind(code, name) for code, name in directory.groups().kinds.items())


@act("post.write", by=STEWARDS, argument="kind", undo="post.withdraw")
def write(
    work: Work,
    kind: str,
    title: str,
    words: str,
    title_en: str = "",
    words_en: str = "",
    department: str = "",
    from_on: str = "",
    until_on: str = "",
) -> Post:
    """Post a notice for everybody, from a day (today without one) until a day (without one: until it is withdrawn).

    The words are plain paragraphs, parted by an empty line.
    """
    values = _values(
        work,
        {
            "kind": kind,
            "title": title,
            "words": words,
            "title_en": title_en,
            "words_en": words_en,
            "department": department,
            "from_on": from_on or work.today.isoformat(),
            "until_on": until_on,
        },
    )
    if values["from_on"] is None or not _near(work, values["from_on"]) or (values["until_on"] or "9") < _today(work):
        raise Refusal(
            "post.days-not-right",
            say("公告不能从 {since} 到 {until}", since=values["from_on"], until=values["until_on"] or say("另行通知")),
            rule=say("从今天或以后的一天起，最多提前一年；结束不能已过"),
            next=say("请改日期"),
        )
    number = store.add(work.db, values, work.now, work.actor.staff)
    work.about(f"post:{number}", kind=values["kind"], from_on=values["from_on"], until_on=values["until_on"])
    return _post(work.db, _row(work.db, number))


@act("post.correct", by=STEWARDS, argument="number")
def correct(
    work: Work,
    number: int,
    reason: str,
    kind: str | None = None,
    title: str | None = None,
    words: str | None = None,
    title_en: str | None = None,
    words_en: str | None = None,
    department: str | None = None,
    from_on: str | None = None,
    until_on: str | None = None,
    seen: int = 0,
) -> Post:
    """Correct a post; what is not given stays. The reason stands on its page. `seen` is the version looked at."""
    row = _standing(work.db, number)
    if seen and seen != row["version"]:
        raise Refusal(
            "post.changed-meanwhile",
            say("“{title}”刚被别人改过", title=row["title"]),
            rule=say("改之前要看过现在的内容"),
            next=Next.by("post.show", say("请再看一次"), number=number),
        )
    given = {
        "kind": kind,
        "title": title,
        "words": words,
        "title_en": title_en,
        "words_en": words_en,
        "department": department,
        "from_on": from_on,
        "until_on": until_on,
    }
    values = _values(work, {name: (row[name] or "") if text is None else text for name, text in given.items()})
    changed = [name for name in store.FIELDS if values[name] != row[name]]
    if not changed:
        raise Refusal(
            "post.nothing-changed",
            say("“{title}”没有改动", title=row["title"]),
            next=Next.by("post.show", say("请看现在的内容"), number=number),
        )
    begun = row["from_on"] <= _today(work)
    if "from_on" in changed and (begun or not _near(work, str(values["from_on"]))):
        raise Refusal(
            "post.begun-already" if begun else "post.days-not-right",
            say("“{title}”不能从 {day} 起", title=row["title"], day=values["from_on"]),
            rule=say("已经发布的不改开始日期；没有发布的从今天或以后的一天起"),
            next=say("请改别的，或撤回再发"),
        )
    if "until_on" in changed and values["until_on"] is not None and values["until_on"] < _today(work):
        raise Refusal(
            "post.end-is-past",
            say("{day} 已过，不能改成那天结束", day=values["until_on"]),
            rule=say("公告在哪天结束，当天还看得到"),
            next=Next.by("post.withdraw", say("要马上结束的请撤回"), number=number, reason=None),
        )
    why = clean_text(reason, what=mark("更正说明"), limit=LONGEST_REASON, empty=False)
    store.change(work.db, row, values, PostState.POSTED, paragraphs(why), work.now, _today(work), work.actor.staff)
    work.about(f"post:{number}", changed=changed)
    return _post(work.db, _row(work.db, number))


@act("post.withdraw", by=STEWARDS, argument="number")
def withdraw(work: Work, number: int, reason: str) -> Post:
    """Withdraw a post: its page says so with the reason, its words go."""
    row = _standing(work.db, number)
    why = clean_text(reason, what=mark("撤回说明"), limit=LONGEST_REASON, empty=False)
    values = {name: row[name] for name in store.FIELDS}
    store.change(work.db, row, values, PostState.WITHDRAWN, paragraphs(why), work.now, _today(work), work.actor.staff)
    work.about(f"post:{number}", state=PostState.WITHDRAWN)
    return _post(work.db, _row(work.db, number))


def _values(work: Work, given: dict[str, str]) -> dict[str, str | None]:
    cleaned = {
        name: clean_text(
            text,
            what=FIELDS[name],
            limit=LONGEST_WORDS if name.startswith("words") else LONGEST_TITLE,
            lines=name.startswith("words"),
            empty=name not in ("kind", "title", "words", "from_on"),
        )
        for name, text in given.items()
    }
    values: dict[str, str | None] = {
        **cleaned,
        **{name: paragraphs(cleaned[name]) for name in ("title", "words", "title_en", "words_en")},
    }
    values["kind"] = _kind(cleaned["kind"])
    if bool(values["title_en"]) != bool(values["words_en"]):
        raise Refusal(
            "post.english-half",
            say("英文只写了一半"),
            rule=say("英文的标题和正文要一起写，或都不写"),
            next=say("请补上英文标题或英文正文"),
        )
    values["department"] = (
        catalogue.department(work.db, cleaned["department"])["code"] if cleaned["department"] else None
    )
    for name in ("from_on", "until_on"):
        values[name] = read_day(cleaned[name], work.today).isoformat() if cleaned[name] else None
    if values["until_on"] is not None and values["until_on"] < str(values["from_on"]):
        raise Refusal(
            "post.ends-before-it-begins",
            say("公告从 {since} 到 {until}，先到后", since=values["from_on"], until=values["until_on"]),
            rule=say("结束那天不早于开始那天"),
            next=say("请改日期"),
        )
    return values


def _kind(text: str) -> str:
    known = directory.groups().kinds
    code = next((code for code, name in known.items() if text.strip() in (code, name)), None)
    if code is None:
        raise Refusal(
            "post.no-such-kind",
            say("没有“{kind}”这种公告", kind=verbatim(visible(text, 20))),
            rule=say(
                "种类有：{known}", known=listed((verbatim(f"{code} {name}") for code, name in known.items()), "、")
            ),
            next=Next.by("post.kinds", say("请选一种")),
        )
    return code


def _near(work: Work, day: str) -> bool:
    return work.today <= date.fromisoformat(day) <= work.today + timedelta(days=MOST_DAYS_AHEAD)


def _today(work: Work) -> str:
    return work.today.isoformat()


def _row(db: driver.Connection, number: int) -> driver.Row:
    row = store.get(db, number) if abs(number) < 2**63 else None
    if row is None:
        raise Refusal(
            "post.no-such-number",
            say("没有第 {number} 号公告", number=verbatim(str(number))),
            next=Next.by("post.list", say("请看有哪些公告")),
        )
    return row


def _standing(db: driver.Connection, number: int) -> driver.Row:
    row = _row(db, number)
    if row["state"] == PostState.WITHDRAWN:
        raise Refusal(
            "post.withdrawn-already",
            say("“{title}”已经撤回", title=row["title"]),
            rule=say("撤回的公告不再改"),
            next=Next.by("post.write", say("请另发一条"), kind=row["kind"], title=None, words=None),
        )
    return row
