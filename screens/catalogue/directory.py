"""The linked services and the posts of the hall: looked at, added, changed, taken out or withdrawn by keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from counter import acts
from counter.rules.writing import Writing
from screens.parts.lines import Column, Line, LineList
from screens.parts.sheet import Fact, Sheet
from screens.parts.title import Title
from screens.shell.language import day, mark, t, worded
from screens.shell.place import Place

if TYPE_CHECKING:
    from counter.acts.directory.links import Link
    from counter.acts.directory.posts import Post

NEW, OUT = "+", "-"


class DirectoryScreen(Place):
    """Above the links with what stands of one; below the posts."""

    NAME = mark("网站公告")
    AUTO_FOCUS = "#links"
    PANES = (("#links", mark("网站")), ("#detail", mark("内容")), ("#posts", mark("公告")))
    HELP = mark(
        "上面是公众看到的常用网站，打不开的在前；下面是公告，新的在前；右边是选中那一条的内容。\n"
        "第一行加一条；在一条上按 Enter：改、撤下或撤回。撤下的网站在最后一行，可以放回。\n"
        "公告一发就看得到（或从写的那天起）；更正和撤回要写说明，说明和日期留在公告上。"
    )

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, Link] = {}
        self.posts: dict[str, Post] = {}
        self.taken_out: tuple[Link, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield Title(id="current")
        with Horizontal(classes="row"):
            yield LineList(
                Column(mark("网站"), 0),
                Column(mark("分类"), 12, wide_only=True, english=24),
                Column(mark("状态"), 16, english=18),
                id="links",
                empty=mark("正在读取.."),
            )
            yield Sheet(id="detail")
        yield LineList(
            Column(mark("公告"), 0),
            Column(mark("种类"), 10, english=14),
            Column(mark("从哪天起"), 10),
            Column(mark("到哪天止"), 10, wide_only=True),
            id="posts",
            empty=mark("正在读取.."),
        )

    def on_mount(self) -> None:
        """The posts take a third."""
        self.query_one("#posts", LineList).styles.height = "1fr"
        self.query_one(".row").styles.height = "2fr"

    async def refresh_data(self) -> None:
        """What stands, dead links first."""
        links = await self.app.ask(acts.link_list)
        self.taken_out = await self.app.ask(acts.link_list, retired=True)
        posts = await self.app.ask(acts.post_list)
        self.links = {str(one.number): one for one in sorted(links, key=lambda one: not one.dead)}
        self.posts = {str(one.number): one for one in posts}
        self.query_one("#current", Title).show(
            t("网站公告"),
            t(
                "{links} 个网站，{dead} 个打不开  {posts} 条公告",
                links=len(links),
                dead=sum(one.dead for one in links),
                posts=len(posts),
            ),
        )
        lines = [Line(NEW, (t("加一个网站.."), "", ""), "dim")]
        lines += [
            Line(key, (one.name, one.category, worded(one.state_words)), "bad" if one.dead else "")
            for key, one in self.links.items()
        ]
        if self.taken_out:
            lines.append(Line(OUT, (t("撤下的 {count} 个..", count=len(self.taken_out)), "", ""), "dim"))
        self.query_one("#links", LineList).show(lines)
        written = [Line(NEW, (t("发一条公告.."), "", "", ""), "dim")]
        written += [
            Line(key, (one.title, t(one.kind_name), one.from_on, one.until_on)) for key, one in self.posts.items()
        ]
        self.query_one("#posts", LineList).show(written)
        self._look()

    def _look(self) -> None:
        """What stands of the line under the cursor."""
        posts = self.query_one("#posts", LineList)
        facts: list[Fact] = []
        if posts.has_focus and (post := self.posts.get(posts.cursor or "")) is not None:
            facts = facts_of_post(post)
        elif not posts.has_focus and (link := self.links.get(self.query_one("#links", LineList).cursor or "")):
            facts = facts_of_link(link)
        self.query_one("#detail", Sheet).show(facts)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._look()

    def on_descendant_focus(self) -> None:
        """The sheet follows the list that one works in."""
        self._look()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        key = event.key
        if event.lines.id == "posts":
            self.start(self._write() if key == NEW else self._settle_post(self.posts[key]))
        elif key == NEW:
            self.start(self._add())
        else:
            self.start(self._put_back() if key == OUT else self._settle_link(self.links[key]))

    async def _add(self) -> None:
        if (category := await self._category("")) is None:
            return
        given = await self.app.enter(
            t("加一个网站"),
            (t("名称"), ""),
            (t("网址"), "", Writing.CODE),
            (t("说明"), "", True),
            (t("英文名称"), "", True),
            (t("英文说明"), "", True),
            text=t("没有写繁体名称的，由简体转换。"),
        )
        if given is not None:
            name, address, gist, name_en, gist_en = given
            self.say(
                worded(
                    await self.app.ask(
                        acts.link_add,
                        name=name,
                        address=address,
                        category=category,
                        gist=gist,
                        name_en=name_en,
                        gist_en=gist_en,
                    )
                )
            )

    async def _category(self, at: str) -> str | None:
        known = await self.app.ask(acts.link_categories)
        return await self.app.choose(t("分类"), [(one, t(one), "") for one in known], at=at or None)

    async def _settle_link(self, link: Link) -> None:
        options = [
            ("change", t("改"), t("名称、网址、说明、英文和繁体")),
            ("category", t("换分类"), t(link.category)),
            ("retire", t("撤下"), t("公众不再看到，可以放回")),
        ]
        chosen = await self.app.choose(link.name, options, text=worded(link.state_words))
        if chosen == "category" and (category := await self._category(link.category)) is not None:
            done = await self.app.ask(acts.link_change, number=link.number, category=category, seen=link.version)
            self.say(worded(done))
        elif chosen == "retire" and (why := await self.app.enter(t("撤下"), (t("理由"), "", True))) is not None:
            self.say(worded(await self.app.ask(acts.link_retire, number=link.number, reason=why)))
        elif chosen == "change":
            given = await self.app.enter(
                t("改一个网站"),
                (t("名称"), link.name),
                (t("网址"), link.address, Writing.CODE),
                (t("说明"), link.gist, True),
                (t("英文名称"), link.name_en, True),
                (t("繁体名称"), link.name_hant, True),
                (t("英文说明"), link.gist_en, True),
            )
            if given is not None:
                fields = ("name", "address", "gist", "name_en", "name_hant", "gist_en")
                changed = dict(zip(fields, given, strict=True))
                done = await self.app.ask(acts.link_change, number=link.number, seen=link.version, **changed)
                self.say(worded(done))

    async def _put_back(self) -> None:
        options = [(one.number, one.name, worded(one.state_words)) for one in self.taken_out]
        number = await self.app.choose(t("放回哪一个"), options)
        if number is not None:
            self.say(worded(await self.app.ask(acts.link_restore, number=number)))

    async def _kind(self, at: str) -> str | None:
        known = await self.app.ask(acts.post_kinds)
        return await self.app.choose(t("哪种公告"), [(one.code, t(one.name), "") for one in known], at=at or None)

    async def _write(self) -> None:
        if (kind := await self._kind("")) is None:
            return
        head = await self.app.enter(
            t("发一条公告"),
            (t("标题"), ""),
            (t("从哪天起"), self.app.today.isoformat(), Writing.CODE),
            (t("到哪天止"), "", True, Writing.CODE),
            (t("部门"), "", True, Writing.CODE),
            (t("英文标题"), "", True),
            text=t("到哪天止可以不写；部门写代码，不写就是大厅发的；写了英文标题的接着写英文正文。"),
        )
        if head is None:
            return
        title, from_on, until_on, department, title_en = head
        words = await self.app.write(title, text=t("正文：一段一段写，段间空一行。"))
        if words is None:
            return
        words_en = await self.app.write(title_en, text=t("英文正文")) if title_en else ""
        if words_en is None:
            return
        done = await self.app.ask(
            acts.post_write,
            kind=kind,
            title=title,
            words=words,
            title_en=title_en,
            words_en=words_en,
            department=department,
            from_on=from_on,
            until_on=until_on,
        )
        self.say(worded(done))

    async def _settle_post(self, post: Post) -> None:
        options = [
            ("words", t("更正正文"), t("公告上写明更正说明")),
            ("head", t("更正标题和日期"), t("到哪天止、标题")),
            ("english", t("更正英文"), t("标题和正文")),
            ("withdraw", t("撤回"), t("公告上只留标题和撤回说明")),
        ]
        chosen = await self.app.choose(post.title, options, text=worded(post))
        changed: dict[str, str] | None = None
        if chosen == "withdraw":
            if (why := await self.app.enter(t("撤回"), (t("撤回说明"), ""))) is not None:
                self.say(worded(await self.app.ask(acts.post_withdraw, number=post.number, reason=why)))
            return
        if chosen == "words" and (words := await self.app.write(post.title, value=post.words)) is not None:
            changed = {"words": words}
        elif chosen == "head":
            given = await self.app.enter(
                t("更正标题和日期"), (t("标题"), post.title), (t("到哪天止"), post.until_on, True, Writing.CODE)
            )
            changed = None if given is None else {"title": given[0], "until_on": given[1]}
        elif chosen == "english":
            title = await self.app.enter(t("更正英文"), (t("英文标题"), post.title_en, True))
            words = None if title is None else await self.app.write(title, value=post.words_en, needed=bool(title))
            changed = None if title is None or words is None else {"title_en": title, "words_en": words}
        if changed is None or (why := await self.app.enter(t("更正"), (t("更正说明"), ""))) is None:
            return
        done = await self.app.ask(acts.post_correct, number=post.number, reason=why, seen=post.version, **changed)
        self.say(worded(done))


def facts_of_link(link: Link) -> list[Fact]:
    """A link as a sheet."""
    facts = [
        Fact(link.name, "", "head"),
        Fact(t("分类"), t(link.category)),
        Fact(t("网址"), link.address),
        Fact(t("说明"), link.gist),
        Fact(t("英文名称"), link.name_en),
        Fact(t("繁体名称"), link.name_hant),
        Fact(t("英文说明"), link.gist_en),
    ]
    facts = [one for one in facts if one.value or one.tone]
    return [*facts, Fact(t("状态"), worded(link.state_words), "bad" if link.dead else "")]


def facts_of_post(post: Post) -> list[Fact]:
    """A post as a sheet: its words, and what was corrected."""
    facts = [
        Fact(post.title, "", "head"),
        Fact(t("种类"), t(post.kind_name)),
        Fact(t("从哪天起"), day(post.from_on)),
        Fact(t("到哪天止"), day(post.until_on) if post.until_on else t("撤回为止")),
    ]
    facts += [Fact(t("部门"), post.department_name)] if post.department_name else []
    facts += [Fact(t("更正"), worded(one), "warn") for one in post.corrections]
    facts += [Fact("", part) for part in post.words.split("\n") if part]
    return facts
