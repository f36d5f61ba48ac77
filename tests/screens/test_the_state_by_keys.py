"""An administrator sees how the hall is, and mends what can safely be mended."""

from __future__ import annotations

import stat

from tests.screens.conftest import Sitting
from tests.screens.test_the_house_by_keys import turn_to


async def test_rights_that_others_have_are_told_and_mended(sit: Sitting, hall, hall_dir) -> None:
    hall_dir.chmod(0o755)
    (hall_dir / "hall.db").chmod(0o644)
    async with sit("admin", place="state") as at:
        assert "别的系统用户也能打开 hall.db" in at.words, at.words
        await at.press("home")
        await at.down_to("#list", "rights")
        await at.press("enter", "tab", "enter")
        assert "权限已理好" in at.message, at.words
        assert stat.S_IMODE((hall_dir / "hall.db").stat().st_mode) == 0o600
        assert "别的系统用户" not in "\n".join(at.lines[3:20])


async def test_who_is_signed_in_and_what_lags_is_seen(sit: Sitting, hall, people) -> None:
    from counter.acts.staff.accounts import sign_in
    from counter.site.publish import Publisher

    hall.do(sign_in, people["c3"], window=3)
    publisher = Publisher(hall)
    publisher.catch_up()
    publisher.close()
    async with sit("admin", place="state") as at:
        await turn_to(at, "here")
        assert "周雅静" in at.words and "3号窗口" in at.words
        await turn_to(at, "output")
        assert "公开页落后" in at.words and "没有在等的" in at.words, at.words
        await turn_to(at, "size")
        assert "hall.db" in at.words and "GiB" in at.words
        await turn_to(at, "backups")
        assert "还没有备份" in at.words
