"""A bundle's definition beside the bundles in force."""

from __future__ import annotations

import tomllib
from pathlib import Path

from counter.acts.catalogue.difference import Difference, Line
from counter.acts.catalogue.sources import digest_of
from counter.errors import Refusal
from counter.hall.act import Look
from counter.phrases.said import say, verbatim
from counter.rules.bundle_problems import misshapen, problems
from counter.rules.letters import visible
from counter.rules.limits import may_be_joint
from counter.store import catalogue as store


def compare_bundle(look: Look, path: Path) -> Difference:
    """A bundle's definition, checked with the line of each fault."""
    from counter.acts.catalogue.loading import line_of

    try:
        text = path.read_text("utf-8-sig") if path.stat().st_size < 1_000_000 else ""
        definition = tomllib.loads(text)
        if wrong := misshapen(definition):
            raise Refusal(
                "catalogue.not-right",
                say("{path} 里的 {wrong} 写得不对", path=verbatim(path.name), wrong=visible(wrong, 60)),
                rule=say("每一处的写法与 data/bundles 里的一样"),
                next=say("请改正后再导入"),
            )
        items = {row["code"]: row for row in store.current_items(look.db, look.today)}
        bundle = store.read_bundle(
            definition, 1, lambda code: store.needs_of(look.db, code, items[code]["version"]) if code in items else ()
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(
            "catalogue.cannot-read",
            say("读不了 {path}（{error}）", path=verbatim(path.name), error=error),
            rule=say("一件事写成 UTF-8 的 TOML，不超过 1 MB"),
            next=say("请改正后再导入"),
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            "catalogue.lacks-wrong",
            say("{path} 缺少或写错了 {error}", path=path.name, error=error),
            rule=say("一件事要有 code、name、lead、items"),
            next=say("请参照 data/bundles 里的文件"),
        ) from error
    documents = set(store.document_names(look.db))
    faults = problems(
        bundle,
        items,
        documents,
        {code: row["promised_days"] or 0 for code, row in items.items()},
        len(definition.get("needs", ())),
    )
    if not store.has_department(look.db, bundle.lead):
        unreadable = [
            Line(
                line_of(text, "lead", 0, bundle.lead),
                bundle.code,
                bundle.name,
                say("没有代码为 {lead} 的部门", lead=verbatim(bundle.lead)),
            )
        ]
    else:
        unreadable = []
    unreadable += [
        Line(
            line_of(text, f.section, f.index, f.word),
            bundle.code,
            bundle.name,
            say("{what}，{next_step}", what=f.what, next_step=f.next_step),
        )
        for f in faults
    ]
    version, before = store.newest_bundle(look.db, bundle.code)
    inside = [items[one.code] for one in bundle.items if one.code in items]
    unsaid: tuple[Line, ...] = ()
    if "handling" not in definition and may_be_joint(
        {row["type"] for row in inside}, {row["department"] for row in inside}
    ):
        unsaid = (
            Line(
                1,
                bundle.code,
                bundle.name,
                say("没有写明是不是联合办理（handling）：按分别办理，各许可守自己的法定期限，没有全程四十五日"),
            ),
        )
    line = Line(1, bundle.code, bundle.name)
    same = before == store.compact(definition)
    return Difference(
        path.name,
        "bundle",
        digest_of(path),
        1,
        int(same),
        () if version else (line,),
        (line,) if version and not same else (),
        (),
        tuple(unreadable),
        unsaid,
        (),
        bundle=None if same else definition,
    )
