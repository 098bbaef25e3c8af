"""Rankings: the levers and inputs that matter most to a quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Part, Prose, Table
from clusterkit.report.page.glossary import (
    Glossary,
    distinct,
    number,
    number_span,
    percent,
    point_span,
    points,
    signed,
    signed_span,
    span,
)
from clusterkit.report.page.markup import sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
MOST_FACTORS: Final = 20
MEASURES: Final[Mapping[str, Text]] = {
    "mu_star": Text("μ* 效应大小", "μ*, size of the effect"),
    "mu": Text("μ 平均效应", "μ, mean effect"),
    "sigma": Text("σ 效应差异", "σ, how it varies"),
    "ST": Text("ST 含交互所占方差", "ST, share of variance with interactions"),
    "S1": Text("S1 单独所占方差", "S1, share of variance alone"),
}
_MEASURED: Final[Mapping[str, tuple[str, ...]]] = {"morris": ("mu_star", "mu", "sigma"), "sobol": ("ST", "S1")}
_BASE: Final = Text(
    "{quantity}:现状 {base}(95%区间 {ends})", "{quantity}: {base} with nothing moved (95 % interval {ends})"
)  # fmt: skip
_LEAD: Final = Text("对 {quantity} 影响最大的是{title}({factor})", "{quantity} depends most on {title} ({factor})")
_RANKS: Final = Text(
    "名次为区间者,在这些重复次数下分不出先后。",
    "Where ranks are a range, these replications do not separate the factors.",
)
_DESIGN: Final = Text("设计共 {} 个点,规模 {}。", "The design has {} points, of size {}.")
_NO_EFFECT: Final = Text("任何一次运行都毫无影响:{names}", "No effect in any run: {names}")


def sensitivity(result: Result, words: Glossary) -> Part:
    """Return the factors by rank, with what each does to the quantity."""
    told, base = result.told, result.told["base"]
    share = told["unit"] == "share"
    level, ends = (percent, span) if share else (number, number_span)
    opening = sentence(
        _BASE.in_(words.lang), quantity=told["quantity"], base=level(base["mean"]), ends=ends(base["low"], base["high"])
    )
    shown = _screening(told, words) if told["method"] in _MEASURED else _tornado(told, words, share=share)
    leads = [
        sentence(_LEAD.in_(words.lang), quantity=told["quantity"], title=words.of(one["title"]), factor=one["factor"])
        for one in told["factors"][:1]
    ]
    return Part([Prose(opening, "answer"), *shown], leads)


def _rank(row: Row) -> str:
    best, worst = f"{row['rank_best']:g}", f"{row['rank_worst']:g}"
    return best if best == worst else f"{best}–{worst}"


def _factor(row: Row, words: Glossary) -> str:
    return f"{words.of(row['title'])} ({row['factor']})"


def _tornado(told: Row, words: Glossary, *, share: bool) -> Iterator[Block]:
    """Yield the chart of the widest bars with the table of all, then what was not moved or changes nothing."""
    moving = [row for row in told["factors"] if row["moves"]]
    names = distinct({row["factor"]: words.of(row["title"]) for row in moving})
    bars = [
        {"series": _direction(row, words), "label": names[row["factor"]], **figures.scaled(row, 100 if share else 1)}
        for name in list(names)[:MOST_FACTORS]
        for row in moving
        if row["factor"] == name
    ]
    if bars:
        title = words.say("逐一改动各因素,{} 之差", "change of {}, each factor moved alone").format(told["quantity"])
        axis = Axis(words.say("百分点", "points") if share else words.say("个数", "clusters"), "points")
        table = _table_of_tornado(moving, words, share=share)
        yield figures.dots(words, "tornado", title, bars, axis, table, zero=True, stems=True)
    yield Prose(_RANKS.in_(words.lang), "remark")
    nothing = dict.fromkeys(row["factor"] for row in told["factors"] if not row["moves"])
    if nothing:
        yield Prose(sentence(_NO_EFFECT.in_(words.lang), names=", ".join(nothing)), "remark")
    left: dict[str, list[str]] = {}
    for one in told["left_out"]:
        left.setdefault(words.of(one["reason"]), []).append(one["factor"])
    if left:
        heads = words.heads(("未改动,因为", "not moved, because"), ("因素", "factors"))
        yield Table(heads, [(reason, ", ".join(own)) for reason, own in left.items()], texts=2)


def _table_of_tornado(rows: Sequence[Row], words: Glossary, *, share: bool) -> Table:
    heads = words.heads(
        ("名次", "rank"), ("条款", "clause"), ("因素", "factor"), ("现值", "now"), ("改为", "moved to"),
        ("差", "change"), ("95%区间", "95 % interval"),
    )  # fmt: skip
    change, ends = (points, point_span) if share else (signed, signed_span)
    cells = [
        (
            _rank(row), row["citation"], _factor(row, words), words.value(row["now"], row["unit"]),
            words.value(row["value"], row["unit"]), change(row["mean"]), ends(row["low"], row["high"]),
        )
        for row in rows
    ]  # fmt: skip
    return Table(heads, cells, texts=5)


def _direction(row: Row, words: Glossary) -> str:
    """Say which way a factor was moved, where it is a number."""
    now, then = row["now"], row["value"]
    if any(isinstance(one, bool) or not isinstance(one, float | int) for one in (now, then)):
        return words.say("改为另一选项", "moved to another choice")
    return words.say("调低", "moved down") if then < now else words.say("调高", "moved up")


def _screening(told: Row, words: Glossary) -> Iterator[Block]:
    """Yield the measures of Morris or Sobol: a chart of the one by which factors are ranked, all in the table."""
    measures = _MEASURED[told["method"]]
    # What Morris measures is in the quantity's unit, what Sobol does is a share of the variance.
    share = told["method"] == "sobol" or told["unit"] == "share"
    ranked, names = measures[0], distinct({row["factor"]: words.of(row["title"]) for row in told["factors"]})
    rows = [
        {
            "series": "",
            "label": names[row["factor"]],
            **dict(zip(("mean", "low", "high"), _ends(row, ranked), strict=True)),
        }
        for row in told["factors"][:MOST_FACTORS]
    ]
    title = words.among(MEASURES, ranked)
    table = _table_of_screening(told["factors"], measures, words, share=share)
    if rows:
        axis = Axis(title, "share" if share else "plain")
        yield figures.dots(words, told["method"], f"{told['quantity']}: {title}", rows, axis, table, zero=True)
    yield Prose(_DESIGN.in_(words.lang).format(f"{told['points']:g}", f"{told['size']:g}"), "remark")


def _table_of_screening(rows: Sequence[Row], measures: Sequence[str], words: Glossary, *, share: bool) -> Table:
    heads = (
        *words.heads(("名次", "rank"), ("条款", "clause"), ("因素", "factor"), ("范围", "range")),
        *(words.among(MEASURES, name) for name in measures),
    )
    cells = [
        (
            _rank(row), row["citation"], _factor(row, words),
            f"{words.value(row['from'], row['unit'])} – {words.value(row['to'], row['unit'])}",
            *(_measured(row, name, share=share) for name in measures),
        )
        for row in rows
    ]  # fmt: skip
    return Table(heads, cells, texts=4)


def _ends(row: Row, name: str) -> tuple[float, float, float]:
    """Return a measure with the ends of its interval."""
    return row[name], row[f"{name}_low"], row[f"{name}_high"]


def _measured(row: Row, name: str, *, share: bool) -> str:
    value, low, high = _ends(row, name)
    return f"{percent(value)} ({span(low, high)})" if share else f"{number(value)} ({signed_span(low, high)})"
