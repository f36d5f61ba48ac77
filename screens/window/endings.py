"""The law's rarer ends by keys: false material at intake, an applicant who is no more who they were."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counter import acts
from counter.rules.endings import ENDING_NAMES, Ending
from counter.rules.writing import Writing
from screens.shell.language import t, worded

if TYPE_CHECKING:
    from screens.shell.place import Place


async def refuse_false(place: Place, case: str, version: int | None = None) -> bool:
    """Facts hidden or material false: not taken in, with a warning. Whether it was done. Raises Refusal."""
    given = await place.app.enter(
        t("{case} 隐瞒情况或者材料虚假", case=case),
        (t("查实情况"), ""),
        (t("陈述申辩"), ""),
        (t("负责人"), ""),
        text=t(
            "先把事实、理由告诉申请人，听取陈述申辩（行政处罚法第四十四条、第四十五条）。决定书写明警告。本人放弃陈述申辩的写“放弃”；负责人是作出决定的部门负责人。"
        ),
    )
    if given is None:
        return False
    done = await place.app.ask(
        acts.case_refuse_false, case=case, facts=given[0], statement=given[1], approved_by=given[2], version=version
    )
    place.say(worded(done), "warn")
    return True


async def succeed(place: Place, case: str) -> bool:
    """The applicant has died, merged, divided or been dissolved: who goes on, or the end. Raises Refusal."""
    how = await place.app.choose(
        t("{case} 申请人怎样了", case=case),
        [
            (Ending.DEATH, t(ENDING_NAMES[Ending.DEATH]), t("个人；本人资格的事项随之终止")),
            (Ending.MERGER, t(ENDING_NAMES[Ending.MERGER]), t("单位并入另一单位")),
            (Ending.DIVISION, t(ENDING_NAMES[Ending.DIVISION]), t("单位分成几个，写明由哪一个承继")),
            (Ending.DISSOLUTION, t(ENDING_NAMES[Ending.DISSOLUTION]), t("没有承继人，未决的终止办理")),
        ],
    )
    if how is None:
        return False
    heir = how != Ending.DISSOLUTION
    given = await place.app.enter(
        t("{case} 申请人{how}", case=case, how=t(ENDING_NAMES[how])),
        (t("哪天"), "", Writing.DAY),
        (t("凭据"), ""),
        *([(t("承继人姓名、名称"), "", True), (t("承继人证件号"), "", True)] if heir else []),
        *([(t("法定代表人"), "", True)] if heir and how != Ending.DEATH else []),
        text=t("没有承继人就空着：未决的事项终止办理，出书面通知；已作的决定照常送达。"),
    )
    if given is None:
        return False
    blanks = [*given, "", "", ""]
    done = await place.app.ask(
        acts.case_succeed,
        case=case,
        how=how,
        on=date.fromisoformat(blanks[0]),
        proof=blanks[1],
        name=blanks[2],
        number=blanks[3],
        representative_name=blanks[4],
    )
    place.say(worded(done), "warn")
    return True
