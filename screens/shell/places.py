"""The places of the hall: which screen each is, and who works there; the steps that all of them open."""

from __future__ import annotations

from counter.rules.access import Role
from screens.shell.language import mark

PLACES: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "signin": ("screens.shell.sign_in", "SignInScreen", mark("登录"), ()),
    "window": ("screens.window.window", "WindowScreen", mark("窗口"), (Role.CLERK, Role.SUPERVISOR)),
    "desk": ("screens.desk.desk", "DeskScreen", mark("审批台"), (Role.APPROVER,)),
    "supervisor": ("screens.supervisor.supervisor", "SupervisorScreen", mark("值班"), (Role.SUPERVISOR,)),
    "closing": ("screens.supervisor.closing", "ClosingScreen", mark("当日"), (Role.SUPERVISOR, Role.ADMINISTRATOR)),
    "inbox": ("screens.window.inbox", "InboxScreen", mark("网上来件"), (Role.CLERK, Role.SUPERVISOR)),
    "ratings": ("screens.supervisor.ratings", "RatingsScreen", mark("评价整改"), (Role.SUPERVISOR, Role.ADMINISTRATOR)),
    "figures": (
        "screens.supervisor.figures",
        "FiguresScreen",
        mark("数字"),
        (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.APPROVER),
    ),
    "audit": ("screens.supervisor.audit", "AuditScreen", mark("审计"), (Role.SUPERVISOR,)),
    "guide": ("screens.window.guide", "GuideScreen", mark("导办"), (Role.GUIDE, Role.CLERK, Role.SUPERVISOR)),
    "find": ("screens.catalogue.find", "FindScreen", mark("事项查询"), tuple(Role)),
    "backlog": (
        "screens.catalogue.backlog",
        "BacklogScreen",
        mark("目录整改"),
        (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.APPROVER),
    ),
    "start": ("screens.administrator.start", "StartScreen", mark("开厅"), (Role.ADMINISTRATOR,)),
    "state": ("screens.administrator.state", "StateScreen", mark("状态"), (Role.ADMINISTRATOR,)),
    "people": ("screens.administrator.people", "PeopleScreen", mark("人员"), (Role.ADMINISTRATOR,)),
    "house": ("screens.administrator.house", "HouseScreen", mark("布置"), (Role.ADMINISTRATOR,)),
    "board": ("screens.public.board", "BoardScreen", mark("大屏"), tuple(Role)),
    "kiosk": ("screens.public.kiosk", "KioskScreen", mark("自助取号"), (Role.GUIDE,)),
    "stewards": (
        "screens.catalogue.stewards",
        "StewardsScreen",
        mark("目录管理"),
        (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.APPROVER),
    ),
    "directory": (
        "screens.catalogue.directory",
        "DirectoryScreen",
        mark("网站公告"),
        (Role.ADMINISTRATOR, Role.SUPERVISOR),
    ),
    "browse": ("screens.catalogue.browse", "BrowseScreen", mark("分类查看"), tuple(Role)),
    "tomorrow": ("screens.supervisor.tomorrow", "TomorrowScreen", mark("明天"), (Role.SUPERVISOR, Role.CLERK)),
    "replay": ("screens.supervisor.replay", "ReplayScreen", mark("回放"), (Role.SUPERVISOR,)),
    "clock": ("screens.supervisor.clocks", "ClocksScreen", mark("时钟"), (Role.SUPERVISOR, Role.ADMINISTRATOR)),
}
"""Mode -> module, class, name on screen, and who works there."""

STEPS: dict[str, tuple[str, str]] = {
    "search": ("screens.shell.search", "SearchScreen"),
    "menu": ("screens.shell.palette", "Palette"),
    "intake": ("screens.intake.intake", "IntakeScreen"),
}
"""Steps that every place opens by name (`app.open_step`): module and class, so that no place has to know them."""

PUBLIC = ("signin", "board", "kiosk")
"""Places that show nothing of anybody: the only ones before somebody has signed in."""

KEY_ROLES: dict[str, tuple[Role, ...]] = {
    "find": (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR),
    "undo": (Role.GUIDE, Role.CLERK, Role.APPROVER, Role.SUPERVISOR),
}
"""Who may do what a key of every place does; to the others it is dim."""

HOME = {
    Role.GUIDE: "guide",
    Role.CLERK: "window",
    Role.APPROVER: "desk",
    Role.SUPERVISOR: "supervisor",
    Role.ADMINISTRATOR: "state",
}
