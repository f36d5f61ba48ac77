"""Licences, bill of materials and advisories of what runs here: read on the machine itself, without a network."""

from __future__ import annotations

import json
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from counter.cli import main
from counter.commands._components import NOT_STATED, PINS, bill, components, pinned
from counter.rules.advisories import Affected, Range, means, mended_in, read

COMPILED = (".so", ".pyd", ".dylib")


def supply(*words: str, capsys: pytest.CaptureFixture[str], language: str = "zh-Hans") -> tuple[int, str, str]:
    """Exit code and both outputs of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["--language", language, "supply", *words])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def record(package: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """An advisory as a database has it."""
    about = {
        "package": {"ecosystem": "PyPI", "name": package},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}] if events else [],
    }
    return {"id": "TEST-2026-1", "modified": "2026-11-20T08:00:00Z", "affected": [{**about, **more}]}


# -- licences and the bill ---------------------------------------------------------------------------------------------


def test_every_package_has_a_licence_and_the_cipher_says_what_it_builds_on(capsys: pytest.CaptureFixture[str]) -> None:
    listed = {one.name: one for one in components()}
    assert [one.name for one in listed.values() if one.licence in ("", "UNKNOWN", NOT_STATED)] == []
    assert {name: metadata.version(name) for name in listed} == {one.name: one.version for one in listed.values()}
    cipher = listed["sqlcipher3"]
    assert cipher.licence == "Zlib" and cipher.read_in == "LICENSE"
    written = metadata.distribution("sqlcipher3").read_text(f"licenses/{cipher.read_in}") or ""
    assert "provided 'as-is', without any express or implied warranty" in written
    built = {part.name: (part.version, part.licence) for part in cipher.inside}
    assert built.keys() == {"SQLite", "SQLCipher", "OpenSSL"}
    assert all(Version(version) for version, _ in built.values())
    code, told, _ = supply("licences", capsys=capsys)
    assert code == 0 and "sqlcipher3  0.6.4  Zlib（包里没有声明，依据它的 LICENSE）" in told and "含 SQLCipher" in told


def test_what_is_compiled_into_a_package_is_named() -> None:
    unnamed = []
    for one in components()[1:]:
        binaries = [file.name for file in metadata.files(one.name) or () if any(end in file.name for end in COMPILED)]
        if binaries and not one.inside and one.name not in ("charset-normalizer", "markupsafe"):  # their own code
            unnamed.append(one.name)
    assert unnamed == []


def test_every_library_that_a_wheel_carries_is_named() -> None:
    import tomllib

    unsaid = tomllib.loads((PINS.parent / "data" / "licences.toml").read_text("utf-8"))
    assert unsaid.keys() <= {one.name for one in components()}
    carried = {
        file.name.partition("-")[0]
        for name in unsaid
        for file in metadata.files(name) or ()
        if file.parts[0].endswith(".libs")
    }
    named = {one for parts in unsaid.values() for part in parts["inside"] for one in part.get("file", "").split()}
    assert "libjpeg" in carried and carried <= named


def test_licences_in_spdx_names_are_such() -> None:
    expressions = pytest.importorskip("license_expression", reason="`make setup-dev` brings it")
    spdx = expressions.get_spdx_licensing()
    said = [one.licence for one in components() if one.spdx]
    said += [part.licence for one in components() for part in one.inside]
    assert {text: spdx.validate(text).errors for text in said if spdx.validate(text).errors} == {}


def test_the_bill_of_materials_is_cyclonedx_and_the_same_tomorrow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "bill.json"
    assert supply("sbom", "--to", str(target), capsys=capsys)[0] == 0
    first = target.read_text("utf-8")
    assert supply("sbom", capsys=capsys)[1] == first
    made = json.loads(first)
    names = {one["name"] for one in made["components"]}
    assert {"textual", "sqlcipher3", "pillow"} <= names and not {"pytest", "playwright"} & names
    hashed = [one for one in made["components"] if "externalReferences" in one]
    assert len(hashed) == len(made["components"])
    pins = pinned(PINS)
    hashes = {one["content"] for one in hashed[0]["externalReferences"][0]["hashes"]}
    assert hashes == set(pins[hashed[0]["name"]][1])
    refs = {one["bom-ref"] for one in [made["metadata"]["component"], *made["components"]]}
    assert {one["ref"] for one in made["dependencies"]} == refs
    assert {other for one in made["dependencies"] for other in one["dependsOn"]} == refs - {
        made["dependencies"][0]["ref"]
    }


def test_the_bill_of_materials_holds_against_the_written_schema() -> None:
    validating = pytest.importorskip("cyclonedx.validation.json", reason="`make setup-dev` brings it")
    from cyclonedx.schema import SchemaVersion

    validator = validating.JsonStrictValidator(SchemaVersion.V1_6)
    made = bill(components(), pinned(PINS))
    assert validator.validate_str(json.dumps(made)) is None
    assert validator.validate_str(json.dumps({**made, "components": [{"name": "x"}]})) is not None


def test_a_bill_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = supply("sbom", "--to", str(tmp_path / "not" / "there.json"), capsys=capsys)
    assert code == 1 and "写不到" in told and "请换一个文件名" in told


# -- advisories --------------------------------------------------------------------------------------------------------


def test_an_advisory_from_a_stick_names_the_package_and_where_it_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = metadata.version("pillow")
    after = f"{Version(version).major}.99"
    advisory = record("Pillow", {"introduced": "0"}, {"fixed": after}) | {"summary": "a \x1b[31mred picture"}
    (tmp_path / "one.json").write_text(json.dumps(advisory), "utf-8")
    (tmp_path / "other.json").write_text(json.dumps(record("django", {"introduced": "0"})), "utf-8")
    code, told, _ = supply("audit", str(tmp_path), capsys=capsys)
    assert code == 1 and f"pillow {version} 受影响：TEST-2026-1，{after} 起已修复" in told and "\x1b" not in told
    assert "不知道的：2026-11-20 以后的公告" in told and "SQLCipher" in told
    code, told, _ = supply("audit", str(tmp_path), capsys=capsys, language="en")
    assert code == 1 and "is affected: TEST-2026-1, mended in" in told
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in told)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "one.json", "PYSEC/one.json")
    code, told, _ = supply("audit", str(tmp_path / "all.zip"), "--json", capsys=capsys)
    assert code == 1 and [hit["package"] for hit in json.loads(told)["affected"]] == ["pillow"]


def test_a_database_without_faults_of_ours_ends_well_and_says_what_it_cannot_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(record("pillow", {"introduced": "0"}, {"fixed": "1.0"})), "utf-8")
    withdrawn = record("rich", {"introduced": "0"}) | {"withdrawn": "2026-11-01T00:00:00Z"}
    (tmp_path / "b.json").write_text(json.dumps(withdrawn), "utf-8")
    for name, text in {
        "c": "not json",
        "d": "[" * 100_000,
        "e": '{"id": 7}',
        "f": '{"id": "x", "modified": "y", "affected": 3}',
    }.items():
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
    (tmp_path / "g.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "h.yaml").write_text("id: PYSEC-1\n", "utf-8")
    code, told, _ = supply("audit", str(tmp_path), capsys=capsys)
    assert code == 0 and "0 项受影响" in told and "6 个文件读不出公告" in told


def test_an_advisory_that_names_only_commits_leaves_it_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranges = [{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}]
    (tmp_path / "a.json").write_text(json.dumps(record("rich", ranges=ranges)), "utf-8")
    code, told, _ = supply("audit", str(tmp_path), capsys=capsys)
    assert code == 1 and "是否受影响看不出来" in told and "0 项受影响，1 项看不出来" in told


@pytest.mark.parametrize("what", ["empty", "elsewhere", "other", "broken"])
def test_a_database_that_says_nothing_about_python_is_no_good_news(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "database"
    if what == "broken":
        database.write_bytes(b"PK\x03\x04 no archive")
    elif what != "elsewhere":
        database.mkdir()
    if what == "other":
        npm = record("left-pad") | {"affected": [{"package": {"ecosystem": "npm", "name": "rich"}, "versions": ["1"]}]}
        (database / "a.json").write_text(json.dumps(npm), "utf-8")
    code, _, told = supply("audit", str(database), capsys=capsys)
    assert code == 1 and ("安全公告" in told) and "下一步" in told


@pytest.mark.parametrize(
    ("events", "version", "answer"),
    [
        ((("introduced", "0"), ("fixed", "2.0")), "1.9", True),
        ((("introduced", "0"), ("fixed", "2.0")), "2.0", False),
        ((("introduced", "0"), ("fixed", "2.0")), "2.0rc1", True),
        ((("introduced", "0"), ("last_affected", "2.0")), "2.0", True),
        ((("introduced", "0"), ("last_affected", "2.0")), "2.0.post1", False),
        ((("introduced", "1.0"), ("fixed", "1.5"), ("introduced", "2.0")), "1.7", False),
        ((("introduced", "2.0"), ("introduced", "1.0"), ("fixed", "1.5")), "2.1", True),
        ((("introduced", "10"),), "9", False),
        ((("introduced", "0"), ("fixed", "no version")), "1.0", None),
        ((), "1.0", None),
    ],
)
def test_ranges_of_versions(events: tuple[tuple[str, str], ...], version: str, answer: bool | None) -> None:
    assert means(Affected("x", (), (Range("ECOSYSTEM", events),) if events else ()), version) is answer


def test_a_listed_version_counts_in_any_spelling_and_one_that_is_none_stays_open() -> None:
    about = Affected("x", ("1.0.0", "weird"), ())
    assert means(about, "1.0") is True and means(about, "1.1") is False
    assert means(about, "weird") is True and means(about, "odd") is None
    assert mended_in(Affected("x", (), (Range("ECOSYSTEM", (("fixed", "1.2"), ("fixed", "1.1"))),)), "1.0") == "1.1"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "modified", "affected", "package", "ecosystem", "ranges", "events", "versions", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_a_record_holds_it_is_read_or_refused(given_record: object) -> None:
    whole = {"id": "x", "modified": "y", "affected": [{"package": {"ecosystem": "PyPI", "name": given_record}}]}
    for one in (given_record, {"id": "x", "modified": "y", "affected": given_record}, whole):
        try:
            advisory = read(one)
        except ValueError:
            continue
        assert all(means(about, "1.0") in (True, False, None) for about in advisory.affected)
