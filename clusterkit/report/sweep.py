"""A sweep on the terminal: the curve with its band, losses along it, the cliff; a grid as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.lever import DATE_UNIT, Lever
from clusterkit.law.policy import Policy
from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import print_assumptions, print_run
from clusterkit.simulation.interval import Estimate
from clusterkit.simulation.tally import Row, Tally
from clusterkit.study.cliff import NEAR, Cliff
from clusterkit.study.sweep import Axis, Sweep

MOST_LINES: Final = 41
MOST_LINES_OF_LOSSES: Final = 11
MOST_COLUMNS: Final = 6
WIDTH: Final = 40
"""The picture's width: plain characters, which every console has."""

_METHODS: Final = {
    "critical_value": Text("临界值法:一次运行,精确", "critical values: exact, in one run"),
    "scenario_axis": Text("逐值模拟", "each value simulated"),
}


def print_sweep(console: Console, sweep: Sweep, lang: Language) -> None:
    """Print what was run and swept, the curve or the grid, losses, the cliff, assumptions."""
    print_run(console, sweep.study, lang)
    zh = lang == "zh"
    for axis in sweep.axes:
        _head(console, _title(axis, lang))
    why = "" if sweep.reason is None else (";" if zh else "; ") + sweep.reason.in_(lang)
    console.print(("方法:" if zh else "method: ") + _METHODS[sweep.method].in_(lang) + why)
    cliff = sweep.cliff()
    for policy in sweep.study.plan.policies:
        if policy.key not in sweep.tallies[0]:
            continue
        tallies = [one[policy.key] for one in sweep.tallies]
        _head(console, _heading(sweep, policy, tallies[0], lang))
        if all(np.array_equal(one.retained, tallies[0].retained) for one in tallies):
            mean = tallies[0].retention_rows(sweep.study.plan.years)[-1]["mean"]
            console.print(f"各值相同:{_percent(mean)}" if zh else f"the same at every value: {_percent(mean)}")
        elif len(sweep.axes) > 1:
            console.print(_grid(sweep.axes, tallies))
        else:
            _print_curve(console, sweep, tallies, cliff, lang)
            _print_losses(console, sweep.axes[0], policy, tallies, lang)
    if len(sweep.axes) == 1:
        _print_cliff(console, sweep.lever, cliff, lang)
    print_assumptions(console, sweep.study.assumptions, lang)


def _print_curve(console: Console, sweep: Sweep, tallies: Sequence[Tally], cliff: Cliff | None, lang: Language) -> None:
    """Print retention at the end value by value, with its picture and what a unit of the lever changes."""
    zh, lever, policy = lang == "zh", sweep.lever, tallies[0].policy.key
    ends = () if cliff is None else (cliff.slope.low, cliff.slope.high)
    places = _some(sweep.values, MOST_LINES, ends)
    rows = [tallies[place].retention_rows(sweep.study.plan.years)[-1] for place in places]
    low = math.floor(min(row["p10"] for row in rows) * 10) / 10
    high = max(math.ceil(max(row["p90"] for row in rows) * 10) / 10, low + 0.1)
    slopes = {slope.low: slope.change for slope in sweep.slopes if slope.policy == policy}
    scale = _percent(low, 0) + _percent(high, 0).rjust(WIDTH + 2 - len(_percent(low, 0)))
    change = f"变化{_per(lever, lang)}" if zh else f"change {_per(lever, lang)}"
    heads = ("取值", "留存率", "95%区间", change) if zh else ("value", "retention", "95 % interval", change)
    table = _table((*heads, scale), texts=1)
    for place, row in zip(places, rows, strict=True):
        value = sweep.values[place]
        table.add_row(
            Line(lever.shown(value)), _percent(row["mean"]), _span(row["low"], row["high"]),
            _points(lever, slopes.get(value)), Line(_picture(row, low, high)),
        )  # fmt: skip
    console.print(table)
    console.print(
        "图中 * 为均值,- 为均值的95%区间,. 为单次运行的 p10–p90;变化以百分点计,从该值到下一值" if zh
        else "in the picture * is the mean, - its 95 % interval, . the p10–p90 of a single run; "
        "change in points, from this value to the next"
    )  # fmt: skip
    _print_hidden(console, len(tallies) - len(places), lang)


def _print_losses(console: Console, axis: Axis, policy: Policy, tallies: Sequence[Tally], lang: Language) -> None:
    """Print how many clusters are lost at some values, over all and by the criteria that cost most."""
    zh = lang == "zh"
    places = _some(axis.values, MOST_LINES_OF_LOSSES)
    found = [_by_criterion(tallies[place]) for place in places]
    most = {name: max(one.get(name, 0.0) for one in found) for one in found for name in one}
    names = sorted(most, key=lambda name: -most[name])[:MOST_COLUMNS]
    if not names:
        return
    console.print()
    console.print(
        "整个期间失去称号的平均个数,其中按未达标项(同一次复核可有多项)" if zh
        else "clusters lost over the whole run, mean, and by criterion (one review may fail on several)"
    )  # fmt: skip
    table = _table(("取值", "共", *names) if zh else ("value", "all", *names), texts=1)
    for place, by_name in zip(places, found, strict=True):
        total = sum(float(lost.mean()) for lost in tallies[place].losses.values())
        numbers = [total, *(by_name.get(name, 0.0) for name in names)]
        table.add_row(Line(axis.lever.shown(axis.values[place])), *(f"{number:.2f}" for number in numbers))
    console.print(table)
    criteria = {one.id: one for one in policy.criteria}
    for name in names:
        console.print(Line(f"  {name}: {criteria[name].title.in_(lang)} ({criteria[name].citation})"))
    _print_hidden(console, len(tallies) - len(places), lang)


def _print_cliff(console: Console, lever: Lever, cliff: Cliff | None, lang: Language) -> None:
    """Print where retention falls fastest, and how many clusters stand near that value."""
    zh = lang == "zh"
    console.print()
    if cliff is None:
        console.print(
            "留存率不随取值变化,没有断崖" if zh else "no cliff: retention does not change, or values have no order"
        )
        return
    slope = cliff.slope
    low, high, value = (lever.shown(one) for one in (slope.low, slope.high, cliff.value))
    change, interval, per = _points(lever, slope.change), _interval(lever, slope.change), _per(lever, lang)
    told = Text(
        f"断崖 [{slope.policy}]:{low} 与 {high} 之间留存率变化最快,{per} {change} 个百分点(95%区间 {interval})",
        f"cliff [{slope.policy}]: retention falls fastest between {low} and {high}, by {change} points {per} "
        f"(95 % interval {interval})",
    )
    console.print(Line(told.in_(lang), style="bold"))
    if cliff.near is not None:
        close = Text(
            f"起始时持有称号的集群中,{cliff.near} 个的现值在 {value} 上下 {NEAR:.0%} 以内",
            f"{cliff.near} of the clusters certified at the start have a present figure within {NEAR:.0%} of {value}",
        )
        console.print(Line(close.in_(lang)))


def _grid(axes: Sequence[Axis], tallies: Sequence[Tally]) -> Table:
    """Return retention at the end at every point, the first lever down and the second across."""
    first, second = axes
    down, across = _some(first.values, MOST_LINES), _some(second.values, MOST_LINES_OF_LOSSES)
    heads = [second.lever.shown(second.values[place]) for place in across]
    table = _table((f"{first.lever.key} \\ {second.lever.key}", *heads), texts=1)
    for row in down:
        cells = [tallies[row * len(second.values) + column].retention[-1].mean() for column in across]
        table.add_row(Line(first.lever.shown(first.values[row])), *(_percent(float(cell)) for cell in cells))
    return table


def _by_criterion(tally: Tally) -> dict[str, float]:
    """Return the mean losses by criterion, over all causes."""
    found: dict[str, float] = {}
    for (_, name), lost in tally.failed.items():
        found[name] = found.get(name, 0.0) + float(lost.mean())
    return found


def _some(values: Sequence[object], most: int, wanted: Sequence[object] = ()) -> list[int]:
    """Return the places of at most so many values, evenly, with both ends; and of those that are wanted."""
    evenly = np.unique(np.rint(np.linspace(0, len(values) - 1, min(most, len(values)))).astype(int))
    return sorted({*evenly.tolist(), *(values.index(one) for one in wanted)})


def _picture(row: Row, low: float, high: float) -> str:
    """Return the line of one value: where mean, interval and spread lie between two ends."""

    def at(share: float) -> int:
        return min(WIDTH, max(0, round((share - low) / (high - low) * WIDTH)))

    cells = [" "] * (WIDTH + 1)
    for mark, begin, end in ((".", "p10", "p90"), ("-", "low", "high"), ("*", "mean", "mean")):
        if row[begin] is not None:
            first, last = at(row[begin]), at(row[end])
            cells[first : last + 1] = mark * (last + 1 - first)
    return "|" + "".join(cells) + "|"


def _title(axis: Axis, lang: Language) -> str:
    lever, values = axis.lever, axis.values
    shown = ", ".join(lever.shown(value) for value in values)
    if len(values) > MOST_COLUMNS:
        ends = f"{lever.shown(values[0])} … {lever.shown(values[-1])}"
        shown = f"{ends}(共 {len(values)} 个值)" if lang == "zh" else f"{ends} ({len(values)} values)"
    return f"{lever.title.in_(lang)} [{lever.key}], {lever.citation}: {shown}"


def _heading(sweep: Sweep, policy: Policy, tally: Tally, lang: Language) -> str:
    year, title = sweep.study.plan.last_year, f"{policy.title.in_(lang)} [{policy.key}]"
    if lang == "zh":
        return f"{title}:{year} 年末留存率(起始时持有称号 {tally.started} 个)"
    return f"{title}: retention at the end of {year} ({tally.started} certified at the start)"


def _print_hidden(console: Console, hidden: int, lang: Language) -> None:
    if hidden:
        console.print(
            f"另有 {hidden} 个取值未列出;--format csv 或 json 列出全部" if lang == "zh"
            else f"{hidden} values are left out here; --format csv or json lists all"
        )  # fmt: skip


def _per(lever: Lever, lang: Language) -> str:
    """Return the unit that a change is told by."""
    if lever.kind == "month_day" or lever.unit == DATE_UNIT:
        return "每天" if lang == "zh" else "per day"
    unit = "百分点" if lever.unit == "share" else lever.unit
    if lang == "zh":
        return f"每{unit or '单位'}"
    return "per percentage point" if lever.unit == "share" else f"per {unit or 'unit'}"


def _points(lever: Lever, change: Estimate | None) -> str:
    """Return a change in percentage points by unit; of a share, by percentage point of it."""
    return "" if change is None else _signed(change.mean * _scale(lever))


def _interval(lever: Lever, change: Estimate) -> str:
    if change.low is None or change.high is None:
        return "—"
    return f"{_signed(change.low * _scale(lever))} – {_signed(change.high * _scale(lever))}"


def _signed(points: float) -> str:
    """Return a number with its sign and two digits; what is nothing to these has no minus."""
    return f"{round(points, 2) + 0.0:+.2f}"


def _scale(lever: Lever) -> float:
    return 1.0 if lever.unit == "share" else 100.0


def _head(console: Console, title: str) -> None:
    """Print a heading; it is not bound to the width of the table under it."""
    console.print()
    console.print(Line(title, style="bold"))


def _table(heads: Sequence[str], texts: int) -> Table:
    """Return a table whose first columns are text and the others numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, label in enumerate(heads):
        table.add_column(Line(label), justify="left" if place < texts else "right", overflow="fold")
    return table


def _percent(value: float | None, digits: int = 1) -> str:
    return "—" if value is None else f"{value * 100:.{digits}f}%"


def _span(low: float | None, high: float | None) -> str:
    return "—" if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"
