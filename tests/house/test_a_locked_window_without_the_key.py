"""At the keeper's door a locked window is locked too, whatever its line does; and a hall with guesses and locks is
sound.
"""

from __future__ import annotations

import pytest

from counter import acts
from counter.errors import Refusal
from counter.hall import Hall
from counter.hall.kept import KeptHall
from counter.rules.secret import Secret
from counter.store import soundness
from tests.conftest import employ, live_hall
from tests.keeping import kept

OWN = "seven brave horses"


@pytest.fixture
def live(tmp_path):
    hall = live_hall(tmp_path / "live")
    for code, role in (("boss", "administrator"), ("sup", "supervisor")):
        employ(hall, code, "某人", role, OWN)
    yield hall
    hall.close()


def test_a_locked_session_acts_no_more_until_its_password_and_a_new_line_does_not_help(live) -> None:
    with kept(live.directory) as door:
        window = KeptHall(door)
        who = window.prove("sup", Secret(OWN))
        signed = window.do(acts.staff_sign_in, who, password=Secret(OWN))
        assert window.ask(acts.staff_list, who)
        window.lock(signed.shift)
        for attempt in ("same line", "new line"):
            with pytest.raises(Refusal) as refused:
                window.do(acts.staff_away, who)
            assert refused.value.code == "staff.locked", attempt
            with pytest.raises(Refusal) as refused:
                window.ask(acts.staff_list, who)
            assert refused.value.code == "staff.locked", attempt
            window._line.close()
        with pytest.raises(Refusal) as refused:
            window.unlock(who, Secret("a wild guess"))
        assert refused.value.code == "staff.code-password-wrong"
        window.unlock(who, Secret(OWN))
        assert window.ask(acts.staff_list, who)
        window.close()
    assert list(soundness.faults(live.db)) == []


def test_somebody_elses_line_can_not_lock_a_window(live) -> None:
    with kept(live.directory) as door:
        window, other = KeptHall(door), KeptHall(door)
        signed = window.do(acts.staff_sign_in, window.prove("sup", Secret(OWN)), password=Secret(OWN))
        with pytest.raises(Refusal):
            other.lock(signed.shift)
        window.close()
        other.close()
