"""The QR code as a phone meets it: printed at 203 dpi on narrow paper, turned, blurred, dirty, faded, years old."""

from __future__ import annotations

import csv
import dataclasses
import json
import random
from pathlib import Path

import numpy
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from counter.acts.catalogue.handouts import guide_address
from counter.errors import Refusal
from counter.paper import qr
from counter.paper.layout import preview
from counter.paper.picture import draw, module_dots
from counter.paper.receipt import Sheet
from counter.rules import numbers

CODE = numbers.make_code(b"s" * 32, "5f0c1d2e3a4b5c6d", "case", 4711)
SHEET = Sheet(
    "W20261124-0007",
    "acceptance",
    "受理通知书",
    "星城市政务服务中心",
    "2026-11-24",
    "办件编号",
    "R20261124-0001",
    lines=(("申请人", "沈若溪"),),
    seal="星城市政务服务中心",
    address=f"HTTPS://ZWFW.XINGCHENG.GOV.CN:8443/S/{CODE}",
    code=CODE,
    scan="扫码看办理进度",
)
KEPT = json.loads((Path(__file__).parents[1] / "data" / "printed-codes.json").read_text("utf-8"))


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def sheets():
    chance = random.Random(3)
    for id in (1, 77, 123456):
        code = numbers.make_code(b"t" * 32, f"{chance.getrandbits(64):016x}", "case", id)
        yield dataclasses.replace(SHEET, address=f"HTTPS://ZWFW.XINGCHENG.GOV.CN:8443/S/{code}", code=code)


def test_a_forty_character_base_stays_at_version_5_or_less_in_capitals():
    base = "HTTPS://" + "A" * 25 + ".GOV.CN"
    assert len(base) == 40
    assert qr.version(f"{base}/S/{CODE}") <= 5
    assert qr.version(f"{base}/S/{CODE}") < qr.version(f"{base}/s/{CODE}".lower()) <= 5


def test_an_address_that_would_not_scan_is_refused_with_the_setting_to_change():
    with pytest.raises(Refusal, match="网址太长"):
        qr.matrix("https://" + "a" * 90 + "/S/" + CODE)


@pytest.mark.parametrize("millimetres", [58, 80])
def test_every_module_is_big_enough_for_203_dpi(millimetres):
    dots = module_dots(SHEET.address, {58: 384, 80: 576}[millimetres])
    assert dots >= 6, "0.75 mm a module"


@pytest.mark.parametrize("millimetres", [58, 80])
def test_the_picture_decodes_to_the_address(millimetres):
    for sheet in sheets():
        assert read(draw(sheet, millimetres)) == [sheet.address]


@pytest.mark.parametrize("millimetres", [58, 80])
def test_the_guide_of_every_real_item_can_be_handed_out_and_scans(millimetres):
    base = "https://" + "a" * 20 + "-city.gov.cn"
    assert len(base) == 40
    with (Path(__file__).parents[1] / "data" / "sichuan-items.csv").open(encoding="utf-8") as file:
        codes = sorted({row["implementation_code"] for row in csv.DictReader(file)}, key=len)
    for code in codes:
        assert qr.version(guide_address(base, code)) <= qr.LARGEST_OF_A_PLACE
    address = guide_address(base, codes[-1])
    assert module_dots(address, {58: 384, 80: 576}[millimetres]) >= 4
    assert read(draw(dataclasses.replace(SHEET, address=address, code=""), millimetres)) == [address]


def spoiled(picture: Image.Image, how: str) -> Image.Image:
    grey = picture.convert("L")
    if how.startswith("turned"):
        return grey.rotate(int(how.split()[1]), expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    if how == "blurred":
        return grey.filter(ImageFilter.GaussianBlur(2.0))
    dots = numpy.asarray(grey).copy()
    if how == "noise":
        chance = numpy.random.default_rng(5)
        hit = chance.random(dots.shape) < 0.05
        dots[hit] = 255 - dots[hit]
    if how == "half contrast":
        dots = (64 + dots.astype(float) * 0.5).astype("uint8")
    return Image.fromarray(dots)


@pytest.mark.parametrize(
    "how", ["turned 7", "turned 45", "turned 90", "turned 180", "turned 233", "blurred", "noise", "half contrast"]
)
@pytest.mark.parametrize("millimetres", [58, 80])
def test_it_still_scans_when_the_world_has_been_at_it(millimetres, how):
    for sheet in sheets():
        assert read(spoiled(draw(sheet, millimetres), how)) == [sheet.address]


def test_the_code_on_a_terminal_scans_too():
    lines = qr.half_blocks(SHEET.address)
    dots = 8
    picture = Image.new("L", (len(lines[0]) * dots, len(lines) * 2 * dots), 0)
    for y, line in enumerate(lines):
        for x, block in enumerate(line):
            for half, light in enumerate({"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}[block]):
                if light:
                    picture.paste(255, (x * dots, (2 * y + half) * dots, (x + 1) * dots, (2 * y + half + 1) * dots))
    assert read(picture) == [SHEET.address]
    assert all(line in preview(SHEET, 80) for line in lines[5:10])


@pytest.mark.parametrize("kept", KEPT["codes"], ids=lambda kept: f"{kept['kind']}-{kept['id']}")
def test_codes_printed_by_older_versions_open_for_ever(kept):
    secret = bytes.fromhex(KEPT["secret"])
    reading = numbers.read_code(kept["payload"], KEPT["hall"])
    assert reading == numbers.CodeReading(numbers.Reading.FINE, kept["code"])
    assert numbers.code_hash(reading.code) == kept["hash"], "the stores of old halls hold this hash"
    assert numbers.signed(secret, kept["code"]) and numbers.verify(
        secret, KEPT["hall"], kept["kind"], kept["id"], kept["code"]
    )
    assert numbers.make_code(secret, KEPT["hall"], kept["kind"], kept["id"]) == kept["code"], "a reprint repeats it"
