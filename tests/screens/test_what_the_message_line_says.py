"""The message line: a refusal's next step is what the clerk needs, so it is never the part that is cut off."""

from __future__ import annotations

from tests.screens.conftest import Sitting

LONG = (
    "材料还不齐：人社网上服务用户承诺书、基本医疗保险单位参保信息登记表"
    "；依据：行政许可法第三十二条：申请材料齐全、符合法定形式的应当受理"
    "；下一步：请收齐，或逐份写明容缺、承诺、免提交；都不行就一次性告知补正"
)


async def test_a_long_refusal_stands_there_whole(sit: Sitting) -> None:
    async with sit("c1") as at:
        at.app.say(LONG, "bad")
        await at.settle()
        shown = "".join(line.strip() for line in at.lines[-4:-1])
        assert shown == LONG and at.lines[-1].startswith("F1")


async def test_what_is_longer_than_the_line_may_grow_ends_with_a_mark(sit: Sitting) -> None:
    async with sit("c1") as at:
        at.app.say("很长" * 500, "bad")
        await at.settle()
        assert at.lines[-2].endswith("..") and "很长" not in at.lines[-7]
        at.app.say("短", "good")
        await at.settle()
        assert at.lines[-2].strip() == "短" and "很长" not in at.words
