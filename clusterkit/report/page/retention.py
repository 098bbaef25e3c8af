"""Retention year by year: a curve for every scenario, and what the scenarios differ by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis, Level
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import Glossary, percent, point_span, points, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]

HOW_TO_READ: Final = Text(
    "深色带是均值的 95% 区间(随重复次数变窄),浅色带是单次运行的 p10–p90(世界本身的起伏,不会变窄)。"
    "差值按同一批随机数逐次配对。留存率是起始时持有称号的集群在年末仍持有的比例。",
    "The dark band is the 95 % interval of the mean, which narrows with more replications; the faint one is p10–p90 "
    "of a single run, the world's own ups and downs, which does not. Differences are paired replication by "
    "replication on the same draws. Retention is the share of the clusters certified at the start that hold the "
    "title at the year's end.",
)
_LEAD: Final = Text(
    "{policy},情景 {scenario}:起始时的 {started} 个称号,到 {year} 年末留存 {mean}(95%区间 {span})",
    "{policy}, scenario {scenario}: of {started} titles held at the start, {mean} are held at the end of {year} "
    "(95 % interval {span})",
)
_NOBODY: Final = Text("{policy}:起始时没有集群持有称号", "{policy}: no cluster is certified at the start")


def by_policy(result: Result) -> dict[str, dict[str, Row]]:
    """Return what is told of each policy, by scenario."""
    found: dict[str, dict[str, Row]] = {}
    for scenario in result.told["scenarios"]:
        for one in scenario["policies"]:
            found.setdefault(one["policy"], {})[scenario["name"]] = one
    return found


def retention(result: Result, words: Glossary) -> Part:
    """Return the curve of each policy, all scenarios in one chart, and the paired differences."""
    blocks: list[Block] = []
    leads: list[Content] = []
    for policy, told in by_policy(result).items():
        rows = _rows(told)
        if not rows:
            blocks.append(Prose(sentence(_NOBODY.in_(words.lang), policy=words.policy(policy))))
            continue
        blocks.append(_curves(policy, told, rows, words))
        leads += _leads(policy, told, words)
    return Part([*blocks, *_differences(result, words)], leads)


def _rows(told: Mapping[str, Row]) -> list[Row]:
    keys = ("low", "high", "p10", "p90")
    return [
        {"series": name, "x": str(row["year"]), "y": row["mean"], **{key: row[key] for key in keys}}
        for name, one in told.items()
        for row in one["retention"]
        if row["mean"] is not None
    ]


def _curves(policy: str, told: Mapping[str, Row], rows: list[Row], words: Glossary) -> Figure:
    title = words.say("{}:年末留存率", "{}: retention at the year's end").format(words.policy(policy))
    x = Axis(words.say("年末", "year's end"), scale="ordinal")
    y = Axis(words.say("留存率", "retention"), "share", zero=True)
    return figures.curve(words, f"retention-{policy}", title, rows, x, y, _table(told, words))


def _table(told: Mapping[str, Row], words: Glossary) -> Table:
    heads = words.heads(
        ("情景", "scenario"), ("年末", "year's end"), ("留存率", "retention"), ("95%区间", "95 % interval"),
        ("单次运行 p10–p90", "single run p10–p90"), ("持有", "hold it"), ("失去", "lost it"),
        ("从未获得", "never held"),
    )  # fmt: skip
    rows = []
    for name, one in told.items():
        held = {row["year"]: row for row in one["holders"]}
        for row in one["retention"]:
            own = held.get(row["year"])
            counts = ["" if own is None else f"{own[key]:.1f}" for key in ("certified", "lost", "never")]
            ends = span(row["low"], row["high"]), span(row["p10"], row["p90"])
            rows.append((name, str(row["year"]), percent(row["mean"]), *ends, *counts))
    return Table(heads, rows)


def _leads(policy: str, told: Mapping[str, Row], words: Glossary) -> Iterator[Content]:
    for name, one in told.items():
        last = one["retention"][-1]
        yield sentence(
            _LEAD.in_(words.lang), policy=words.policy(policy), scenario=name, started=f"{one['clusters']:g}",
            year=str(last["year"]), mean=percent(last["mean"]), span=span(last["low"], last["high"]),
        )  # fmt: skip


def _differences(result: Result, words: Glossary) -> Iterator[Figure]:
    """Yield for each policy what every other scenario's retention differs by from its baseline's."""
    heads = words.heads(
        ("情景", "scenario"), ("对照", "against"), ("年末", "year's end"), ("差(百分点)", "points"),
        ("95%区间", "95 % interval"),
    )  # fmt: skip
    found: dict[str, list[Row]] = {}
    for row in result.told["differences"]:
        found.setdefault(row["policy"], []).append(row)
    for policy, own in found.items():
        said = words.say("{}:留存率与对照情景之差", "{}: retention less that of the baseline")
        cells = [
            (
                row["scenario"],
                row["against"],
                str(row["year"]),
                points(row["mean"]),
                point_span(row["low"], row["high"]),
            )
            for row in own
        ]
        x = Axis(words.say("年末", "year's end"), scale="ordinal")
        y = Axis(words.say("差(百分点)", "difference (points)"), "points", zero=True)
        rows = [{"series": row["scenario"], "x": str(row["year"]), **_in_points(row)} for row in own]
        yield figures.curve(
            words, f"difference-{policy}", said.format(words.policy(policy)), rows, x, y, Table(heads, cells, texts=2),
            level=Level(0.0),
        )  # fmt: skip


def _in_points(row: Row) -> Row:
    ends = {key: None if row[key] is None else row[key] * 100 for key in ("low", "high")}
    return {"y": row["mean"] * 100, **ends}
