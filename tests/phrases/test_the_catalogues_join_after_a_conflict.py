"""Two people said something new at once: the catalogue keeps what both of them wrote."""

from __future__ import annotations

import subprocess
from pathlib import Path

from counter.phrases.update import forms_of, joined, key_of, sides

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def test_a_conflict_keeps_the_words_of_both(tmp_path: Path) -> None:
    file = tmp_path / "en" / "LC_MESSAGES" / "counter.po"
    file.parent.mkdir(parents=True)

    def git(*words: str) -> int:
        named = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(named, cwd=tmp_path, capture_output=True).returncode

    def say(**words: str) -> None:
        file.write_text(HEAD + "".join(f'\nmsgid "{one}"\nmsgstr "{said}"\n' for one, said in words.items()), "utf-8")
        git("add", "-A")
        git("commit", "-qm", "x")

    git("init", "-q", "-b", "ours")
    say(甲="a")
    git("branch", "theirs")
    say(甲="a", 乙="b", 丙="")
    git("checkout", "-q", "theirs")
    say(甲="a", 丙="c", 丁="d")
    git("checkout", "-q", "ours")
    assert git("merge", "theirs") != 0 and "<<<<<<<" in file.read_text("utf-8")
    both = joined(sides(file))
    assert {key_of(one)[0]: forms_of(one)[0] for one in both if one.id} == {"甲": "a", "乙": "b", "丙": "c", "丁": "d"}
    say(甲="a", 乙="b")
    assert len(sides(file)) == 1
