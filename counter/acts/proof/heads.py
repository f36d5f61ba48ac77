"""Heads of the journal: the one as it stands, the one that a restore went back to, the first that is keyed."""

from __future__ import annotations

from counter.acts.paper.wording import slip as wording
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import Look, Work, act, query
from counter.hall.proving import Head, head_of, kept_head
from counter.phrases.said import say
from counter.rules.access import Role
from counter.rules.notice import NoticeKind
from counter.store import binding, proof

IN_CHARGE = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@query("proof.head", by=IN_CHARGE)
def head(look: Look) -> Head:
    """The head of the journal as it stands, as eight words: to write down, to hold a hall against later."""
    return head_of(look.hall)


@act("proof.keyed", by=())
def keyed(work: Work) -> str:
    """Bind every row of an older hall; from this entry on the journal is chained by the chain key."""
    bound = work.db.binding
    if bound is None or binding.begun(work.db):
        raise Refusal("proof.keyed-already", say("这个大厅已经用链密钥相连"), rule=say("只开始一次"))
    proof.begin(work.db, bound)
    bound.noted.clear()  # what this transaction wrote before is in what was bound just now
    work.about("hall")
    return say("从这一条起，日志用链密钥相连")


@act("proof.restored", by=(Role.ADMINISTRATOR,), argument="reason")
def restored(work: Work, reason: str) -> str:
    """Say that the hall was taken back to an older state, and why; what it lost stands in the journal from here on."""
    words = " ".join(reason.split())
    if not words:
        raise Refusal(
            "proof.reason-lacking",
            say("没有写缘由"),
            rule=say("退回旧数据要说明缘由"),
            next=say("请写明从哪份备份恢复、为什么"),
        )
    before, now = kept_head(work.hall), head_of(work.hall)
    lost = max(0, before.seq - now.seq) if before is not None else 0
    work.about(
        "hall",
        reason=words,
        from_entry=now.seq,
        lost_up_to=before.seq if before is not None else now.seq,
        lost_head=before.hash if before is not None else "",
    )
    if not lost:
        return say("已记下：数据退回到日志第 {seq} 条", seq=now.seq)
    return say("已记下：数据退回到日志第 {seq} 条，其后 {lost} 条不在其中", seq=now.seq, lost=lost)


def write_closing_paper(work: Work) -> str:
    """The day's closing paper: the head of all that was done before this act. Returns the paper number."""
    return issue_notice(work, NoticeKind.CLOSING, wording.closing_content(work, head_of(work.hall)))
