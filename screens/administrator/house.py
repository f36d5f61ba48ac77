"""The house: queues, windows, desks, departments, stations, hours and closed days, kept by one form."""

from __future__ import annotations

from screens.administrator.calling import BOARD
from screens.administrator.contact import CONTACT
from screens.administrator.desks import DEPARTMENTS, DESKS
from screens.administrator.keeping import KeepingScreen
from screens.administrator.policy import POLICY
from screens.administrator.printers import PRINTERS
from screens.administrator.rooms import QUEUES, STATIONS, WINDOWS
from screens.administrator.times import DAYS, HOURS
from screens.shell.language import mark


class HouseScreen(KeepingScreen):
    """All that the hall consists of."""

    NAME = mark("布置")
    PAGES = (QUEUES, WINDOWS, PRINTERS, DESKS, DEPARTMENTS, STATIONS, HOURS, DAYS, CONTACT, BOARD, POLICY)
    PANES = (("#pages", mark("页")), ("#list", mark("内容")), ("#detail", mark("详情")))
    HELP = mark(
        "大厅由什么组成：队列、窗口、打印机、审批台、部门、服务站、作息、自定的开放和关闭日、大屏和播报、规则。左边换页，"
        "Enter 看能做什么，最后一行加一条，F9 在本页找。\n"
        "有人在等的队列、有人值守的窗口、有审批在办的台关不了，会说是谁、还有几件；关过的照样填一次就重新打开。\n"
        "也可以写成一份方案一次布置：counter hall arrange。"
    )
