"""A head of the journal as eight words that can be read out over a telephone: 88 bits.

Each word is a quality and a thing, 32 x 64; within each list no two sound alike (a test says so).
"""

from __future__ import annotations

QUALITIES = "红黄蓝白黑青紫银铜铁石木竹水火山海河江天春夏秋金东南北大小老新高"
THINGS = (
    "马牛羊猪狗鸡鸭鱼虎龙蛇鸟兔猴象鹿狼熊蜂蝶桃梨杏枣瓜豆米麦花草叶松"
    "柳梅兰菊桥船车门窗灯笔书琴鼓钟刀盆碗瓶杯盐糖茶油云雪月伞布塔针网"
)
WORDS = 8
DIGITS = WORDS * 11 // 4
"""How many hexadecimal digits of the digest the words say."""


def words_of(digest: str) -> str:
    """The eight words of a digest (64 hexadecimal digits), with spaces between."""
    number = int(digest[:DIGITS], 16)
    parts = [number >> 11 * place & 0x7FF for place in reversed(range(WORDS))]
    return " ".join(QUALITIES[part >> 6] + THINGS[part & 63] for part in parts)


def digits_of(words: str) -> str | None:
    """The first digits of the digest that eight words say; None for what are no such words."""
    signs = [sign for sign in words if not sign.isspace() and sign not in "，、,·-"]
    if len(signs) != 2 * WORDS:
        return None
    number = 0
    for quality, thing in zip(signs[::2], signs[1::2], strict=True):
        if quality not in QUALITIES or thing not in THINGS:
            return None
        number = number << 11 | QUALITIES.index(quality) << 6 | THINGS.index(thing)
    return f"{number:0{DIGITS}x}"
