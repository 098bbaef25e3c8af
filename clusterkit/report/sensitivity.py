"""Sensitivity on the terminal: the tornado with its picture, or the measures of Morris and Sobol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import print_assumptions, print_run
from clusterkit.simulation.dynamics import ASSUMED
from clusterkit.simulation.interval import Estimate
from clusterkit.study.factors import Factor
from clusterkit.study.quantity import Quantity
from clusterkit.study.screening import MEASURES, RESAMPLES, Screening
from clusterkit.study.tornado import Bar, Tornado

MOST_BARS: Final = 20
HALF: Final = 10
"""The width of the longest bar, in characters that every Chinese console's code page has."""

_HEADS: Final[Mapping[str, Text]] = {
    "mu": Text("μ 平均效应", "μ, mean effect"),
    "mu_star": Text("μ* 效应大小", "μ*, its size"),
    "sigma": Text("σ 效应差异", "σ, its variation"),
    "S1": Text("S1 单独所占方差", "S1, share of variance alone"),
    "ST": Text("ST 含交互", "ST, with interactions"),
}


def print_sensitivity(console: Console, found: Tornado | Screening, lang: Language) -> None:
    """Print what was run, the factors by rank, what the ranks mean, and the assumptions."""
    print_run(console, found.study, lang)
    console.print()
    told = "现状" if lang == "zh" else "with nothing moved"
    console.print(Line(f"{found.quantity}: {told} {_level(found.base, found.quantity)}", style="bold"))
    if isinstance(found, Tornado):
        _print_tornado(console, found, lang)
    else:
        _print_screening(console, found, lang)
    print_assumptions(console, found.study.assumptions, lang)


def _print_tornado(console: Console, found: Tornado, lang: Language) -> None:
    zh = lang == "zh"
    moving = [bar for bar in found.bars if bar.moves]
    shown = moving[:MOST_BARS]
    unit = _unit(found.quantity, lang)
    table = _table(
        ("名次", "条款", "因素", "现值", "改为", f"差({unit})", "95%区间", "")
        if zh
        else ("rank", "clause", "factor", "now", "moved to", f"change ({unit})", "95 % interval", ""),
        3, [bar.factor for bar in shown],
    )  # fmt: skip
    most = max((abs(one.mean) for bar in shown for one in bar.differences), default=0.0)
    for bar in shown:
        _add_bar(table, bar, found.quantity, most, lang)
    if shown:
        console.print(table)
    runs = found.study.replications
    console.print(
        f"逐一改动,同一批随机数逐次配对;名次为区间者,{runs} 次重复分不出先后" if zh
        else f"each moved alone, paired on the same draws; where ranks overlap, not separated by {runs} replications"
    )  # fmt: skip
    if len(moving) > len(shown):
        rest = len(moving) - len(shown)
        console.print(
            f"另有 {rest} 项影响较小;--format json 或 csv 列出全部" if zh
            else f"{rest} factors that matter less are left out here; --format json or csv lists all"
        )  # fmt: skip
    nothing = [bar.factor.key for bar in found.bars if not bar.moves]
    if nothing:
        told = f"任何一次运行都毫无影响的 {len(nothing)} 项:" if zh else f"no effect in any run ({len(nothing)}): "
        console.print(Line(told + ", ".join(nothing)))
    by_reason: dict[Text, list[str]] = {}
    for one in found.still:
        by_reason.setdefault(one.reason, []).append(one.key)
    for reason, keys in by_reason.items():
        told = f"未改动 {len(keys)} 项({reason.zh}):" if zh else f"not moved, {reason.en} ({len(keys)}): "
        console.print(Line(told + ", ".join(keys)))


def _add_bar(table: Table, bar: Bar, quantity: Quantity, most: float, lang: Language) -> None:
    """Add a line for each value that a factor is moved to."""
    factor = bar.factor
    head = [Line(str(bar.rank)), _origin(factor, lang), _name(factor, lang), Line(factor.shown(factor.now))]
    for value, found in zip(factor.values, bar.differences, strict=True):
        table.add_row(
            *head, factor.shown(value), _number(found.mean, quantity, sign=True), _ends(found, quantity, sign=True),
            _picture(found.mean, most),
        )  # fmt: skip
        head = [Line("")] * len(head)


def _print_screening(console: Console, found: Screening, lang: Language) -> None:
    zh = lang == "zh"
    measures = MEASURES[found.method]
    heads = ("名次", "条款", "因素", "现值", "从", "到") if zh else ("rank", "clause", "factor", "now", "from", "to")
    table = _table(
        (*heads, *(_HEADS[name].in_(lang) for name in measures)), 3, [effect.factor for effect in found.effects]
    )
    for effect in found.effects:
        factor = effect.factor
        assert factor.span is not None
        numbers = [_measure(effect.measures[name], found) for name in measures]
        table.add_row(
            Line(str(effect.rank)), _origin(factor, lang), _name(factor, lang), factor.shown(factor.now),
            factor.shown(factor.span[0]), factor.shown(factor.span[1]), *numbers,
        )  # fmt: skip
    console.print(table)
    if not found.varies:
        console.print(
            "在这些范围内结果毫无变化" if zh else "nothing moves the outcome within these ranges"
        )  # fmt: skip
    runs, points = found.study.replications, found.points
    if found.method == "morris":
        design = f"Morris, {found.size} 条轨迹" if zh else f"Morris, {found.size} trajectories"
        scale = f"效应以{_unit(found.quantity, lang)}计,指走完全程" if zh else (
            f"effects in {_unit(found.quantity, lang)}, for a move through the whole range"
        )  # fmt: skip
    else:
        design = f"Sobol, {found.size} 个基点" if zh else f"Sobol, {found.size} base points"
        scale = (
            "各因素在范围内均匀变动时所占方差" if zh else "shares of the variance when all vary evenly in their ranges"
        )
    console.print(f"{design}, {points} 个点; {scale}" if zh else f"{design}, {points} points; {scale}")
    if found.picked:
        count = len(found.effects)
        console.print(
            f"因素为龙卷风图中最宽的 {count} 项数值;--factor 可自选" if zh
            else f"the factors: the {count} numbers with the widest bars in the tornado; --factor chooses others"
        )  # fmt: skip
    console.print(
        f"区间:对 {runs} 次重复和设计一并重抽样 {RESAMPLES} 次;名次为区间者,噪声分不出先后" if zh
        else f"intervals: {runs} replications and the design resampled together, {RESAMPLES} times; "
        "where ranks overlap, the noise does not separate them"
    )  # fmt: skip


def _measure(found: Estimate, screening: Screening) -> str:
    if screening.method == "sobol":
        return f"{found.mean:.2f} ({found.low:.2f} – {found.high:.2f})"
    quantity = screening.quantity
    return f"{_number(found.mean, quantity)} ({_ends(found, quantity)})"


def _origin(factor: Factor, lang: Language) -> Line:
    """Return the clause of a lever; of an input, whether it is assumed."""
    if factor.kind == "lever":
        return Line(factor.citation)
    if factor.citation.startswith(ASSUMED):
        return Line("假定 ASSUMED" if lang == "zh" else "ASSUMED")
    return Line("公开数据" if lang == "zh" else "published")


def _name(factor: Factor, lang: Language) -> Line:
    return Line(f"{factor.title.in_(lang)} ({factor.key})")


def _picture(difference: float, most: float) -> str:
    """Return a bar to the left or the right of a line in the middle."""
    bar = "█" * (round(abs(difference) / most * HALF) if most else 0)
    return f"{bar if difference < 0 else '':>{HALF}}│{bar if difference > 0 else ''}"


def _level(found: Estimate, quantity: Quantity) -> str:
    mark = "%" if quantity.unit == "share" else ""
    interval = "" if found.low is None else f" ({_ends(found, quantity)}{mark})"
    return f"{_number(found.mean, quantity)}{mark}{interval}"


def _ends(found: Estimate, quantity: Quantity, *, sign: bool = False) -> str:
    if found.low is None or found.high is None:
        return "—"
    return f"{_number(found.low, quantity, sign=sign)} – {_number(found.high, quantity, sign=sign)}"


def _number(value: float, quantity: Quantity, *, sign: bool = False) -> str:
    """Return a number, a share in points; of differences, only what is exactly none is shown as 0."""
    if sign and not value:
        return "0"
    mark = "+" if sign else ""
    return f"{value * 100:{mark}.2f}" if quantity.unit == "share" else f"{value:{mark}.2f}"


def _unit(quantity: Quantity, lang: Language) -> str:
    if quantity.unit == "share":
        return "百分点" if lang == "zh" else "points"
    return "个集群" if lang == "zh" else "clusters"


def _table(heads: tuple[str, ...], texts: int, factors: Sequence[Factor]) -> Table:
    """Return a table whose first columns are text, the third wide enough for any key, the others numbers.

    A column without a head is a picture.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    widest = max((len(one.key) + 2 for one in factors), default=0)
    for place, label in enumerate(heads):
        least = widest if place == texts - 1 else None
        left = place < texts or not label
        table.add_column(label, justify="left" if left else "right", overflow="fold", min_width=least)
    return table
