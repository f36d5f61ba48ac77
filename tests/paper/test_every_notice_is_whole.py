"""Every notice that the program can issue, for every type of item, carries what the table says it must have; without
it no notice comes about.
"""

from __future__ import annotations

import copy
import re
import shutil
import subprocess

import pytest

from counter.acts.paper.notices import BESIDE_LINES, SEVERAL, TYPES, check, form_of, table
from counter.acts.paper.wording.notice import of_case
from counter.acts.paper.writing import issue_notice
from counter.errors import Refusal
from counter.hall.act import act
from counter.paper.layout import Line, strip
from counter.paper.page import addressee, pdf
from counter.paper.receipt import sheet_of
from counter.rules.access import Role
from counter.rules.notice import SEALED
from counter.samples import issue
from tests.conftest import WHOLE

WALKED = TYPES if WHOLE else ("permit", "service")
"""Types of items; a case of several types comes besides."""


OF_PERMITS = {
    "whole-extension": "a joint handling has a permit in it",
    **dict.fromkeys(("false-application", "false-material", "barred"), "articles 78 and 79 speak of permits"),
    **dict.fromkeys(("permit-revoked", "permit-taken-back", "permit-deregistered"), "articles 8, 69, 70: permits"),
    **dict.fromkeys(("interested", "interested-hearing", "hearing-by-others"), "articles 36 and 47 speak of permits"),
}
"""Notices that other types of items don't have, and why."""


@pytest.fixture(scope="module")
def issued(training_template, tmp_path_factory):
    """Every notice, issued by its own acts; and the hall, so that they can be laid out."""
    from counter.hall import Hall

    path = tmp_path_factory.mktemp("notices") / "hall"
    shutil.copytree(training_template, path)
    hall = Hall.open(path, now=None)
    found, missing = issue(hall, WALKED)
    yield hall, {(one.form, one.type): one.paper for one in found}, missing
    hall.close()


def test_every_notice_of_the_table_is_issued_for_every_type_of_item(issued):
    _, papers, missing = issued
    assert missing == []
    assert {form.kind for form in table().forms.values()} == set(SEALED)
    for code in {code for code, _ in table().forms}:
        if code not in OF_PERMITS:
            assert {type_ for one, type_ in table().forms if one == code} >= set(TYPES), code
    assert len(papers) > 15 * len(WALKED)


def test_each_says_on_paper_everything_that_it_must_have(issued):
    hall, papers, _ = issued
    for (code, type_), paper in papers.items():
        form = form_of(code, type_)
        sheet = sheet_of(hall, paper)
        said = re.sub(r"\s", "", "".join(row.text for row in strip(sheet) if isinstance(row, Line)))
        assert form.title in said and form.basis.replace(" ", "") in said, (code, type_)
        masked = "430***********0019" if code == "succession" else "430***********3029"
        assert "李晓梅" in said and "430104200207153029" not in said, (code, type_)
        assert (masked in said) is not code.startswith("interested"), "nobody else learns the applicant's number"
        assert paper.number in said[: said.index("依据")], "the number stands at the head"
        assert re.search(r"\d{4}年\d{1,2}月\d{1,2}日", sheet.date) and not re.search(r"\d{4}-\d\d-\d\d", said)
        assert (sheet.seal != hall.settings["name"]) or "remedies" not in form.fields, "who decides seals it"
        assert paper.content["case"] in said and sheet.seal + "（盖章）" in said, (code, type_)
        if "remedies" in form.fields:
            assert re.search("六十日内向星城市人民政府|六十日内向湘江省", said) and "河东区人民法院提起行政诉讼" in said
        if "matter" in form.fields:
            items = [row[0] for row in hall.db.execute(ITEMS, (paper.case_id,))]
            bundles = [row[0] for row in hall.db.execute(BUNDLE, (paper.case_id,))]
            named = str([*paper.content["lines"], *(one["rows"] for one in paper.content["tables"])])
            every = any if paper.approval or "remedies" in form.fields else all  # a department tells of its own
            assert every(name in named for name in items) or any(name in named for name in bundles), (code, type_)


def test_every_receipt_of_service_names_who_is_to_receive_it(issued):
    hall, papers, _ = issued
    for key, paper in papers.items():
        sheet = sheet_of(hall, paper)
        assert not sheet.served or addressee(sheet), key


ITEMS = "SELECT i.name FROM case_item c JOIN item i ON i.code = c.item AND i.version = c.version WHERE c.case_id = ?"
BUNDLE = "SELECT b.name FROM case_file c JOIN bundle b ON b.code = c.bundle WHERE c.id = ?"


def test_what_is_no_permit_is_never_spoken_of_as_one(issued):
    hall, papers, _ = issued
    for (code, type_), paper in papers.items():
        if type_ not in ("permit", SEVERAL):
            said = "".join(row.text for row in strip(sheet_of(hall, paper)) if isinstance(row, Line))
            assert "许可" not in said.replace("许可证", "").replace("参照行政许可法", ""), (code, type_, said)


def test_without_one_of_its_fields_a_notice_does_not_pass(issued):
    _, papers, _ = issued
    labels = table().labels
    for (code, type_), paper in papers.items():
        check(paper.kind, paper.content)
        for field in form_of(code, type_).fields:
            lacking = copy.deepcopy(paper.content)
            if field in BESIDE_LINES:
                lacking[BESIDE_LINES[field]] = ""
            else:
                gone = {label for one in field.split("|") for label in labels[one]}
                lacking["lines"] = [line for line in lacking["lines"] if line[0] not in gone]
                lacking["tables"] = [one for one in lacking["tables"] if not gone & set(one["head"])]
            with pytest.raises(Refusal, match="缺必备内容"):
                check(paper.kind, lacking)


@act("hall.half-a-notice", by=(Role.CLERK,))
def half_a_notice(work, form: str) -> str:
    """Try to issue a notice that nobody put on the table, or one with no facts."""
    work.about("papers:test")
    return issue_notice(work, "non-acceptance", {"form": form, "type": "permit", "title": "不予受理", "lines": []})


@pytest.mark.parametrize("form", ["", "never-heard-of", "not-competent", "receipt"])
def test_no_act_gets_half_a_notice_past_the_gate(hall, people, form):
    with pytest.raises(Refusal) as refused:
        hall.do(half_a_notice, people["c3"], form=form)
    assert refused.value.code in ("paper.notice-not-in-the-table", "paper.notice-not-whole")
    assert hall.db.execute("SELECT count(*) FROM paper").fetchone()[0] == 0


def test_a_refusal_asks_who_reviews_it_where_nobody_has_said(hall, people, monkeypatch):
    from counter.acts.paper import remedies

    monkeypatch.setattr(remedies, "_training", dict)
    hall.db.execute("DELETE FROM remedy")
    run = _runner(hall, people)
    case = run("case.open", "c3", items=("flexible-insurance",)).case
    run("case.applicant", "c3", case=case, name="李晓梅", number="430104200207153029")
    with pytest.raises(Refusal, match="复议机关和管辖法院") as refused:
        run("case.not-competent", "c3", case=case, competent="邻市")
    assert refused.value.code == "department.remedies-unknown"
    assert hall.db.execute("SELECT state FROM case_file").fetchone()[0] == "draft"
    with pytest.raises(Refusal, match="不是法院"):
        run("department.remedies", "admin", scope="city", review="星城市人民政府", court="星城市司法局")
    run("department.remedies", "admin", scope="CITY", review="星城市人民政府", court="星城铁路运输法院")
    run("case.not-competent", "c3", case=case, competent="邻市")
    said = hall.db.execute("SELECT remedies FROM case_file").fetchone()[0]
    assert "六十日内向星城市人民政府申请行政复议" in said and "星城铁路运输法院提起行政诉讼" in said


def _runner(hall, people):
    from counter.hall.act import load

    def run(name, who, /, **arguments):
        entry = load(name.split(".")[0])[name]
        return (hall.run if entry.writes else hall.answer)(entry, people[who], arguments)

    return run


def test_five_notices_were_held_against_published_models():
    assert len(table().models) >= 5
    assert all(one["text"] and one["source"] and one["compared"] for one in table().models.values())
    assert all(one["address"].startswith("http") and one["read"] for one in table().models.values())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_on_a4_the_type_is_official_and_what_starts_a_clock_has_a_receipt_of_service(issued, tmp_path):
    hall, papers, _ = issued
    for key, served in ((("refusal", "service"), True), (("receipt", "permit"), False)):
        (tmp_path / "one.pdf").write_bytes(pdf(sheet_of(hall, papers[key])))
        words = subprocess.run(
            ["pdftotext", "-bbox", str(tmp_path / "one.pdf"), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert 'width="595' in words and ("送达回证" in words) is served
        heights = [
            (float(low) - float(high), text)
            for high, low, text in re.findall(r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)">([^<]*)<', words)
        ]
        assert any(form_of(*key).title in text and high >= 22 for high, text in heights)
        assert all(high >= 9 for high, _ in heights)
        assert "李晓梅" in words and ("星城市" in words)
