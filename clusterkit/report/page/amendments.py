"""The redline of the law: clause by clause what each scenario strikes and what it writes instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clusterkit.report.page.content import Block, Heading, Prose, Section, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import Content, element, joined, sentence
from clusterkit.report.page.result import Result
from clusterkit.report.redline import SIGNS

Row = Mapping[str, Any]
Amendment = tuple[str, Table, tuple[str, ...]]
"""A scenario's name (empty where a result has none), its redline, and what is to be said of changes that do nothing."""


def amendments(results: Sequence[Result], words: Glossary) -> Section:
    """Return every redline once, under the scenario and the results in which it stands."""
    found: dict[Amendment, list[str]] = {}
    unchanged: list[str] = []
    for result in results:
        own = list(_of(result, words))
        for one in own:
            found.setdefault(one, []).append(result.name)
        if not own:
            unchanged.append(result.name)
    blocks: list[Block] = []
    for (scenario, table, idle), names in found.items():
        told = ", ".join(dict.fromkeys(names)) if len(results) > 1 else ""
        blocks += [
            Heading(_heading(scenario, told, words)),
            *_shown(table, words),
            *(Prose(one, "remark") for one in idle),
        ]
    if not found:
        blocks.append(Prose(words.say("按现行条文,没有改动。", "The law as it stands; nothing is changed.")))
    elif unchanged:
        others = words.say("按现行条文,没有改动:{names}。", "The law as it stands, unchanged: {names}.")
        blocks.append(Prose(sentence(others, names=", ".join(unchanged))))
    return Section("law", words.say("改动的条文", "What is changed in the law"), blocks)


def _heading(scenario: str, results: str, words: Glossary) -> Content:
    name = (
        sentence(words.say("情景 {name}", "scenario {name}"), name=scenario)
        if scenario
        else words.say("在每次运行中", "in every run")
    )
    return joined(name, sentence(" ({results})", results=results)) if results else name


def _shown(table: Table, words: Glossary) -> list[Block]:
    return [table] if table.rows else [Prose(words.say("条文不变", "the law stays as it is"))]


def _of(result: Result, words: Glossary) -> Iterator[Amendment]:
    told = result.told
    for one in told.get("scenarios", [{"name": "", "changes": told.get("changes", {})}]):
        if one["changes"]:
            strikes = one.get("redline")
            table = _plainly(one["changes"], words) if strikes is None else _table(strikes, words)
            yield one["name"], table, tuple(_idle(one.get("idle", []), words))


def _table(strikes: Sequence[Row], words: Glossary) -> Table:
    """Return a row for each step; what only follows another lever takes the same steps, and is told beside it."""
    led = {strike["follows"] for strike in strikes}
    rows = [
        (
            strike["citation"], f"{words.of(strike['title'])} [{strike['lever']}]",
            _struck(_bound(strike, strike["old"], words), _bound(strike, strike["new"], words)),
            _when(strike["from"], words, at_review=strike["lever"] in led),
        )
        for strike in strikes
        if strike["follows"] is None
    ]  # fmt: skip
    return Table(_heads(words), rows, texts=4)


def _plainly(changes: Row, words: Glossary) -> Table:
    """Return what is changed where the result has no redline: what is struck comes from the installed laws."""
    rows: list[Sequence[Content]] = []
    for key, steps in changes.items():
        lever, unit = words.levers.get(key), words.unit(key)
        old = "" if lever is None else words.label(lever.jsonable(lever.default), unit)
        for step in steps:
            new = words.label(step["value"], unit)
            title = key if lever is None else f"{words.lever(key)} [{key}]"
            rows.append((words.citation(key), title, _struck(old, new), _when(step["from"], words, at_review=False)))
            old = new
    return Table(_heads(words), rows, texts=4)


def _heads(words: Glossary) -> tuple[str, ...]:
    return words.heads(("条款", "clause"), ("内容", "what"), ("原文 → 改为", "struck → written"), ("自", "from"))


def _struck(old: str, new: str) -> Content:
    return joined(*((element("del", old), " → ") if old else ()), element("ins", new))


def _bound(strike: Row, value: Any, words: Glossary) -> str:
    shown = words.label(value, strike["unit"])
    operator = strike["operator"]
    return shown if operator is None or value is None else f"{SIGNS.get(operator, operator)} {shown}"


def _when(since: str | None, words: Glossary, *, at_review: bool) -> str:
    parts = [since or words.say("自始", "the start"), *([words.say("复核同", "at re-review too")] if at_review else [])]
    return ", ".join(parts)


def _idle(idle: Sequence[Row], words: Glossary) -> Iterator[str]:
    for one in idle:
        yield words.say(
            f"{one['lever']} 的改动不起作用:{words.of(one['why'])}",
            f"the change of {one['lever']} makes no difference: {words.of(one['why'])}",
        )
