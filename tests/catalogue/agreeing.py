"""A change of the catalogue that concerns rights takes two: one proposes with a reason, the supervisor agrees."""

from __future__ import annotations

from typing import Any

from counter import acts


def changed(hall: Any, people: Any, act: Any, who: str = "admin", **given: Any) -> Any:
    """Do it with a reason; where a second person is needed, the supervisor agrees. The act's own answer."""
    done = hall.do(act, people[who], **{"reason": "试改", **given})
    agree(hall, people)
    return done


def agree(hall: Any, people: Any) -> None:
    """The supervisor agrees to what is proposed."""
    for one in hall.ask(acts.catalogue_changes, people["sup"]):
        if one.state == "proposed":
            hall.do(acts.catalogue_agree_change, people["sup"], number=one.number)
