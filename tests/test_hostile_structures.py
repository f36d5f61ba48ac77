"""What is handed in as a whole (a list of papers, a plan of the hall), with one place of it spoilt at a time: refused
or taken, never a traceback.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from counter.acts.catalogue.document_list import papers, set_papers
from counter.acts.premises.planning import arrange
from counter.errors import Refusal
from counter.store import journal
from tests.test_hostile_input import WORDS

SPOILT: list[Any] = [
    *WORDS,
    None,
    True,
    -1,
    0,
    2**63,
    1.5,
    [],
    {},
    [None],
    [["x"]],
    [{}],
    {"x": 1},
    {"x": [1, None]},
    {"x": {"y": "z"}},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a structure of tables and lists; of a list's entries the first is enough, they are alike."""
    inner = value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else ()
    for key, below in inner:
        yield (*path, key)
        yield from places(below, (*path, key))


def spoil_each(whole: dict[str, Any], hand_in: Callable[[dict[str, Any]], Any], hall) -> int:
    """Hand it in with each place spoilt in each way, and with each place left out; gives how often it was refused."""
    refused = 0
    for path in places(whole):
        for spoilt in (*SPOILT, ...):
            given = copy.deepcopy(whole)
            holder: Any = given
            for step in path[:-1]:
                holder = holder[step]
            if spoilt is ...:
                del holder[path[-1]]
            else:
                holder[path[-1]] = spoilt
            before = journal.last_seq(hall.db)
            try:
                hand_in(given)
            except Refusal as refusal:
                said = str(refusal)
                refused += 1
                assert journal.last_seq(hall.db) == before
                assert len(said) < 1500 and not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in said), (
                    path,
                    spoilt,
                    said[:300],
                )
                said.encode("utf-8")
            except Exception as error:
                raise AssertionError((path, spoilt)) from error
            assert not hall.db.in_transaction
    return refused


def test_a_list_of_papers(hall, people) -> None:
    kept = hall.ask(papers, people["admin"], code="startup-subsidy")
    whole = {
        "documents": [
            {name: getattr(row, name) for name in row.__slots__ if name != "name"} for row in kept.documents[:2]
        ],
        "situations": [
            {
                "code": "who",
                "question": "谁来申请？",
                "answers": [{"code": "self", "name": "本人"}, {"code": "agent", "name": "代理人"}],
                "when": {},
            }
        ],
    }
    whole["documents"][0]["when"] = {"who": ["self"]}
    whole = json.loads(json.dumps(whole))
    assert (
        spoil_each(
            whole, lambda given: hall.do(set_papers, people["admin"], code="startup-subsidy", papers=given), hall
        )
        > 200
    )


@pytest.mark.parametrize("section", ["departments", "stations", "queues", "printers", "windows", "staff"])
def test_a_plan_of_the_hall(hall, people, section: str) -> None:
    plan = {
        "departments": [
            {
                "code": "X-1",
                "name": "某局",
                "short": "某局",
                "level": "city",
                "phone": "1",
                "place": "2 楼",
                "desk": True,
            }
        ],
        "stations": [
            {
                "code": "ST-X",
                "name": "某社区服务站",
                "level": "community",
                "place": "某路",
                "phone": "1",
                "hours": "9 至 5",
            }
        ],
        "queues": [{"letter": "Z", "code": "zzz", "name": "另一队", "last_number": 99, "minutes": 5, "bundles": ["*"]}],
        "printers": [{"code": "P90", "name": "另一台", "setting": "network://10.0.0.90?width=58", "place": "某处"}],
        "windows": [{"number": 90, "name": "另一窗", "queues": ["A"], "printer": "preview", "station": ""}],
        "staff": [
            {
                "code": "new-1",
                "name": "李明",
                "role": "approver",
                "department": "C-HR",
                "desk": "D-C-HR",
                "password": "x",
            }
        ],
    }
    whole = {section: plan[section]}
    assert spoil_each(whole, lambda given: hall.do(arrange, people["admin"], plan=given), hall) > 50
