"""Asking linked services whether they are there: http and https only, never an address inside a house, in bounded time.

Nothing is sent but a request for the page's head; no redirect is followed; of an answer only its first lines are read.
Whoever is asked is the address that was looked up and found public, not a name that may point elsewhere a moment later.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

from counter.rules.directory import Answer, Unasked, Verdict, is_public

EACH_S = 8.0
"""How long one address may take to answer."""
AT_ONCE = 12
MOST_ADDRESSES = 3
"""Addresses of one name that are tried."""
ASKS_FOR_A_BROWSER = 521
"""What a guard before many official sites answers to whatever runs no script: the site is there."""

Public = Callable[[IPv4Address | IPv6Address], bool]


def probe_all(
    links: Sequence[tuple[int, str]], seconds: float, *, public: Public = is_public, each: float = EACH_S
) -> dict[int, Verdict]:
    """What (number, address) of a list said, in at most so many seconds; what had no turn or no answer by then is
    unasked.
    """
    waiting: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Verdict]] = queue.SimpleQueue()
    end = time.monotonic() + seconds
    for link in links:
        waiting.put(link)

    def work() -> None:
        while time.monotonic() < end:
            try:
                number, address = waiting.get_nowait()
            except queue.Empty:
                return
            done.put((number, probe(address, min(each, end - time.monotonic()), public=public)))

    for _ in range(min(AT_ONCE, len(links))):
        threading.Thread(target=work, daemon=True).start()  # a name server may hold one beyond any bound
    said = {number: Verdict(None, Unasked.NO_TIME) for number, _ in links}
    for _ in links:
        try:
            number, verdict = done.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        said[number] = verdict
    return said


def probe(address: str, seconds: float = EACH_S, *, public: Public = is_public) -> Verdict:
    """What one address says."""
    end = time.monotonic() + seconds
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (KeyError, ValueError, UnicodeError):
        return Verdict(None, Unasked.INSIDE)
    except OSError as error:
        return Verdict(Answer.SILENT, detail=type(error).__name__)
    places = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    outside = [place for place in places if public(ip_address(place))]
    if not outside:
        return Verdict(None, Unasked.INSIDE)
    verdict = Verdict(Answer.SILENT)
    for place in outside[:MOST_ADDRESSES]:
        try:
            return _ask(parts, place, port, end)
        except ssl.SSLError as error:
            return Verdict(Answer.UNTRUSTED, detail=getattr(error, "verify_message", "") or type(error).__name__)
        except http.client.HTTPException as error:
            return Verdict(Answer.FAILING, detail=type(error).__name__)
        except (OSError, ValueError) as error:
            verdict = Verdict(Answer.SILENT, detail=type(error).__name__)
    return verdict


def _ask(parts: SplitResult, place: str, port: int, end: float) -> Verdict:
    status, location = _head(parts, place, port, end, "HEAD")
    if status >= 400:  # many answer a question for the head alone in error
        status, location = _head(parts, place, port, end, "GET")
    if status in (301, 308) and (there := urlsplit(location).hostname) not in (None, parts.hostname):
        return Verdict(Answer.MOVED, detail=str(there))
    if status in (404, 410):
        return Verdict(Answer.GONE, detail=str(status))
    if status >= 500 and status != ASKS_FOR_A_BROWSER:
        return Verdict(Answer.FAILING, detail=str(status))
    return Verdict(Answer.FINE, detail=str(status))


def _head(parts: SplitResult, place: str, port: int, end: float, method: str) -> tuple[int, str]:
    """Status and Location. Raises OSError, ssl.SSLError, HTTPException."""
    line = socket.create_connection((place, port), timeout=_left(end))
    try:
        line.settimeout(_left(end))
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        asking = http.client.HTTPConnection(str(parts.hostname), port)
        asking.sock = line
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
            f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else ""
        )
        asking.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        asking.putheader("Host", parts.netloc)
        asking.putheader("User-Agent", "counter-link-check")
        asking.putheader("Accept", "text/html,*/*;q=0.5")
        asking.putheader("Connection", "close")
        asking.endheaders()
        answer = asking.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        line.close()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
