"""A catalogue of a whole hall's size, made from real item names with a seed: 3,884 items, 25,000 item-document rows,
1,120 laws.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

from counter.hall import Hall
from counter.store.connection import immediate
from counter.store.search import catalogue_changed
from counter.store.spelling import spell

REAL = Path(__file__).resolve().parent.parent / "data" / "sichuan-items.csv"
ITEMS, NEEDS, LAWS = 3_261 + 623, 25_000, 1_120
_PAPERS = (
    "申请表",
    "申请书",
    "证明材料",
    "批准文件",
    "审核意见",
    "承诺书",
    "检验报告",
    "现场照片",
    "技术方案",
    "授权委托书",
    "登记证书",
    "说明",
)
_VARIANTS = ("", "变更", "延续", "注销", "补发", "（市级）", "（县级）")


def fill(hall: Hall, seed: int = 1, items: int = ITEMS, needs: int = NEEDS, laws: int = LAWS) -> None:
    """Add that many rows to a hall's catalogue, the same for the same seed."""
    dice = random.Random(seed)
    with REAL.open(encoding="utf-8") as file:
        names = sorted({row["name"] for row in csv.DictReader(file)})
    spelled = {text: spell(text) for text in (*names, *_PAPERS, *_VARIANTS, "关于的规定", "第条")}

    def letters(*parts: str) -> tuple[str, str]:
        known = [spelled[part] for part in parts if part]
        return " ".join(k[0] for k in known), "".join(k[1] for k in known)

    departments = [row["code"] for row in hall.db.execute("SELECT code FROM department ORDER BY code")]
    papers = [(f"X{n}", dice.choice(names)[:18], dice.choice(_PAPERS)) for n in range(needs // 4)]
    for _, beginning, _ in papers:
        spelled.setdefault(beginning, spell(beginning))
    with immediate(hall.db):
        hall.db.executemany(
            "INSERT INTO document (code, name, pinyin, initials) VALUES (?,?,?,?)",
            [(code, beginning + kind, *letters(beginning, kind)) for code, beginning, kind in papers],
        )
        chosen = [(f"Y{n:05d}", names[n % len(names)], dice.choice(_VARIANTS)) for n in range(items)]
        hall.db.executemany(
            "INSERT INTO item (code, version, effective_on, department, name, kind, pinyin, initials, guide)"
            " VALUES (?,1,'2020-01-01',?,?,'promised',?,?,'{}')",
            [
                (code, dice.choice(departments), name + variant, *letters(name, variant))
                for code, name, variant in chosen
            ],
        )
        hall.db.executemany(
            "INSERT INTO item_use (item, times) VALUES (?,?)", [(code, dice.randrange(500)) for code, _, _ in chosen]
        )
        weights = [1 / (n + 1) ** 0.6 for n in range(len(papers))]
        drawn = dice.choices(papers, weights, k=needs)
        hall.db.executemany(
            "INSERT INTO item_document (item, version, position, document, need) VALUES (?,1,?,?,'{}')",
            [(chosen[n % items][0], n // items + 1, paper[0]) for n, paper in enumerate(drawn)],
        )
        hall.db.executemany(
            "INSERT INTO basis (law, number, article, pinyin, initials) VALUES (?,?,?,?,?)",
            [
                (f"关于{name}的规定", "", f"第{n + 1}条", *letters(name, "关于的规定"))
                for n, name in enumerate(dice.choices(names, k=laws))
            ],
        )
        catalogue_changed(hall.db)
