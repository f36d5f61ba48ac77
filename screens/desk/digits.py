"""The desk's digits: what each does to the highlighted approval, in every list and menu of the desk."""

from __future__ import annotations

from screens.shell.language import mark

ACTS = (
    ("receive", mark("签收"), mark("材料到了，与转移单相符")),
    ("grant", mark("准予"), ""),
    ("refuse", mark("不予许可"), mark("写明理由，救济途径自动附上")),
    ("ask", mark("要求补正"), mark("一次说全：几份材料、几点要求写进一份通知")),
    ("pause", mark("特别程序"), mark("第四十五条的检验、听证等，停计时")),
    ("resume", mark("恢复计时"), mark("特别程序结束")),
    ("extend", mark("延长期限"), mark("一次，须负责人批准")),
    ("opinion", mark("记意见、上报"), mark("只有本台看得到；上报的上级也看得到")),
    ("past", mark("经过"), mark("这件从头到现在，和各台进度")),
)
"""Digit 1 to 9 -> what it does to the highlighted approval; 0 counts its days."""
DIGIT_OF = {**{code: digit for digit, (code, _, _) in enumerate(ACTS, 1)}, "explain": 0}
"""The same the other way round."""
