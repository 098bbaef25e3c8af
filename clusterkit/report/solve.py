"""A threshold on the terminal: what just meets the goal, how sure that is, and the response around it."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.lever import Lever
from clusterkit.law.text import Language
from clusterkit.report.terminal import print_assumptions, print_run
from clusterkit.study.frontier import Frontier
from clusterkit.study.quantity import Quantity
from clusterkit.study.response import Row
from clusterkit.study.simulate import Study
from clusterkit.study.solve import Solution

POINTS = 9
"""Values of the response that are shown, beside the ends of the interval."""


def print_found(console: Console, found: Solution | Frontier, study: Study, lang: Language) -> None:
    """Print what was run, the threshold or the frontier, how it was found, and the assumptions."""
    print_run(console, study, lang)
    console.print()
    levers = (found.lever,) if isinstance(found, Solution) else found.levers
    told = ", ".join(f"{one.title.in_(lang)} ({one.key}, {one.citation})" for one in levers)
    console.print(Line(f"{found.goal}: {told}", style="bold"))
    if isinstance(found, Solution):
        _print_solution(console, found, lang)
    else:
        _print_frontier(console, found, lang)
    print_assumptions(console, study.assumptions, lang)


def _print_solution(console: Console, found: Solution, lang: Language) -> None:
    zh = lang == "zh"
    console.print(Line(_answer(found, lang), style="green" if found.status == "found" else "yellow"))
    if found.note is not None:
        console.print(found.note.in_(lang))
    if found.status == "not_monotone":
        _print_turn(console, found, lang)
    table = _table(
        ("取值", str(found.goal.quantity), "区间", "")
        if zh
        else ("value", str(found.goal.quantity), "interval", "")
    )  # fmt: skip
    marks = _marks(found, lang)
    for row in _shown_rows(found):
        mean, interval = _level(row, found.goal.quantity)
        table.add_row(_value(found.lever, row["value"]), mean, interval, marks.get(row["value"], ""))
    console.print(table)
    response = found.response
    low, high = (_value(found.lever, float(one)) for one in (response.values[0], response.values[-1]))
    console.print(
        f"在 {low} 至 {high} 之间试了 {len(response.values)} 个取值,同一批随机数 ({response.method})"
        if zh
        else f"{len(response.values)} values from {low} to {high} were tried on the same draws ({response.method})"
    )


def _answer(found: Solution, lang: Language) -> str:
    """Say in a sentence what became of the search."""
    zh, lever = lang == "zh", found.lever
    sure = f"{found.confidence * 100:.4g}%"
    if found.status == "not_monotone":
        return (
            "响应不是单调的:没有唯一的临界值" if zh else "the response is not monotone: there is no one threshold"
        )  # fmt: skip
    if found.status == "not_reachable":
        row = found.at(found.best)
        assert row is not None
        level, interval = _level(row, found.goal.quantity)
        value = _value(lever, row["value"])
        return (
            f"范围内没有取值能达到目标;最接近的是 {value}: {level} ({interval})" if zh
            else f"no value in the range reaches the goal; nearest is {value}: {level} ({interval})"
        )  # fmt: skip
    span = _span(found, lang)
    if found.estimate is None:
        return f"{span}" + (f" ({sure} 置信)" if zh else f" ({sure} confidence)")
    estimate = _value(lever, found.estimate)
    if zh:
        which = "最高" if found.side == "highest" else "最低"
        return f"恰好满足目标的{which}取值: {span} ({sure} 置信), 估计 {estimate}"
    return f"the {found.side} value that meets the goal: {span} ({sure} confidence), estimate {estimate}"


def _span(found: Solution, lang: Language) -> str:
    low, high = found.low, found.high
    if low is None and high is None:
        return "任意取值" if lang == "zh" else "any value"
    if low is None or high is None:
        end = low if high is None else high
        assert end is not None
        return ("≥ " if high is None else "≤ ") + _value(found.lever, end)
    return _value(found.lever, low) if low == high else f"{_value(found.lever, low)} – {_value(found.lever, high)}"


def _print_turn(console: Console, found: Solution, lang: Language) -> None:
    """Print where the response rises and falls, and at which of the values tried the goal is met."""
    assert found.turn is not None
    zh, lever, scale = lang == "zh", found.lever, found.goal.quantity
    for word, move in zip(("上升", "下降") if zh else ("rises", "falls"), found.turn, strict=True):
        ends = f"{_value(lever, move.start)} → {_value(lever, move.end)}"
        low, high = _number(move.low, scale, sign=True), _number(move.high, scale, sign=True)
        console.print(f"{word}: {ends}: {_number(move.mean, scale, sign=True)} ({low} – {high})")
    met = "; ".join(f"{_value(lever, one['from'])} – {_value(lever, one['to'])}" for one in found.meets())
    if met:
        console.print(f"所试取值中满足目标的: {met}" if zh else f"of the values tried, these meet the goal: {met}")
    console.print(
        "用 --from 和 --to 把范围缩小到单调的一段即可求解" if zh
        else "narrow the range with --from and --to to a stretch where it rises or falls alone"
    )  # fmt: skip


def _print_frontier(console: Console, found: Frontier, lang: Language) -> None:
    zh, (one, other) = lang == "zh", found.levers
    sure = f"{found.confidence * 100:.4g}"
    heads = (
        (one.key, "结论", f"{other.key}: {sure}%区间", "估计", str(found.goal.quantity))
        if zh
        else (one.key, "status", f"{other.key}: {sure} % interval", "estimate", str(found.goal.quantity))
    )
    table = _table(heads)
    for value, solution in zip(found.values, found.solutions, strict=True):
        row = solution.at(solution.estimate if solution.best is None else solution.best)
        level = "" if row is None else f"{_level(row, found.goal.quantity)[0]}"
        reached = solution.status == "found"
        table.add_row(
            Line(one.shown(value)),
            solution.status,
            _span(solution, lang) if reached else "—",
            "—" if solution.estimate is None else _value(other, solution.estimate),
            level,
        )
    console.print(table)
    console.print(
        f"每行是在该 {one.key} 下恰好满足目标的 {other.key};各行同一批随机数" if zh
        else f"each row: the {other.key} that just meets the goal at that {one.key}, all on the same draws"
    )  # fmt: skip


def _shown_rows(found: Solution) -> list[Row]:
    """Return the rows of some values spread over what was tried, with the ends and the best among them."""
    rows = found.rows()
    spread = {round(place) for place in np.linspace(0, len(rows) - 1, POINTS)}
    marked = {found.low, found.estimate, found.high, found.best}
    return [row for place, row in enumerate(rows) if place in spread or row["value"] in marked]


def _marks(found: Solution, lang: Language) -> dict[float | None, str]:
    zh = lang == "zh"
    marks: dict[float | None, str] = {found.low: "下端" if zh else "low", found.high: "上端" if zh else "high"}
    marks[found.best] = "最接近" if zh else "nearest"
    marks[found.estimate] = "估计" if zh else "estimate"
    return marks


def _level(row: Row, quantity: Quantity) -> tuple[str, str]:
    """Return a mean and its interval as people read them."""
    return _number(row["mean"], quantity), f"{_number(row['low'], quantity)} – {_number(row['high'], quantity)}"


def _number(value: float, quantity: Quantity, *, sign: bool = False) -> str:
    mark = "+" if sign else ""
    return f"{value * 100:{mark}.2f}%" if quantity.unit == "share" else f"{value:{mark}.2f}"


def _value(lever: Lever, value: float) -> str:
    """Return a value of the lever to five digits."""
    return lever.shown(float(f"{value:.5g}"))


def _table(heads: tuple[str, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="right" if place < len(heads) - 1 else "left")
    return table
