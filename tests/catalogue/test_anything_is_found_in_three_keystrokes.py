"""One field: Han from one character, pinyin, initials, codes, mixed, one wrong letter forgiven, best first."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from counter.acts.catalogue.loading import search
from counter.errors import Refusal
from counter.hall import Hall
from counter.store.search import Shelf, catalogue_changed, index_of
from counter.store.search import search as find_in
from counter.store.spelling import spell, spelling


def codes(hall, people, text: str, **more) -> list[str]:
    return [hit.code for hit in hall.ask(search, people["c3"], text=text, **more)]


@pytest.mark.parametrize(
    "typed",
    [
        "出生登记",
        "出生",
        "生登",
        "chushengdengji",
        "chusheng",
        "csdj",
        "birth-reg",
        "出生dengji",
        "dengji 出生",
        "chshengdj",
        "ＣＳＤＪ",
        "chu sheng",
    ],
)
def test_a_birth_registration_is_found_however_it_is_typed(hall, people, typed) -> None:
    assert "birth-registration" in codes(hall, people, typed)


@pytest.mark.parametrize(
    "typed", ["chushegndengji", "chushengdegji", "chushengdenngji", "chushemgdengji", "chusehngdengji"]
)
def test_one_wrong_letter_in_the_pinyin_is_forgiven(hall, people, typed) -> None:
    assert codes(hall, people, typed)[0] == "birth-registration"


def test_two_han_characters_are_enough_and_one_is_too(hall, people) -> None:
    assert "L1000005" in codes(hall, people, "执照")
    assert "housing-fund-unit" in codes(hall, people, "金", kinds=("item",))


def test_the_whole_name_comes_before_a_beginning_and_that_before_the_rest(hall, people) -> None:
    found = [hit.name for hit in hall.ask(search, people["c3"], text="结婚证")]
    assert found[0] == "结婚证"
    found = [hit.name for hit in hall.ask(search, people["c3"], text="出生")]
    first = next(i for i, name in enumerate(found) if not name.startswith("出生"))
    assert not any(name.startswith("出生") for name in found[first:]) and "新生儿出生一件事" in found[first:]


def test_among_equals_the_most_used_comes_first(hall, people) -> None:
    before = codes(hall, people, "许可", kinds=("item",))
    hall.db.execute("INSERT INTO item_use (item, times) VALUES (?, 9)", (before[-1],))
    catalogue_changed(hall.db)
    assert codes(hall, people, "许可", kinds=("item",))[0] == before[-1]


def test_pinyin_counts_from_the_beginning_of_a_syllable(hall, people) -> None:
    names = [hit.name for hit in hall.ask(search, people["c3"], text="an", kinds=("document",))]
    assert "安全评价报告" in names and "人事档案" in names
    assert "老年人优待证申请表" not in names  # the end of nian


def test_laws_departments_and_papers_are_found_in_the_same_field(hall, people) -> None:
    kinds = {hit.kind for hit in hall.ask(search, people["c3"], text="社会保险")}
    assert {"item", "law", "department", "document"} <= kinds
    assert {hit.kind for hit in hall.ask(search, people["c3"], text="社会保险", kinds=("law",))} == {"law"}


@pytest.mark.parametrize("typed", ["", "   ", "'", "%", "_", "[/x]", "没有这样的东西", "q" * 500, "a'b\"; --"])
def test_odd_input_finds_little_and_breaks_nothing(hall, people, typed) -> None:
    assert len(codes(hall, people, typed)) < 60


def test_a_control_character_is_refused_in_words_or_finds_nothing(hall, people) -> None:
    assert find_in(hall.db, "\x1b[31m\n\x00") == []
    with pytest.raises(Refusal):
        codes(hall, people, "\x1b[31m")


def test_an_unknown_kind_is_refused_in_words(hall, people) -> None:
    with pytest.raises(Refusal, match="没有 nonsense 这一类"):
        codes(hall, people, "出生", kinds=("nonsense",))


def test_another_process_sees_a_change_of_the_catalogue_at_its_next_keystroke(hall, hall_dir, people) -> None:
    assert codes(hall, people, "火箭") == []
    other = Hall.open(hall_dir)
    other.db.execute(
        "INSERT INTO document (code, name, pinyin, initials) VALUES ('rocket', '火箭图纸', ?, ?)", spell("火箭图纸")
    )
    catalogue_changed(other.db)
    other.close()
    assert codes(hall, people, "火箭") == ["rocket"]


def test_a_keystroke_does_not_load_pinyin_tables(hall, people) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from counter.hall import Hall; from counter.store.search import search;"
        f"hall = Hall.open({str(hall.directory)!r}); found = search(hall.db, 'chusheng'); assert found;"
        "print('pypinyin' in sys.modules or 'sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_polyphonic_words_are_spelled_as_they_are_said() -> None:
    assert spell("会计 银行 重庆")[0] == "kuai ji yin hang chong qing"
    assert spell("旅行社")[1] == "lxs" and spell("旅行社")[0].startswith("lv ")
    assert spell("A4纸、３份") == ("a 4 zhi 3 fen", "a4z3f")


def test_the_index_is_kept_between_keystrokes(hall) -> None:
    assert index_of(hall.db) is index_of(hall.db)


def test_what_was_accepted_most_comes_first_and_a_new_version_keeps_its_place(hall) -> None:
    from counter.store import catalogue, catalogue_writing

    before = [hit.code for hit in find_in(hall.db, "许可", ("item",))]
    catalogue_writing.note_use(hall.db, [before[-1], before[-2], before[-1]])
    changed = catalogue.item(hall.db, before[-1])
    catalogue_writing.put_item(hall.db, replace(changed, version=2), "2026-11-24")
    catalogue_changed(hall.db)
    assert [hit.code for hit in find_in(hall.db, "许可", ("item",))][:2] == [before[-1], before[-2]]


def test_a_slip_of_one_letter_is_forgiven_wherever_it_is_and_no_second_one() -> None:
    """Held against the definition itself, letter by letter, on made-up rows and a seed."""
    dice = random.Random(5)
    syllables = ("a", "an", "shen", "pi", "xu", "ke", "zheng", "zhi", "zhao", "ying", "ye", "yi", "qi", "e", "er", "2")
    letters = "abcdefghijklmnopqrstuvwxyz"
    spelled = [" ".join(dice.choice(syllables) for _ in range(dice.randrange(1, 7))) for _ in range(60)]
    shelf = Shelf(
        "item",
        [
            {"code": str(n), "name": "", "pinyin": text, "initials": "", "extra": "", "detail": ""}
            for n, text in enumerate(spelled)
        ],
    )

    def variants(word: str) -> set[str]:
        cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        return {
            *(a + b[1:] for a, b in cuts if b),
            *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
            *(a + c + b for a, b in cuts for c in letters + "2"),
            *(a + c + b[1:] for a, b in cuts if b for c in letters + "2"),
        }

    tried = 0
    while tried < 250:
        word = list(dice.choice(spelled).replace(" ", "")[dice.randrange(4) :][: dice.randrange(4, 12)])
        for _ in range(dice.randrange(3)):
            at = dice.randrange(len(word) + 1)
            word[at : at + dice.randrange(2)] = [dice.choice(letters)] * dice.randrange(2)
        text = "".join(word)
        if len(text) < 4 or not text.isalpha():
            continue
        tried += 1
        assert list(shelf.near(text)) == sorted(
            {row for one in variants(text) for row in shelf.pinyin.holding(one, shelf.begins)}
        ), text


def test_letters_are_read_as_beginnings_of_syllables_however_they_are_divided() -> None:
    shelf = Shelf(
        "item",
        [
            {"code": "1", "name": "", "pinyin": "bi ye sheng", "initials": "", "extra": "", "detail": ""},
            {"code": "2", "name": "", "pinyin": "xi an nan", "initials": "", "extra": "", "detail": ""},
        ],
    )
    found = {
        word: list(shelf.spelled(spelling(word)))
        for word in ("biys", "byesh", "bisheng", "xann", "xiann", "nan", "iys")
    }
    assert found == {"biys": [0], "byesh": [0], "bisheng": [], "xann": [1], "xiann": [1], "nan": [1], "iys": []}


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("社保卡", "社会保障卡申领"),
        ("sbk", "社会保障卡申领"),
        ("低保", "最低生活保障审核确认"),
        ("老年证", "老年人优待证办理"),
        ("公积金贷款", "住房公积金个人住房贷款"),
    ],
)
def test_what_everybody_says_for_short_is_found_where_nothing_is_called_so(hall, people, short, name) -> None:
    found = [hit.name for hit in hall.ask(search, people["c3"], text=short, kinds=("item",))]
    assert name in found


def test_short_words_are_read_only_where_nothing_holds_them_and_not_across_a_name(hall, people) -> None:
    assert all("登记证" in hit.name for hit in hall.ask(search, people["c3"], text="登记证"))
    assert hall.ask(search, people["c3"], text="社天卡") == ()
    assert hall.ask(search, people["c3"], text="卡保社") == (), "the order counts"
