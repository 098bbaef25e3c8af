"""Readings: what depends on how the law is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Part, Prose, Table
from clusterkit.report.page.glossary import NONE, Glossary, point_span, points
from clusterkit.report.page.markup import sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
MOST_READINGS: Final = 20
_LEAD: Final = Text(
    "{on} 的 {verdicts} 项评定中 {turned} 项取决于读法;至 {year} 年末,{fates} 个称号的去留在某次运行中取决于读法",
    "of {verdicts} verdicts on {on}, {turned} depend on a reading; so does, in some run, the fate of {fates} titles by "
    "the end of {year}",
)
_CHANGE: Final = Text(
    "换一种读法,{} 年末留存率之差", "change of retention at the end of {} under another reading"
)  # fmt: skip


def ambiguity(result: Result, words: Glossary) -> Part:
    """Return what depends on each reading of the law, and the readings that have no alternative."""
    told = result.told
    lead = sentence(
        _LEAD.in_(words.lang), on=told["on"], verdicts=f"{told['verdicts']:g}", turned=f"{told['verdicts_turned']:g}",
        year=f"{told['year']:g}", fates=f"{told['fates_turned']:g}",
    )  # fmt: skip
    return Part([Prose(lead, "answer"), *_readings(told, words), *_settled(told, words)], [lead])


def _readings(told: Row, words: Glossary) -> Iterator[Block]:
    """Yield the chart of the readings that move retention, over the table of all; without any, the table alone."""
    table = _table(told["readings"], words)
    moved = [row for row in told["readings"] if row["retention"] is not None and _moves(row["retention"])]
    if not moved:
        yield table
        return
    rows = [
        {
            "series": "",
            "label": f"{words.of(row['title'])}: {row['now']} → {row['other']}",
            **figures.scaled(row["retention"], 100),
        }
        for row in moved[:MOST_READINGS]
    ]
    title, axis = _CHANGE.in_(words.lang).format(f"{told['year']:g}"), Axis(words.say("百分点", "points"), "points")
    yield figures.dots(words, "readings", title, rows, axis, table, zero=True)


def _moves(retention: Row) -> bool:
    return bool(retention["mean"] or retention["low"])


def _table(readings: Sequence[Row], words: Glossary) -> Table:
    heads = words.heads(
        ("条款", "clause"), ("读法", "reading"), ("现读作", "read now"), ("另读作", "otherwise"), ("评定", "verdicts"),
        ("报送等", "duties"), ("留存率(点)", "retention, points"), ("95%区间", "95 % interval"), ("去留", "fates"),
    )  # fmt: skip
    cells = []
    for row in readings:
        change = row["retention"]
        level = (NONE, NONE) if change is None else (points(change["mean"]), point_span(change["low"], change["high"]))
        counts = (f"{row[key]:g}" for key in ("verdicts_turned", "duties_turned"))
        read = row["citation"], _name(row, words), row["now"], row["other"]
        cells.append((*read, *counts, *level, f"{row['fates_turned']:g}"))
    return Table(heads, cells, texts=4)


def _settled(told: Row, words: Glossary) -> Iterator[Block]:
    heads = words.heads(
        ("条款", "clause"), ("没有另一读法的解释", "reading without an alternative"), ("现读作", "read now"),
        ("理由", "reason"),
    )  # fmt: skip
    cells = [
        (row["citation"], _name(row, words), row["now"], "" if row["reason"] is None else words.of(row["reason"]))
        for row in told["without_alternative"]
    ]
    if cells:
        yield Table(heads, cells, texts=4)


def _name(row: Row, words: Glossary) -> str:
    return f"{words.of(row['title'])} ({row['lever']})"
