"""Clone first: a department's own table into the catalogue, seen as a difference before it is applied,
all or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter.acts.catalogue.difference import STEWARDS, Difference
from counter.errors import Next, Refusal
from counter.hall.act import Work, act
from counter.phrases.said import mark, say
from counter.rules.access import Role
from counter.rules.guide import ELEMENTS
from counter.rules.losing import losses
from counter.store import catalogue as store
from counter.store import catalogue_writing, search, staging


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has changed."""

    file: str
    mapping: str
    effective_on: date
    new: int
    changed: int
    gone: int
    left_out: int
    warnings: int
    desks: tuple[str, ...] = ()
    """Desks that the import has made: each needs its people before anything can be decided there."""

    def __str__(self) -> str:
        return say(
            "已导入 {file}（{effective_on} 起生效）：新增 {new}，改变 {changed}，停用 {gone}，略过 {left_out} 行，提醒 "
            "{warnings} 条；整改清单见 counter catalogue check{count}",
            file=self.file,
            effective_on=self.effective_on,
            new=self.new,
            changed=self.changed,
            gone=self.gone,
            left_out=self.left_out,
            warnings=self.warnings,
            count=(
                say(
                    "。新设 {count} 个审批台，还没有人：counter staff add --role approver --desk {desk}",
                    count=len(self.desks),
                    desk=self.desks[0],
                )
                if self.desks
                else ""
            ),
        )


@act("catalogue.import", by=STEWARDS)
def import_(
    work: Work,
    difference: Difference,
    effective: date | None = None,
    leave_out: bool = False,
    lose: bool = False,
    weaken: bool = False,
) -> Imported:
    """Import a department's items: the difference first, then all of it at once."""
    effective = effective or work.today
    if effective < work.today:
        raise Refusal(
            "catalogue.day-takes-effect-over",
            say("生效日期 {effective} 已经过去", effective=effective),
            rule=say("已办的件用它开始时的版本，不能倒改"),
            next=say("请写今天或以后的日期"),
        )
    if difference.unreadable and not leave_out:
        first = difference.unreadable[0]
        raise Refusal(
            "catalogue.rows-cannot-read-nothing",
            say("有 {count} 行读不了，没有导入；第一处：{first}", count=len(difference.unreadable), first=first),
            rule=say("一次导入要么全部写入，要么一条不写"),
            next=Next.by("catalogue.import", say("请改正这些行，或略过它们"), leave_out=True),
        )
    if not (difference.ready or difference.gone or difference.bundle or difference.unchanged):
        raise Refusal(
            "catalogue.no-row-can-read",
            say("{file} 没有一行读得了，没有导入", file=difference.file),
            rule=say("略过读不了的行以后什么也不剩"),
            next=say("请改正这些行再导入"),
        )
    if not (difference.ready or difference.gone or difference.bundle):
        raise Refusal(
            "catalogue.nothing-import",
            say("{file} 与目录里的一样，没有要导入的", file=difference.file),
            next=say("不用再导入"),
        )
    if not staging.is_staged(work.db, difference.stamp):
        staging.stage(
            work.db, difference.stamp, difference.papers, ((each.item, each.source) for each in difference.ready)
        )
    if name := staging.moved_on(work.db):
        raise Refusal(
            "catalogue.changed-since-differences-seen",
            say("{name} 在看过差别之后又变了", name=name),
            rule=say("导入的是看过的差别"),
            next=say("请重新导入"),
        )
    _agreed(work, difference, lose, weaken)
    for code, name, level in difference.bodies:
        catalogue_writing.put_department(
            work.db, {"code": code, "name": name, "short": name, "level": level}, desk=False
        )
    desks = catalogue_writing.put_desks(work.db, {each.item.department for each in difference.ready})
    staging.move_in(work.db, effective.isoformat())
    for line in difference.gone:
        catalogue_writing.withdraw(work.db, line.code, effective.isoformat())
    if difference.bundle is not None:
        code = difference.bundle["code"]
        version, _ = store.newest_bundle(work.db, code)
        catalogue_writing.put_bundle(work.db, difference.bundle, version + 1, effective.isoformat())
    search.catalogue_changed(work.db)
    counts = {"new": len(difference.new), "changed": len(difference.changed), "gone": len(difference.gone)}
    work.about(
        f"catalogue:{difference.mapping}",
        file=difference.file,
        digest=difference.digest,
        effective_on=effective.isoformat(),
        **counts,
    )
    return Imported(
        difference.file,
        difference.mapping,
        effective,
        **counts,
        left_out=len(difference.unreadable),
        warnings=len(difference.warnings),
        desks=desks,
    )


def _agreed(work: Work, difference: Difference, lose: bool, weaken: bool) -> None:
    """Refuse what would lose something without its own yes, or weaken a safeguard without a supervisor.

    What is lost is looked at here again: the preview is a value that anybody may have handed in.
    """
    again = any(each.item.version > 1 for each in difference.ready)
    here = store.newest_items(work.db) if again else {}
    names = store.document_names(work.db)
    lost = [line.name or line.code for line in difference.gone]
    weaker: list[str] = []
    for each in difference.ready:
        if (now := here.get(each.item.code)) is not None:
            for loss in losses(now, each.item, names):
                (weaker if loss.weakens else lost).append(say("{name}：{what}", name=now.name[:60], what=loss.what))
    if lost and not lose:
        raise Refusal(
            "catalogue.import-loses",
            say("导入会丢失 {count} 处；第一处：{first}", count=len(lost), first=lost[0]),
            rule=say("文件里没有的列保留现行的；清空、删掉的要另外同意"),
            next=Next.by("catalogue.import", say("请看预览里的“会丢失”，同意后再导入"), lose=True),
        )
    if weaker and not (weaken and work.actor.role is Role.SUPERVISOR):
        raise Refusal(
            "catalogue.import-weakens",
            say("导入会减弱 {count} 处保障；第一处：{first}", count=len(weaker), first=weaker[0]),
            rule=say("两人核查、特别程序、期限、救济渠道不能随导入减弱，要值班主任同意"),
            next=Next.by("catalogue.import", say("请值班主任看过预览，由值班主任同意后导入"), weaken=True),
        )


EDITABLE = {**ELEMENTS, "name": mark("事项名称"), "desk": mark("审批台时限")}
"""What a steward may put right in a guide."""
