"""Guesses at a password: counted before they are looked at, slower and slower, and no way to shut a person out."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from counter import acts
from counter.acts.staff import accounts
from counter.errors import Refusal
from counter.hall import Hall, passwords
from counter.rules import password as rule
from counter.rules.access import HALL_ITSELF, Role
from counter.rules.secret import Secret
from counter.store import guesses, staff
from tests.conftest import WHOLE, employ, live_hall, spread
from tests.torture.killing import Full

OWN = "battery staple"


@pytest.fixture
def live(tmp_path):
    """A hall in earnest with an administrator and a clerk."""
    made = live_hall(tmp_path / "live")
    employ(made, "boss", "管理员", "administrator", "correct horse")
    employ(made, "w1", "王窗口", "clerk", OWN)
    made.db.execute("DELETE FROM guess")
    made.proofs._made.clear()
    yield made
    made.close()


@pytest.fixture
def timed(hall):
    """A hall that asks for passwords and whose clock a test moves; c3's is OWN."""
    hall.db.execute("UPDATE staff SET password = ? WHERE code = 'c3'", (accounts.hash_password(Secret(OWN)),))
    hall.training = False
    return hall


def later(hall, **span) -> None:
    hall._fixed += int(timedelta(**span).total_seconds() * 1000)


def guess(hall, words: str = "a wild guess", code: str = "c3", at: str = "1:/dev/tty1") -> str:
    """Try once; the code of what is answered, empty if it was right."""
    hall.terminal = at
    hall.proofs._made.clear()
    try:
        hall.prove(code, Secret(words))
    except Refusal as refusal:
        return refusal.code
    return ""


def at_once(directory, codes_and_words, terminal=lambda n: "1:/dev/tty1") -> list[str]:
    """Everybody tries at the same moment, each with a connection of their own."""
    got = [""] * len(codes_and_words)
    start = threading.Barrier(len(codes_and_words))

    def one(number: int, code: str, words: str) -> None:
        hall = Hall.open(directory)
        try:
            start.wait(60)
            got[number] = guess(hall, words, code, terminal(number))
        finally:
            hall.close()

    threads = [threading.Thread(target=one, args=(n, *what)) for n, what in enumerate(codes_and_words)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return got


@pytest.mark.parametrize("code", ["w1", "nobody"])
def test_of_sixty_guesses_at_once_five_are_looked_at(live, monkeypatch, code) -> None:
    looked = []
    fits = passwords._fits
    monkeypatch.setattr(passwords, "_fits", lambda *given: looked.append(1) or fits(*given))
    got = at_once(live.directory, [(code, f"guess {n}") for n in range(60)])
    assert len(looked) == rule.MOST_WRONG
    assert got.count("staff.code-password-wrong") == 5 and got.count("staff.wrong-passwords-row") == 55


def test_of_sixty_at_sixty_terminals_where_the_person_never_was_twenty_are_looked_at(live, monkeypatch) -> None:
    looked = []
    fits = passwords._fits
    monkeypatch.setattr(passwords, "_fits", lambda *given: looked.append(1) or fits(*given))
    at_once(live.directory, [("w1", f"guess {n}") for n in range(60)], terminal=lambda n: f"{n}:-")
    assert len(looked) == rule.MOST_AFAR


def test_twelve_scripts_with_the_right_password_at_once_all_get_in(live) -> None:
    assert at_once(live.directory, [("w1", OWN)] * 12) == [""] * 12


def test_a_disk_that_is_full_under_a_guess_is_said_in_words(timed) -> None:
    whole, told = timed.db, []
    for at in range(1, 20):
        whole.execute("DELETE FROM guess")
        timed.db = full = Full(whole, at)
        told.append(guess(timed, OWN))
        timed.db = whole
        assert not whole.in_transaction
        if not full.struck:
            break
    assert told == ["store.disk-cannot-read-written"] * (len(told) - 1) + [""] and len(told) > 6


def test_the_hash_is_not_worked_out_under_the_write_lock(live, monkeypatch) -> None:
    fits = passwords._fits
    held = []
    monkeypatch.setattr(passwords, "_fits", lambda *given: held.append(live.db.in_transaction) or fits(*given))
    live.db.execute("INSERT INTO front_window (number, name) VALUES (1, '一号')")
    live.do(accounts.sign_in, staff.actor(live.db, "w1"), window=1, password=Secret(OWN))
    assert held == [False]


def test_a_new_password_is_not_hashed_under_the_write_lock_either(live, monkeypatch) -> None:
    plain, held = passwords.hashed, []
    monkeypatch.setattr(passwords, "hashed", lambda given: held.append(live.db.in_transaction) or plain(given))
    boss = staff.actor(live.db, "boss")
    live.do(accounts.set_password, boss, staff="w1", new=Secret("nine quiet oxen"))
    live.do(acts.staff_add, boss, code="new", name="新人", role=Role.CLERK, password=Secret("seven red kites"))
    people = [{"code": f"x{n}", "name": "新人", "role": "clerk", "password": f"six wet hens {n}"} for n in range(2)]
    live.do(acts.hall_arrange, boss, plan={"staff": people})
    assert held == [False] * 4


def test_who_pulls_the_plug_after_each_guess_gets_no_more_of_them(timed, monkeypatch) -> None:
    def killed(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(passwords, "_fits", killed)
        for _ in range(rule.MOST_WRONG):
            with pytest.raises(KeyboardInterrupt):
                guess(timed)
    monkeypatch.setattr(passwords, "OPEN_S", 0.0)
    assert guess(timed, OWN) == "staff.wrong-passwords-row"


def test_each_further_wrong_one_doubles_the_wait_to_an_hour_and_no_more(timed) -> None:
    assert [guess(timed) for _ in range(5)] == ["staff.code-password-wrong"] * 5
    for minutes in (10, 20, 40, 60, 60, 60):
        later(timed, minutes=minutes, seconds=-1)
        assert guess(timed, OWN) == "staff.wrong-passwords-row", "not even the right one"
        later(timed, seconds=1)
        assert guess(timed) == "staff.code-password-wrong", f"after {minutes} minutes one more is looked at"
    later(timed, hours=1)
    assert guess(timed, OWN) == ""
    assert [guess(timed) for _ in range(5)] == ["staff.code-password-wrong"] * 5, "a right one begins the row anew"


def test_knocking_while_one_has_to_wait_makes_the_wait_no_longer(timed) -> None:
    for _ in range(5):
        guess(timed)
    for _ in range(9):
        later(timed, minutes=1)
        assert guess(timed) == "staff.wrong-passwords-row"
    later(timed, minutes=1)
    assert guess(timed, OWN) == ""


def test_who_guesses_at_another_terminal_for_days_never_keeps_the_owner_out(timed) -> None:
    assert guess(timed, OWN, at="1:/dev/tty1") == ""
    for hour in range(72 if WHOLE else 12):
        for n in range(6):
            guess(timed, at=f"2:/dev/pts/{hour * 10 + n % 3}")
        assert guess(timed, OWN, at="1:/dev/tty1") == "", f"hour {hour}"
        later(timed, hours=1)
    assert timed.db.execute("SELECT count(*) FROM guess").fetchone()[0] < 300, "what no rule asks any more is dropped"


def test_the_only_administrator_at_a_strange_terminal_waits_an_hour_at_most(timed) -> None:
    for n in range(40):
        guess(timed, at=f"2:/dev/pts/{n // 4}")
    assert guess(timed, OWN, at="3:/dev/pts/1") == "staff.wrong-passwords-row"
    later(timed, hours=1)
    assert guess(timed, OWN, at="3:/dev/pts/1") == ""


def test_a_new_password_by_an_administrator_opens_at_once(live) -> None:
    for _ in range(6):
        guess(live, code="w1")
    live.do(accounts.set_password, staff.actor(live.db, "boss"), new=Secret("another one"), staff="w1")
    assert guess(live, "another one", "w1") == ""


def test_a_code_that_nobody_has_reads_and_lasts_like_a_wrong_password(live, monkeypatch) -> None:
    from argon2 import PasswordHasher

    from counter.hall import passwords

    monkeypatch.setattr(passwords, "cost", passwords.Cost())  # as it is in a hall
    live.do(accounts.set_password, staff.actor(live.db, "boss"), new=Secret("another one"), staff="w1")
    hashes, verify = [], PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: hashes.append(given[1]) or verify(*given))
    said = {}
    for code in spread(("w1", "nobody", "hall", "[/x]", "ｎｏｂｏｄｙ２"), 4, "nobody"):
        told = []
        for _ in range(6):
            with pytest.raises(Refusal) as refused:
                live.prove(code, Secret("a guess"))
            told.append((refused.value.code, str(refused.value).replace(code, "CODE").replace("nobody2", "CODE")))
        said[code] = told
        assert len(hashes) == 5, "as many hashes for the one as for the other"
        assert all(one.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for one in hashes)
        hashes.clear()
    assert len({tuple(told) for told in said.values()}) == 1, said


def test_a_command_in_a_strange_name_says_the_same_as_one_with_a_wrong_password(live, monkeypatch, tmp_path) -> None:
    from counter.commands._door import Door

    (tmp_path / "password").write_text("a guess\n")
    monkeypatch.setenv("COUNTER_PASSWORD_FILE", str(tmp_path / "password"))
    said = set()
    for code in ("w1", "nobody"):
        with pytest.raises(Refusal) as refused:
            Door(live.directory, code, None).actor(live)
        said.add(str(refused.value))
    assert len(said) == 1


def test_older_passwords_and_those_typed_in_full_width_still_fit(timed) -> None:
    assert guess(timed, "ｂａｔｔｅｒｙ　ｓｔａｐｌｅ") == ""
    from argon2 import PasswordHasher

    old = "ｆｕｌｌ　ｗｉｄｔｈ"
    timed.db.execute("UPDATE staff SET password = ? WHERE code = 'c3'", (PasswordHasher().hash(old),))
    assert guess(timed, old) == ""


def test_a_proof_is_good_for_the_password_that_was_proven_and_no_other(timed) -> None:
    timed.prove("c3", Secret(OWN))
    timed.prove("c3", Secret(OWN))
    assert timed.db.execute("SELECT count(*) FROM guess").fetchone()[0] == 1, "asked twice at one door, counted once"
    with pytest.raises(Refusal):
        timed.prove("c3", Secret(OWN + "!"))
    assert not timed.proofs.holds("c3", staff.password(timed.db, "c3"), Secret(OWN))
    timed.prove("c3", Secret(OWN))
    timed.db.execute("UPDATE staff SET active = 0 WHERE code = 'c3'")
    with pytest.raises(Refusal):
        timed.prove("c3", Secret(OWN))


POOR = """
password aaaaaaaa Password1 abababab 12345678 87654321 abcdefgh qwertyui ａａａａａａａａ ｐａｓｓｗｏｒｄ 19900307
13800138000 aaaabbbb admin2026 abcabcab lm01lm01 correct
"""


def test_a_poor_password_is_refused_with_its_reason(live) -> None:
    for words in (*POOR.split(), "李明2026", "正式大厅01", "x" * 129, ""):
        with pytest.raises(Refusal) as refused:
            live.do(accounts.add_staff, HALL_ITSELF, code="lm01", name="李明", role=Role.CLERK, password=Secret(words))
        assert refused.value.code in ("staff.password-too-poor", "staff.no-password-given"), words
        assert refused.value.next_step and (words == "" or words not in str(refused.value)), words


GOOD = ("battery staple", "correct-horse-9", "another one", "我家门口有两棵枣树", "Tr0ub4dor&3", "K7nq-Xw2-Pz")


def test_a_good_one_is_taken(live) -> None:
    for number, words in enumerate(GOOD):
        code = f"lm0{number}"
        live.do(accounts.add_staff, HALL_ITSELF, code=code, name="李明", role=Role.CLERK, password=Secret(words))
        assert staff.password(live.db, code)


def test_made_up_first_passwords_are_never_refused() -> None:
    import secrets

    assert [
        w for w in (secrets.token_urlsafe(9) for _ in range(2000)) if rule.poor(Secret(w), ("admin", "管理员"))
    ] == []


def test_what_is_remembered_of_guesses_is_no_password(live) -> None:
    guess(live, "not so secret", "w1")
    rows = [str(tuple(row)) for row in live.db.execute("SELECT * FROM guess")]
    assert len(rows) == 1 and "secret" not in rows[0]
    assert guesses.in_a_row(live.db, "w1", "1:/dev/tty1", 0)


def test_moments_of_the_rule() -> None:
    assert rule.wait_until([1, 2, 3, 4]) is None and rule.wait_until([1, 2, 3, 4, 5]) == 5 + 600_000
    assert rule.wait_until([1] * 400) == 1 + 3_600_000 and rule.wait_afar([1] * 19) is None
