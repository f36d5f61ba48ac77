"""A second officer's own signature: two check what has substance (article 34), two take a decision back, a head extends once.

Being named is not signing: in a live hall the second gives their own code and password at the same desk; in training the
code alone. A wrong password counts against the code it was given for, wherever it was typed.
"""

from __future__ import annotations

from counter.acts.act import Work
from counter.acts.people import PASSWORD, check_password, staff_code
from counter.errors import Denied, Refusal


def signed(work: Work, second: str, password: str, *, what: str, rule: str) -> str:
    """The staff code of a second officer of the actor's own department who signs for `what`. Raises Refusal.

    Never the actor; never somebody of another department, another role, or who has left.
    """
    code = staff_code(second)
    if code == work.actor.staff:
        raise Refusal(f"{what}须由另一名人员签署，不能是本人", rule, "请另一名人员输入自己的工号")
    row = work.db.execute(
        "SELECT code FROM staff WHERE code = ? AND role = 'approver' AND department = ? AND active = 1", (code, work.actor.department)
    ).fetchone()
    if row is None:
        raise Refusal(f"{what}须由本部门的另一名审批人员签署", rule, "请核对工号")
    if not work.hall.training:
        try:
            check_password(work.db, code, password, work.now)
        except Denied as denied:
            raise Denied(denied.message, denied.rule, denied.next_step, what=PASSWORD, staff=code) from denied
    return code
