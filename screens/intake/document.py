"""What can be said of one document, one situation, one item of a case; what can't be is shown with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter import acts
from counter.errors import Refusal
from counter.rules.documents import Cause, DocumentState, Standing
from counter.rules.writing import Writing
from screens.catalogue.finding import choose_item
from screens.desk.countersigning import released
from screens.dialogs.choice import Cannot
from screens.intake.applicant import ask_applicant
from screens.intake.lines import serves
from screens.parts.cells import visible
from screens.parts.composed import document_words
from screens.shell.language import day, mark, t, worded
from screens.window.receipts import show_papers

if TYPE_CHECKING:
    from counter.acts.case.applicants import Person
    from counter.acts.case.casebook import DocumentLine, SituationLine
    from screens.intake.intake import IntakeScreen


OWN_WORDS = "own"
WRONG = (
    ("", mark("没有带来")),
    (mark("看不清，请换能看清全部文字和印章的"), mark("看不清")),
    (mark("已过有效期，请换在有效期内的"), mark("过期")),
    (mark("缺签名或盖章，请补齐"), mark("缺签名或盖章")),
    (mark("与申请表上写的不一致，请核对后更正"), mark("与申请表不一致")),
    (mark("不是这份材料，请换成要求的"), mark("拿错了")),
)
"""What is wrong with a document: its words in the notice (always Chinese, as that is), and its name in the menu."""


async def document_menu(place: IntakeScreen, line: DocumentLine) -> None:
    """Everything that can be done with one document, the digits of the list first: they mean the same in both. Raises
    Refusal.
    """
    options: list[tuple[str, str, str]] = [
        (f"cause:{o.cause}", t(o.name), "" if o.allowed else Cannot(t("不能：{why}", why=worded(o.why))))
        for o in line.offers
    ]
    options += [
        (Standing.HERE, t("收下"), t("{n} 份", n=line.copies)),
        ("copies", t("收下，份数另写"), ""),
        (Standing.OPEN, t("未收"), t("清除已写的情况")),
    ]
    options.append(("attach", t("附上扫描件"), t("照片、PDF 或文本文件")))
    if line.holder.startswith("window:"):
        options.append(("give-back", t("退还原件"), t("看过后还给申请人")))
    if place.shown.form[1] and line.filled_in:
        options.append(
            ("form", t("填写表单"), t("{filled}/{asked} 栏", filled=place.shown.form[0], asked=place.shown.form[1]))
        )
    chosen = await place.app.choose(
        line.name, options, text=t("，").join((serves(line), document_words(line))), at=Standing.HERE
    )
    if chosen in (Standing.HERE, Standing.OPEN):
        await place.do(
            acts.case_document,
            document=line.document,
            state=DocumentState.HERE if chosen == Standing.HERE else DocumentState.MISSING,
        )
    elif chosen == "copies":
        if (
            copies := await place.app.enter(line.name, (t("份数"), str(line.copies), Writing.CODE), check=_copies)
        ) is not None:
            await place.do(acts.case_document, document=line.document, state=DocumentState.HERE, copies=int(copies))
    elif chosen == "attach":
        await attach(place, line)
    elif chosen == "form":
        place.fill_form()
    elif chosen == "give-back":
        await place.do(acts.case_give_back, document=line.document)
    elif chosen is not None:
        await _cause(place, line, Cause(chosen.removeprefix("cause:")))


def _copies(text: str) -> None:
    if not text.isdigit() or not 1 <= int(text) <= 99:
        raise Refusal(
            "screen.not-number-copies",
            t("份数 {text} 不对", text=text[:10]),
            rule=t("份数是 1 到 99"),
            next=t("请重新输入"),
        )


async def _cause(place: IntakeScreen, line: DocumentLine, cause: Cause) -> None:
    offer = next(o for o in line.offers if o.cause == cause)
    if not offer.allowed:
        raise Refusal(
            "screen.canot-be",
            t("{paper}不能{cause}：{why}", paper=line.name, cause=t(offer.name), why=worded(offer.why)),
            next=t("请看这份材料的其他选择"),
        )
    if cause is Cause.SUPPLEMENT and (wrong := await ask_what_is_wrong(place, line)) != OWN_WORDS:
        if wrong is not None:
            await set_wrong(place, line, wrong)
        return
    latest = t("最晚 {day}", day=day(line.last_day)) if cause == Cause.TOLERATED and line.last_day else ""
    first = f"{line.last_day}" if cause == Cause.TOLERATED and line.last_day else ""
    given = await place.app.enter(
        f"{line.name}  {t(offer.name)}",
        (t("日期"), first, True, Writing.DAY),
        (t("说明"), line.reason, True),
        text=latest,
    )
    if given is not None:
        due_on = date.fromisoformat(given[0]) if given[0] else None
        await place.do(
            acts.case_document,
            document=line.document,
            state=DocumentState.MISSING,
            cause=cause,
            due_on=due_on,
            reason=given[1],
        )


async def ask_what_is_wrong(place: IntakeScreen, line: DocumentLine) -> str | None:
    """Why a document is to be supplemented, in words for the notice; None for Esc."""
    options = [(str(number), t(name), "") for number, (_, name) in enumerate(WRONG)]
    chosen = await place.app.choose(
        t("{paper}：缺还是不对？", paper=line.name),
        [*options, (OWN_WORDS, t("另写.."), t("可以写日期"))],
        text=t("选的写进一次性告知。"),
    )
    return chosen if chosen in (None, OWN_WORDS) else WRONG[int(chosen)][0]


async def set_wrong(place: IntakeScreen, line: DocumentLine, words: str) -> None:
    """The document is to be supplemented for this reason."""
    await place.do(
        acts.case_document,
        document=line.document,
        state=DocumentState.MISSING,
        cause=Cause.SUPPLEMENT,
        reason=words,
    )


async def supplement_in_hand(place: IntakeScreen, line: DocumentLine) -> None:
    """A document that lies there is to be supplemented: then something is wrong with it, and that is asked."""
    await _cause(place, line, Cause.SUPPLEMENT)


async def attach(place: IntakeScreen, line: DocumentLine) -> None:
    """Attach a file: one the hall has of this person, a new scan of this window's folder, or one of this terminal
    (typed, or dropped into it).

    The terminal reads that one itself; its content is stored first, without keeping other windows from writing, and the
    act then only names it.
    """
    from counter.hall.files_in import pick

    app, actor, person = place.app, place.app.actor, place.shown.person
    known = await app.ask(acts.person_show, person=person) if person else None
    filed = {f"sha:{p.sha256}": p for p in known.papers if p.document == line.document} if known else {}
    options = [(key, p.name, t("已存，{case}", case=p.case or t("草稿"))) for key, p in list(filed.items())[:4]]
    sent = {f"sha:{one.sha256}": one for one in await app.ask(acts.case_unsorted, case=place.case)}
    options += [
        (key, one.name, t("网上发来，没有写明是哪份材料")) for key, one in list(sent.items())[:6] if key not in filed
    ]
    options += [
        (f"scan:{s.scan}", visible(s.scan), t("扫描件，{time}", time=f"{app.local(s.at):%m-%d %H:%M}"))
        for s in (await app.ask(acts.case_scans))[:4]
    ]
    chosen = (
        await app.choose(t("{paper}：附上", paper=line.name), [*options, ("path:", t("输入或拖入文件.."), "")])
        if options
        else "path:"
    )
    if chosen is None:
        return
    if (there := filed.get(chosen) or sent.get(chosen)) is not None:
        await place.do(acts.case_attach, document=line.document, sha256=there.sha256, name=there.name)
        return
    if chosen.startswith("scan:"):
        await place.do(acts.case_attach, document=line.document, scan=chosen.removeprefix("scan:"))
        return
    typed = await app.enter(
        t("{paper}：附上扫描件", paper=line.name),
        (t("文件"), "", Writing.AS_IT_IS),
        text=t("把文件拖进来，或输入路径"),
    )
    if typed:
        path = typed.strip().strip("'\"")  # as terminals put a dropped file down
        stored = await app.with_hall(lambda hall: hall.put_file(actor, pick(path, hall.grounds)))
        await place.do(acts.case_attach, document=line.document, sha256=stored.sha256, name=stored.name)


async def applicant_menu(place: IntakeScreen) -> None:
    """Change the applicant, or merge a suspected double into this entry."""
    if (person := place.shown.person) is None:
        await ask_applicant(place)
        return
    known = await place.app.ask(acts.person_show, person=person)
    options = [("change", t("更正或换申请人"), "")]
    for number in known.person.doubles[:5]:
        other = (await place.app.ask(acts.person_show, person=number)).person
        options.append(
            (f"merge:{number}", t("合并 {name}", name=other.name), t("{number}，同一个人", number=other.number))
        )
    options += [
        (f"case:{c.case}", c.case, t("以前的办件，{day}", day=day(c.opened_on)))
        for c in known.cases
        if c.case != place.case
    ][:5]
    chosen = (
        await place.app.choose(t("申请人 {name}", name=known.person.name), options) if len(options) > 1 else "change"
    )
    if chosen == "change":
        await ask_applicant(place)
    elif chosen is not None and chosen.startswith("merge:"):
        reason = await place.app.enter(
            t("合并重复登记"), (t("理由"), mark("同一人")), text=t("另一条的办件会转到这一条，日志里两条都留着。")
        )
        if reason is not None:
            kept = await _merge(place, known.person.id, int(chosen[6:]), reason)
            if kept is not None:
                place.say(t("已合并到 {kept}", kept=kept))
    elif chosen is not None:
        await show_papers(place, [chosen.removeprefix("case:")])


async def _merge(place: IntakeScreen, keep: int, other: int, reason: str) -> Person | None:
    """Merge, with a supervisor's release where it takes one."""
    return await released(
        place,
        lambda who, password: place.app.ask(
            acts.person_merge, keep=keep, other=other, reason=reason, release=who, release_password=password
        ),
    )


async def answer_again(place: IntakeScreen, situation: SituationLine) -> None:
    """Answer a situation anew; documents already taken stay on record."""
    options = [(code, name, t("现在的回答") if code == situation.given else "") for code, name in situation.answers]
    chosen = await place.app.choose(situation.question, options, at=situation.given or None)
    if chosen is not None and chosen != situation.given:
        await place.do(acts.case_answer, question=situation.code, answer=chosen)


async def add_item(place: IntakeScreen, code: str) -> None:
    """Add a further item, or take out one that was added."""
    name = next((item.name for item in place.shown.items if item.item == code), code)
    chosen = await place.app.choose(
        name, [("add", t("另加一个事项"), t("材料随之合并")), ("remove", t("去掉这个事项"), t("只限另加的"))]
    )
    if chosen == "add":
        if item := await choose_item(place):
            await place.do(acts.case_item, item=item)
    elif chosen == "remove":
        await place.do(acts.case_item, item=code, remove=True)
