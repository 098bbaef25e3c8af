"""Figures from plain rows: the chart, what can be seen in it in words, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from clusterkit.report import charts
from clusterkit.report.charts import Axis, Row
from clusterkit.report.page.content import Figure, Table
from clusterkit.report.page.glossary import Glossary, number, percent
from clusterkit.report.page.markup import Content, Html, joined, sentence

MOST_IN_WORDS: Final = 4
"""Series and values that a figure's words name, so that they stay shorter than its table."""

Axes = tuple[Axis, Axis, Axis]
"""Across, down, and of the value in a cell."""
Shown = Callable[[float | None], str]
SHOWN: Final[Mapping[charts.Measure, Shown]] = {
    "share": percent,
    "points": lambda value: f"{value:+.2f}" if value else "0",
    "plain": number,
}


def curve(
    words: Glossary, name: str, title: str, rows: Sequence[Row], x: Axis, y: Axis, table: Table, **marks: Any
) -> Figure:
    """Return lines with bands; `marks` are those of `charts.curves`."""
    spec = charts.described(charts.curves(rows, x, y, **marks), title)
    return Figure(name, title, _curves_in_words(words, rows, y), spec, table)


def dots(words: Glossary, name: str, title: str, rows: Sequence[Row], x: Axis, table: Table, **marks: Any) -> Figure:
    """Return dots with intervals; `marks` are those of `charts.dots`."""
    spec = charts.described(charts.dots(rows, x, **marks), title)
    return Figure(name, title, _dots_in_words(words, rows, x), spec, table)


def grid(words: Glossary, name: str, title: str, rows: Sequence[Row], axes: Axes, table: Table, **marks: Any) -> Figure:
    """Return a field of cells; `marks` are those of `charts.grid`."""
    spec = charts.described(charts.grid(rows, *axes, **marks), title)
    return Figure(name, title, _grid_in_words(words, rows, axes), spec, table)


def scaled(row: Row, factor: float = 1.0) -> Row:
    """Return a row's estimate and interval as dots have it, in another unit."""
    return {key: None if row[key] is None else row[key] * factor for key in ("mean", "low", "high")}


def _curves_in_words(words: Glossary, rows: Sequence[Row], y: Axis) -> Html:
    """Say from where to where every line leads."""
    shown, lines = SHOWN[y.measure], _by_series(rows)
    whole = words.say("由 {start}({first})到 {end}({last})", "from {start} ({first}) to {end} ({last})")
    told = []
    for name, own in list(lines.items())[:MOST_IN_WORDS]:
        ends = {"start": shown(own[0]["y"]), "end": shown(own[-1]["y"])}
        line = sentence(whole, first=_place(own[0]["x"]), last=_place(own[-1]["x"]), **ends)
        told.append(sentence(words.say("{name}:{line}", "{name}: {line}"), name=name, line=line) if name else line)
    return _listed(words, told, len(lines))


def _dots_in_words(words: Glossary, rows: Sequence[Row], x: Axis) -> Html:
    """Say the values that lie farthest from zero."""
    ordered = sorted(rows, key=lambda row: -abs(row["mean"]))
    told = [
        sentence("{label}{of} {mean}", label=row["label"], of=_of(row["series"]), mean=SHOWN[x.measure](row["mean"]))
        for row in ordered[:MOST_IN_WORDS]
    ]
    return _listed(words, told, len(rows))


def _grid_in_words(words: Glossary, rows: Sequence[Row], axes: Axes) -> Html:
    """Say where the greatest and the least value stand."""
    shown = SHOWN[axes[2].measure]
    ends = [f(rows, key=lambda row: float(row["value"])) for f in (max, min)]
    told = [
        sentence(
            words.say("{word} {value}({y};{x})", "{word} {value} ({y}; {x})"),
            word=word, value=shown(row["value"]), y=str(row["y"]), x=str(row["x"]),
        )
        for word, row in zip((words.say("最高", "greatest"), words.say("最低", "least")), ends, strict=True)
    ]  # fmt: skip
    return _listed(words, told, len(told))


def _place(x: Any) -> str:
    return f"{x:.6g}" if isinstance(x, float | int) else str(x)


def _listed(words: Glossary, told: Sequence[Html], count: int) -> Html:
    parts: list[Content] = []
    for place, one in enumerate(told):
        parts += [words.say(";", "; ") if place else "", one]
    return joined(*parts, " …" if count > len(told) else "")


def _of(series: str) -> Content:
    return sentence(" ({series})", series=series) if series else ""


def _by_series(rows: Sequence[Row]) -> dict[str, list[Row]]:
    lines: dict[str, list[Row]] = {}
    for row in rows:
        lines.setdefault(row["series"], []).append(row)
    return lines
