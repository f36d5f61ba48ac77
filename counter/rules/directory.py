"""Linked services and the hall's own posts: which addresses may stand there, when one counts as dead, what a post may
say. Pure: nobody is asked here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from counter.errors import Refusal
from counter.phrases.said import mark, say, verbatim
from counter.rules.letters import visible

LONGEST_ADDRESS = 300
DEAD_AFTER = 3
"""Days on which an address was found dead, with none between on which it answered, before it counts as dead."""

FEWEST_TRIED = 4
"""So many addresses must be tried before their silence can say something of the network."""

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid", "example")
"""Last parts of names that lead nowhere in public."""

_NAT64 = ip_network("64:ff9b::/96")


class Answer(StrEnum):
    """What an address said when it was checked."""

    FINE = "fine"
    MOVED = "moved"
    UNTRUSTED = "untrusted"
    GONE = "gone"
    FAILING = "failing"
    SILENT = "silent"


class Unasked(StrEnum):
    """Why nothing is known of an address after a check; nothing of it is kept."""

    NO_NETWORK = "no-network"
    INSIDE = "inside"
    NO_TIME = "no-time"


ANSWER_NAMES = {
    Answer.FINE: mark("打得开"),
    Answer.MOVED: mark("搬了"),
    Answer.UNTRUSTED: mark("证书不受信任"),
    Answer.GONE: mark("没有这个页面"),
    Answer.FAILING: mark("服务器出错"),
    Answer.SILENT: mark("连不上"),
}
UNASKED_NAMES = {
    Unasked.NO_NETWORK: mark("没有检查：没有网络"),
    Unasked.INSIDE: mark("没有检查：是内部地址"),
    Unasked.NO_TIME: mark("没有检查：时间到了"),
}
DEAD = frozenset({Answer.GONE, Answer.FAILING, Answer.SILENT})
"""Answers that count as dead."""


class PostState(StrEnum):
    """A post stands, or was withdrawn (its page then says so)."""

    POSTED = "posted"
    WITHDRAWN = "withdrawn"


POST_STATE_NAMES = {PostState.POSTED: mark("已发布"), PostState.WITHDRAWN: mark("已撤回")}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to: how the address answered, or why nobody knows."""

    answer: Answer | None
    unasked: Unasked | None = None
    detail: str = ""


def address(text: str) -> str:
    """An address in its stored form (host in small letters, no bare stroke at the end). Raises Refusal."""
    given = text.strip()
    why: str | None = None
    parts: SplitResult | None = None
    if not given or len(given) > LONGEST_ADDRESS or any(sign.isspace() or not sign.isprintable() for sign in given):
        why = say("没有写全，或太长，或有空格")
    else:
        try:
            parts = urlsplit(given if "://" in given else f"https://{given}")
            why = _not_right(parts)
        except ValueError:
            why = say("不是网址")
    if why is not None or parts is None:
        raise Refusal(
            "link.address-not-right",
            say("网址 {address} 不能用：{why}", address=verbatim(repr(visible(given, 60))), why=why),
            rule=say("只收公众打得开的网址，http 或 https"),
            next=say("请改正网址，例如 https://www.gov.cn"),
        )
    host = parts.hostname.encode("idna").decode("ascii") if parts.hostname else ""
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}[parts.scheme]) else ""
    path = "" if parts.path == "/" and not parts.query and not parts.fragment else parts.path
    more = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return f"{parts.scheme}://{host}{port}{path}{more}"


def _not_right(parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https"):
        return say("不是 http 或 https")
    if parts.username is not None or parts.password is not None:
        return say("网址里有用户名或口令")
    host = (parts.hostname or "").rstrip(".")
    if parts.port is not None and not 0 < parts.port < 65536:  # a ValueError otherwise
        return say("端口不对")
    try:
        return None if is_public(ip_address(host)) else say("是内部地址")
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return say("主机名不对")
    if name.rpartition(".")[2] in _INSIDE:
        return say("是内部地址")
    return None if len(name) <= 253 and _HOST.fullmatch(name) else say("主机名不对")


def is_public(at: IPv4Address | IPv6Address) -> bool:
    """Whether everybody can reach an address: nothing of a house, of this machine, or wrapped around such a one."""
    if isinstance(at, IPv6Address):
        inner = at.ipv4_mapped or at.sixtofour or (IPv4Address(int(at) & 0xFFFFFFFF) if at in _NAT64 else None)
        if inner is not None:
            return is_public(inner)
    return at.is_global and not at.is_multicast and not at.is_reserved


def judged(said: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """What a check of many came to. Where nothing answered, or fewer than half did, it is the network that is silent
    (a house line reaches some places and not the others): then silence says nothing of an address.
    """
    tried = [one for one in said.values() if one.answer is not None]
    answered = sum(one.answer is not Answer.SILENT for one in tried)
    if answered and (len(tried) < FEWEST_TRIED or 2 * answered >= len(tried)):
        return dict(said)
    return {
        link: Verdict(None, Unasked.NO_NETWORK) if one.answer is Answer.SILENT else one for link, one in said.items()
    }


def dead_days(answer: Answer, today: str, before: tuple[str, int] | None) -> int:
    """On how many days an address was found dead with no answer between; `before` is the day of the last check and
    their number then. Twice on one day is one day.
    """
    if answer not in DEAD:
        return 0
    if before is None or before[1] == 0:
        return 1
    return before[1] + (before[0] < today)


_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)


def paragraphs(words: str) -> str:
    """A post's words: paragraphs parted by one empty line, no outer spaces. Raises Refusal for the number of an ID
    card: a post is for everybody and stays in other people's readers.
    """
    parts = [
        "\n".join(line.strip() for line in part.split("\n") if line.strip()) for part in re.split(r"\n\s*\n", words)
    ]
    text = "\n\n".join(part for part in parts if part)
    if _ID_NUMBER.search(unicodedata.normalize("NFKC", text)):
        raise Refusal(
            "post.holds-an-id-number",
            say("公告里有身份证号码"),
            rule=say("公告人人可看，不写个人的证件号码"),
            next=say("请去掉号码，或只留前后几位"),
        )
    return text
