"""Losses: how many titles each cause takes, and which criteria were not met when they were lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import Glossary, distinct, number, number_span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result
from clusterkit.report.page.retention import by_policy

Row = Mapping[str, Any]
Key = tuple[str, str | None]
"""A cause, and a criterion or None for the cause as a whole."""

MOST_CRITERIA: Final = 12
_NONE: Final = Text("{policy}:没有集群失去称号", "{policy}: no cluster loses its title")
_BY_CAUSE: Final = Text("{}:整个期间失去称号的个数,按原因", "{}: titles lost over the whole run, by cause")
_BY_CRITERION: Final = Text(
    "{}:失去称号时未达标的条件(同一次复核可有多项)",
    "{}: criteria not met when the title was lost (one review may fail on several)",
)
_LEAD: Final = Text(
    "{policy},情景 {scenario}:失去称号最多的原因是{cause}({citation}),平均 {mean} 个",
    "{policy}, scenario {scenario}: most titles are lost to {cause} ({citation}), {mean} on average",
)


def losses(result: Result, words: Glossary) -> Part:
    """Return for each policy how many titles each cause takes, and each criterion."""
    blocks: list[Block] = []
    leads: list[Content] = []
    for policy, told in by_policy(result).items():
        causes: dict[Key, str] = {
            (row["cause"], None): words.cause(row["cause"]) for row in _rows(told) if row["criterion"] is None
        }
        if not causes:
            blocks.append(Prose(sentence(_NONE.in_(words.lang), policy=words.policy(policy))))
            continue
        table = _table(told, words)
        blocks.append(_figure(f"losses-{policy}", _BY_CAUSE, policy, told, causes, table, words))
        criteria = _criteria(told, words)
        if criteria:
            own = Table(table.heads, [row for row in table.rows if row[2]], texts=table.texts)
            blocks.append(_figure(f"criteria-{policy}", _BY_CRITERION, policy, told, criteria, own, words))
        leads += _leads(policy, told, words)
    return Part(blocks, leads)


def _rows(told: Mapping[str, Row]) -> Iterator[Row]:
    for one in told.values():
        yield from one["losses"]


def _figure(
    name: str,
    title: Text,
    policy: str,
    told: Mapping[str, Row],
    labels: Mapping[Key, str],
    table: Table,
    words: Glossary,
) -> Figure:
    """Return a bar for each label and scenario; what a scenario does not have is none."""
    rows = []
    for scenario, one in told.items():
        own = {(row["cause"], row["criterion"]): row for row in one["losses"]}
        for key, label in labels.items():
            row = own.get(key, {"mean": 0.0, "low": None, "high": None})
            rows.append({"series": scenario, "label": label, **{end: row[end] for end in ("mean", "low", "high")}})
    axis = Axis(words.say("平均个数", "mean number of clusters"))
    shown = title.in_(words.lang).format(words.policy(policy))
    return figures.dots(words, name, shown, rows, axis, table, zero=True, stems=True)


def _criteria(told: Mapping[str, Row], words: Glossary) -> dict[Key, str]:
    """Return the criteria that take most titles, each with its title; with its cause where it has several."""
    most: dict[tuple[str, str], float] = {}
    for row in _rows(told):
        if row["criterion"] is not None:
            key = row["cause"], row["criterion"]
            most[key] = max(most.get(key, 0.0), row["mean"])
    chosen = sorted(most, key=lambda key: -most[key])[:MOST_CRITERIA]
    names = distinct({name: words.criterion(name) for _, name in chosen})
    times = [name for _, name in chosen]
    return {
        (cause, name): names[name] + (f" — {words.cause(cause)}" if times.count(name) > 1 else "")
        for cause, name in chosen
    }


def _table(told: Mapping[str, Row], words: Glossary) -> Table:
    heads = words.heads(
        ("情景", "scenario"), ("原因", "cause"), ("未达标的条件", "criterion not met"), ("条款", "clause"),
        ("平均个数", "mean"), ("95%区间", "95 % interval"),
    )  # fmt: skip
    cells = []
    for name, one in told.items():
        for row in one["losses"]:
            cause, criterion = f"{words.cause(row['cause'])} ({row['cause']})", words.criterion_told(row["criterion"])
            cells.append((name, cause, criterion, row["citation"], *_mean(row)))
            for before in row.get("because", []):
                of = words.say("其中因{}", "of these because of {}").format(words.cause(before["cause"]))
                cells.append((name, of, "", before["citation"], *_mean(before)))
    return Table(heads, cells, texts=4)


def _mean(row: Row) -> tuple[str, str]:
    return number(row["mean"]), number_span(row["low"], row["high"])


def _leads(policy: str, told: Mapping[str, Row], words: Glossary) -> Iterator[Content]:
    for name, one in told.items():
        whole = [row for row in one["losses"] if row["criterion"] is None]
        if whole:
            first = max(whole, key=lambda row: float(row["mean"]))
            yield sentence(
                _LEAD.in_(words.lang), policy=words.policy(policy), scenario=name, cause=words.cause(first["cause"]),
                citation=first["citation"], mean=number(first["mean"]),
            )  # fmt: skip
