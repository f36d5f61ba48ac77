"""A file that a person names is never the hall's own, whatever its name; nothing is written into the hall."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from counter.acts.case import attachments
from counter.errors import Refusal
from counter.hall import Hall, files_in, files_out
from counter.hall.contents import put
from counter.hall.grounds import Grounds
from counter.hall.kept import KeptHall
from counter.rules.access import KIOSK
from counter.rules.content import Picked
from counter.store import policy as policies
from counter.store.connection import immediate
from tests.conftest import NOW, picked
from tests.intake.conftest import FOUNDER
from tests.intake.test_papers_attached import CARD, png
from tests.keeping import kept as kept_by

ROOT = Path(__file__).resolve().parents[2]


def command(hall: Hall, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a person of this hall types it."""
    return subprocess.run(
        [sys.executable, "-m", "counter", "--hall", str(hall.directory), "--now", f"{NOW:%Y-%m-%dT%H:%M}", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )


@pytest.fixture
def draft(hall, people) -> str:
    """A case that is being taken in at window 3."""
    from counter import acts

    return hall.do(acts.case_open, people["c3"], bundle="graduates", answers=FOUNDER).case


@pytest.fixture
def attach(hall, people, draft):
    """`attach(...)` as clerk c3."""
    return lambda **how: hall.do(attachments.attach, people["c3"], case=draft, document=CARD, **how)


@pytest.fixture
def scans(hall, tmp_path, monkeypatch) -> Path:
    """A scan folder that the hall's policy names."""
    folder = tmp_path / "scanner"
    folder.mkdir()
    scan_into(hall, str(folder))
    return folder


def scan_into(hall: Hall, folder: str) -> None:
    """Set the scan folder, whatever the act that sets it would say."""
    with immediate(hall.db):
        policies.change(hall.db, "intake.scan_folder", folder, 0, "admin")


def kept(hall: Hall) -> int:
    return hall.files.execute("SELECT count(*) FROM file").fetchone()[0]


# -- what was reported -------------------------------------------------------------------------------------------------


def test_a_clerk_gets_no_key_by_attaching_its_file(hall, draft, key_file, tmp_path):
    done = command(hall, "case", "attach", draft, "--document", CARD, "--path", str(key_file))
    assert done.returncode == 1 and "大厅" in done.stderr and kept(hall) == 0, done.stderr
    other = tmp_path / "note.txt"
    other.write_text(key_file.read_text())
    done = command(hall, "case", "attach", draft, "--document", CARD, "--path", str(other))
    assert done.returncode == 1 and "密钥" in done.stderr and kept(hall) == 0, "a copy of the key is no paper either"


def test_an_attached_text_is_never_written_into_the_hall(hall, draft, tmp_path):
    text = tmp_path / "a.txt"
    text.write_text('[queue.board]\nannounce = ["touch", "/tmp/x"]\n')
    assert command(hall, "case", "attach", draft, "--document", CARD, "--path", str(text)).returncode == 0
    (tmp_path / "way").symlink_to(hall.directory)
    for to in (hall.directory, hall.directory / "spool", tmp_path / "way", tmp_path / "way" / "inbox"):
        done = command(hall, "case", "file", draft, "--attachment", "1", "--to", str(to / "policy.toml"))
        assert done.returncode == 1 and "大厅" in done.stderr, done.stderr
    assert not [*hall.directory.rglob("policy.toml")]
    out = tmp_path / "out.txt"
    assert command(hall, "case", "file", draft, "--attachment", "1", "--to", str(out)).returncode == 0
    assert out.read_text() == text.read_text() and out.stat().st_mode & 0o777 == 0o600
    assert command(hall, "case", "file", draft, "--attachment", "1", "--to", str(out)).returncode == 1


# -- picked files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["hall.toml", "hall.db", "files.db", "inbox/../hall.toml", "spool/print.txt", "public/public.db"]
)
def test_no_file_of_the_hall_is_attached(hall, attach, name):
    (hall.directory / "spool" / "print.txt").write_text("受理通知书")
    with pytest.raises(Refusal):
        attach(**picked(hall, hall.directory / name))
    assert kept(hall) == 0


def test_no_link_mount_or_hard_link_leads_to_the_key(hall, attach, key_file, tmp_path):
    (tmp_path / "link.txt").symlink_to(key_file)
    (tmp_path / "folder").symlink_to(hall.directory)
    ways = [
        tmp_path / "link.txt",
        tmp_path / "folder" / "hall.toml",
        f"/proc/self/root{key_file}",
        "/proc/self/environ",
    ]
    try:
        os.link(key_file, tmp_path / "hard.txt")
        ways.append(tmp_path / "hard.txt")
    except OSError:
        pass  # another disk
    handle = os.open(key_file, os.O_RDONLY)
    try:
        for way in [*ways, f"/proc/self/fd/{handle}", f"/dev/fd/{handle}", "/dev/zero", "/sys/kernel/uevent_seqnum"]:
            with pytest.raises(Refusal):
                attach(**picked(hall, way))
    finally:
        os.close(handle)
    if (hard := tmp_path / "hard.txt").exists():
        hard.unlink()
    assert kept(hall) == 0


def test_a_pipe_is_not_waited_for(hall, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(Refusal, match="不是普通文件"):
        files_in.pick(tmp_path / "pipe.txt", hall.grounds)


def test_a_file_swapped_for_the_key_after_it_was_opened_is_read_as_opened(hall, key_file, tmp_path, monkeypatch):
    paper = tmp_path / "paper.txt"
    paper.write_text("毕业证明")
    hold = Grounds.hold

    def swap(self, handle, path):
        if paper.exists():
            paper.unlink()
            paper.symlink_to(key_file)
        return hold(self, handle, path)

    monkeypatch.setattr(Grounds, "hold", swap)
    with pytest.raises(Refusal, match="消失或改变"):
        files_in.pick(paper, hall.grounds)


@pytest.mark.parametrize("shape", ["{0}", "{0}\n", "{1}", " {2} \n"])
def test_a_key_written_down_is_no_paper(hall, key_file, shape):
    key = key_file.read_text().strip()
    spaced = " ".join(key[i : i + 4] for i in range(0, 64, 4))
    for text in (shape.format(key, key.upper(), spaced), shape.format("ab" * 32, "AB" * 32, "abab " * 16)):
        with pytest.raises(Refusal, match="密钥"):
            put(hall, Picked("note.txt", text.encode()))
    with pytest.raises(Refusal, match="密钥"):
        put(hall, Picked("note.txt", f"说明：{key} 完".encode()))
    assert kept(hall) == 0


def test_a_file_goes_through_the_keeper_s_door_as_name_and_content(hall_dir, draft, key_file, tmp_path):
    from counter import acts

    (tmp_path / "card.png").write_bytes(png(40, 40))
    with kept_by(hall_dir, NOW) as door:
        window = KeptHall(door)
        who = window.prove("c3", window=3)
        stored = window.put_file(who, files_in.pick(tmp_path / "card.png", window.grounds))
        done = window.do(acts.case_attach, who, case=draft, document=CARD, sha256=stored.sha256, name=stored.name)
        assert window.ask(acts.case_file, who, case=draft, attachment=done.id).data == png(40, 40)
        with pytest.raises(Refusal, match="密钥"):
            window.put_file(who, files_in.pick(key_file, window.grounds))
        with pytest.raises(Refusal, match="登录|署名|不能"):
            window.put_file(KIOSK, Picked("card.png", png()))
        window.close()


# -- scans -------------------------------------------------------------------------------------------------------------


def test_a_scan_is_attached_by_its_name_alone(hall, attach, people, scans):
    (scans / "card.png").write_bytes(png())
    (scans / "page").mkdir()
    (scans / "page" / "2.png").write_bytes(png(3, 3))
    assert [one.scan for one in hall.ask(attachments.scans, people["c3"])] == ["card.png"]
    assert attach(scan="card.png").name == "card.png" and attach(scan="page/2.png").name == "2.png"


@pytest.mark.parametrize(
    "name", ["../key/hall.key", "/etc/hostname", "..", ".", "", "a/../../x", "card.png/", "\udcff.png"]
)
def test_no_name_leads_out_of_the_scan_folder(hall, attach, scans, name):
    (scans / "card.png").write_bytes(png())
    with pytest.raises(Refusal):
        attach(scan=name) if name != "card.png/" else attach(scan="card.png/x")
    assert kept(hall) == 0


def test_links_pipes_and_hard_links_in_the_scan_folder_are_neither_shown_nor_taken(
    hall, attach, people, scans, key_file, tmp_path
):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "card.png").write_bytes(png())
    (scans / "key.txt").symlink_to(key_file)
    (scans / "inside").symlink_to(tmp_path / "other")
    os.link(tmp_path / "other" / "card.png", scans / "hard.png")
    os.mkfifo(scans / "pipe.png")
    assert hall.ask(attachments.scans, people["c3"]) == ()
    for name in ("key.txt", "inside/card.png", "hard.png", "pipe.png", "inside"):
        with pytest.raises(Refusal):
            attach(scan=name)
    assert kept(hall) == 0


def test_a_scan_swapped_for_a_link_all_the_time_never_gives_the_key(hall, scans, key_file):
    paper, spare = scans / "paper.txt", scans / ".spare"
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            spare.unlink(missing_ok=True)
            spare.symlink_to(key_file)
            os.replace(spare, paper)
            spare.write_text("毕业证明")
            os.replace(spare, paper)

    paper.write_text("毕业证明")
    thread = threading.Thread(target=swap)
    thread.start()
    seen: set[bytes] = set()
    try:
        for _ in range(400):
            try:
                seen.add(files_in.read_scan(hall.directory, str(scans), 3, "paper.txt", hall.grounds).data)
            except Refusal:
                continue
    finally:
        stop.set()
        thread.join()
    assert seen <= {"毕业证明".encode()}


def test_the_window_s_own_folder_may_be_no_link(hall, people, key_file, tmp_path):
    (tmp_path / "scanner").mkdir()
    (tmp_path / "scanner" / "w3").symlink_to(key_file.parent)
    scan_into(hall, f"{tmp_path}/scanner/w{{window}}")
    assert hall.ask(attachments.scans, people["c3"]) == ()
    (tmp_path / "scanner" / "w3").unlink()
    (tmp_path / "scanner" / "w3").mkdir()
    (tmp_path / "scanner" / "w3" / "a.png").write_bytes(png())
    assert [one.scan for one in hall.ask(attachments.scans, people["c3"])] == ["a.png"]
    assert hall.ask(attachments.scans, people["c5"]) == (), "another window has another folder"


@pytest.mark.parametrize(
    "folder", ["", ".", "spool", "../key", "inbox", "{dir}", "{dir}/spool", "{key}", "/proc/self", "/dev"]
)
def test_the_hall_s_own_folders_are_no_scan_folder(hall, people, attach, key_file, folder):
    (hall.directory / "spool" / "print.txt").write_text("受理通知书")
    scan_into(hall, folder.replace("{dir}", str(hall.directory)).replace("{key}", str(key_file.parent)))
    for name in ("print.txt", "hall.toml", "hall.key", "environ"):
        with pytest.raises(Refusal):
            attach(scan=name)
    shown = {one.scan for one in hall.ask(attachments.scans, people["c3"])}
    assert not shown & {"print.txt", "hall.toml", "environ"} and kept(hall) == 0


def test_the_hall_s_scans_folder_is_one(hall, attach, people):
    (hall.directory / "scans").mkdir()
    (hall.directory / "scans" / "a.png").write_bytes(png())
    scan_into(hall, "scans")
    assert [one.scan for one in hall.ask(attachments.scans, people["c3"])] == ["a.png"]
    assert attach(scan="a.png").name == "a.png"


# -- what is written out -----------------------------------------------------------------------------------------------


def test_every_way_out_stops_before_the_hall_and_the_keys(hall, tmp_path, monkeypatch):
    keys = tmp_path / "counter" / "keys"
    keys.mkdir(parents=True)
    grounds = Grounds(hall.directory, keys / "x.key")
    (tmp_path / "way").symlink_to(hall.directory / "public")
    for folder in (
        hall.directory,
        hall.directory / "public",
        tmp_path / "way",
        keys,
        ROOT / "counter",
        Path("/proc/self"),
    ):
        for write in (
            lambda to: files_out.write_new(to, b"x", grounds),
            lambda to: files_out.new_path(to, grounds).__enter__(),
            lambda to: files_out.folder_of_pages(to, grounds, new=True).__enter__(),
        ):
            with pytest.raises(Refusal):
                write(folder / "planted")
            assert not (folder / "planted").exists()


def test_a_link_that_stands_where_a_file_is_to_be_is_not_followed(hall, tmp_path):
    (tmp_path / "out.csv").symlink_to(hall.directory / "policy.toml")
    with pytest.raises(Refusal, match="已经存在"):
        files_out.write_new(tmp_path / "out.csv", b"x", hall.grounds)
    assert not (hall.directory / "policy.toml").exists()
    pages = tmp_path / "pages"
    pages.mkdir()
    with files_out.folder_of_pages(pages, hall.grounds, new=True) as folder:
        (pages / "index.html.new").symlink_to(hall.directory / "hall.toml")
        (pages / "s").symlink_to(hall.directory)
        folder.write("index.html", b"<p>")
        with pytest.raises(OSError):
            folder.write("s/index.html", b"<p>")
    assert (hall.directory / "hall.toml").read_text().startswith("#") and not (hall.directory / "index.html").exists()


def test_what_could_not_be_written_whole_leaves_nothing(hall, tmp_path):
    with pytest.raises(Refusal), files_out.new_file(tmp_path / "a.csv", hall.grounds) as file:
        file.write(b"half")
        raise OSError(28, "No space left on device")
    assert not [*tmp_path.glob("a.csv*")]


@pytest.mark.parametrize("words", [("backup",), ("catalogue", "export"), ("site", "export")])
def test_commands_write_nothing_into_the_hall(hall, words, tmp_path):
    from counter.site.publish import Publisher

    Publisher(hall).catch_up()
    before = {
        path: path.stat().st_mtime_ns for path in hall.directory.rglob("*") if path.suffix in (".toml", ".html", "")
    }
    done = command(hall, "--as", "admin", *words, str(hall.directory / "out.csv"))
    assert done.returncode == 1 and "程序出错" not in done.stderr, done.stderr
    assert not [*hall.directory.glob("out.csv*")] and all(path.exists() for path in before)


WRITES = {
    "counter.cleaning.cleaner": "/dev/null, for the copy of the process that cleans",
    "counter.paper.cleaning.__main__": "its own standard output, by number",
    "counter.cli": "help, into its own formatter, and /dev/null",
    "counter.hall.create": "a hall that is not there yet: its own folder and settings",
    "counter.hall.backups": "a new folder outside the hall, which only its own process or a signed-in command is given",
    "counter.hall.copying": "the folder that an administrator arranged, and a hall that is not there yet",
    "counter.hall.files_out": "the gateway itself",
    "counter.hall.proving": "the head of the chain, beside the chain's key",
    "counter.hall.settings": "hall.toml whole, by the act that names the hall",
    "counter.hall.key": "the key file, whose place nobody names in an act",
    "counter.hall.references": "the program's own source, by its makers",
    "counter.hall.rotation": "the key file and its lock, whose place nobody names in an act",
    "counter.phrases.compiling": "the program's own catalogues",
    "counter.phrases.update": "the program's own catalogues, by its makers",
    "screens.shell.keys": "the program's own README, by its makers",
    "counter.commands.restore": "a hall that is not there yet",
    "counter.commands.run": "the lock of the hall's own process",
    "counter.paper.printers": "what a printer of the hall's list gets",
    "counter.paper.spooler": "previews in the hall's own spool",
    "counter.store.backups": "a copy of the inbox, into the backup that is being made",
    "counter.store.following": "the folder that an administrator arranged, and a hall that is not there yet",
    "counter.store.rights": "a store of the hall, before it is opened",
    "counter.store.standing": "a store's own side files",
    "counter.trouble": "the log of faults, at a fixed place",
    "counter.voice.sound": "sound in a temporary folder of its own, and in the new file that the gateway has made",
    "counter.simulate": "a rehearsal's own folder",
    "counter.walkthrough": "a rehearsal's own folder",
    "screens.parts.for_a_look": "a fresh folder of the system's own for files to look at; they go through the gateway",
}
"""Modules that open something for writing, and why they may: none of them takes the path from an act's argument."""


def test_nothing_else_opens_a_path_for_writing():
    for file in sorted([*ROOT.glob("counter/**/*.py"), *ROOT.glob("screens/**/*.py")]):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        lines = [node.lineno for node in ast.walk(ast.parse(file.read_text("utf-8"))) if writes(node)]
        assert not lines or module in WRITES, f"{module}:{lines} writes; use counter.hall.files_out"


def writes(node: ast.AST) -> bool:
    """Whether a node opens a file for writing, or makes, moves or replaces one."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
        return node.attr in (
            "O_WRONLY",
            "O_RDWR",
            "O_CREAT",
            "link",
            "symlink",
            "rename",
            "replace",
            "mkdir",
            "makedirs",
        )
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in ("write_text", "write_bytes", "copyfile", "copytree", "copy2", "mkdtemp", "NamedTemporaryFile", "mkdir"):
        return True
    modes = [
        *(a for a in node.args[:2] if isinstance(a, ast.Constant)),
        *(k.value for k in node.keywords if k.arg == "mode"),
    ]
    return name == "open" and any(
        isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and set(one.value) <= set("rwxab+t")
        and set(one.value) & set("wxa+")
        for one in modes
    )


def test_the_scan_for_writing_sees_what_it_looks_for():
    for text in (
        "open(to, 'xb')",
        "Path(to).open('w')",
        "path.write_text('x')",
        "os.open(p, os.O_WRONLY)",
        "open(p, mode='a')",
    ):
        assert any(writes(node) for node in ast.walk(ast.parse(text))), text
    assert not any(writes(node) for node in ast.walk(ast.parse("open(p); open(p, 'rb'); p.open('r')")))
