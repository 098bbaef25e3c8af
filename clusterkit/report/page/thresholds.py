"""Thresholds: the value of a lever that just meets a goal, and for two levers the pairs that do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis, Level
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import NONE, Glossary, number, number_span, percent, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
STATUSES: Final[Mapping[str, Text]] = {
    "found": Text("有解", "found"),
    "not_reachable": Text("没有取值能达到目标", "no value reaches the goal"),
    "not_monotone": Text("响应不是单调的,没有唯一的临界值", "not monotone: there is no one threshold"),
}
_SIDES: Final[Mapping[str, Text]] = {
    "highest": Text("恰好满足的最高取值", "the highest value that just meets it:"),
    "lowest": Text("恰好满足的最低取值", "the lowest value that just meets it:"),
}
_LEAD: Final = Text("目标 {goal},参数“{lever}”:{answer}", "Goal {goal}, lever {lever}: {answer}")
_FOUND: Final = Text(
    "{side} {interval}({sure} 置信){estimate}", "{side} {interval} ({sure} confidence){estimate}"
)  # fmt: skip
_NEAREST: Final = Text("{status};最接近的是 {value}", "{status}; nearest is {value}")
_FRONTIER: Final = Text(
    "目标 {goal}:“{first}”的 {values} 个取值中 {found} 个有解",
    "Goal {goal}: {found} of {values} values of {first} have a threshold",
)
_AROUND: Final = 1.5
"""How far beyond the interval the chart reaches, in widths of the interval."""
_FEWEST: Final = 5
_GOAL: Final = re.compile(r"(?P<quantity>.+?)\s*(?:>=|<=|>|<)\s*(?P<value>\d*\.?\d+)\s*(?P<percent>[%％])?.*")


@frozen
class _Goal:
    """What a goal is about, the level asked for, and whether that is a share."""

    quantity: str
    level: float | None
    share: bool

    @classmethod
    def of(cls, written: str) -> _Goal:
        """Read a goal; one that cannot be read is told as it is written."""
        found = _GOAL.fullmatch(written)
        if found is None:
            return cls(written, None, share=False)
        value = float(found["value"]) / (100 if found["percent"] else 1)
        return cls(found["quantity"], value, share="retention" in found["quantity"])

    def told(self, row: Row) -> tuple[str, str]:
        """Return a mean and its interval in the quantity's unit."""
        if self.share:
            return percent(row["mean"]), span(row["low"], row["high"])
        return number(row["mean"]), number_span(row["low"], row["high"])


def threshold(result: Result, words: Glossary) -> Part:
    """Return the answer to a goal with the response around it, or the frontier of two levers."""
    return _frontier(result.told, words) if "frontier" in result.told else _solution(result.told, words)


def _solution(told: Row, words: Glossary) -> Part:
    lever = f"{words.lever(told['lever'])} [{told['lever']}]"
    lead = sentence(_LEAD.in_(words.lang), goal=told["goal"], lever=lever, answer=_answer(told, words))
    blocks: list[Block] = [Prose(lead, "answer")]
    if told["note"] is not None:
        blocks.append(Prose(words.of(told["note"]), "remark"))
    if told["points"]:
        blocks.append(_response(told, words))
    return Part(blocks, [lead])


def _answer(told: Row, words: Glossary) -> Content:
    status, unit = words.among(STATUSES, told["status"]), told["unit"]
    if told["status"] != "found":
        if told["best"] is None:
            return status
        return sentence(_NEAREST.in_(words.lang), status=status, value=words.value(told["best"]["value"], unit))
    estimate = ""
    if told["estimate"] is not None:
        estimate = words.say(",估计 {}", ", estimate {}").format(words.value(told["estimate"], unit))
    return sentence(
        _FOUND.in_(words.lang), side=words.among(_SIDES, told["side"]), interval=_interval(told, unit, words),
        sure=f"{told['confidence'] * 100:.4g}%", estimate=estimate,
    )  # fmt: skip


def _interval(told: Row, unit: str, words: Glossary) -> str:
    """Return the values between which a threshold lies; where the law sets no end there may be none."""
    low, high = (None if told[end] is None else words.value(told[end], unit) for end in ("low", "high"))
    if low is None and high is None:
        return words.say("任意取值", "any value")
    if low is None or high is None:
        return f"≥ {low}" if high is None else f"≤ {high}"
    return low if low == high else f"{low} – {high}"


def _axis(lever: str, unit: str, words: Glossary) -> Axis:
    title = words.lever(lever)
    return Axis(title if unit in {"", "share"} else f"{title} ({unit})", "share" if unit == "share" else "plain")


def _response(told: Row, words: Glossary) -> Figure:
    """Show the quantity over the values of the lever near the threshold; the table has all that were tried."""
    goal, unit, lever = _Goal.of(told["goal"]), told["unit"], words.lever(told["lever"])
    rows = [
        {"series": "", "x": row["value"], "y": row["mean"], "low": row["low"], "high": row["high"]}
        for row in _near(told)
    ]
    heads = (words.say("取值", "value"), goal.quantity, words.say("区间", "interval"))
    table = Table(heads, [(words.label(row["value"], unit), *goal.told(row)) for row in told["points"]])
    title = words.say("{} 随“{}”的变化", "{} by {}").format(goal.quantity, lever)
    return figures.curve(
        words, f"threshold-{told['lever']}", title, rows, _axis(told["lever"], unit, words),
        Axis(goal.quantity, "share" if goal.share else "plain"), table,
        level=None if goal.level is None else Level(goal.level, told["goal"]),
        marked=[] if told["estimate"] is None else [told["estimate"]],
        between=None if told["low"] is None or told["high"] is None else (told["low"], told["high"]),
    )  # fmt: skip


def _near(told: Row) -> Sequence[Row]:
    """Return the values tried that lie near the interval; all of them where there is none."""
    points: Sequence[Row] = told["points"]
    if told["low"] is None or told["high"] is None:
        return points
    width = (told["high"] - told["low"]) * _AROUND or abs(told["high"])
    near = [row for row in points if told["low"] - width <= row["value"] <= told["high"] + width]
    return near if len(near) >= _FEWEST else points


def _frontier(told: Row, words: Glossary) -> Part:
    (first, second), units, goal = told["lever"], told["unit"], _Goal.of(told["goal"])
    found = sum(row["status"] == "found" for row in told["frontier"])
    lead = sentence(
        _FRONTIER.in_(words.lang), goal=told["goal"], first=words.lever(first), values=str(len(told["frontier"])),
        found=str(found),
    )  # fmt: skip
    table = _table_of_frontier(told, goal, words)
    rows = [
        {"series": "", "label": words.label(row["value"], units[0]), **figures.scaled({**row, "mean": row["estimate"]})}
        for row in told["frontier"]
        if row["estimate"] is not None
    ]
    if not rows:
        return Part([Prose(lead, "answer"), table], [lead])
    title = words.say("恰好满足 {} 的组合", "pairs that just meet {}").format(told["goal"])
    axis, down = _axis(second, units[1], words), words.lever(first)
    return Part(
        [Prose(lead, "answer"), figures.dots(words, f"frontier-{second}", title, rows, axis, table, y=down)], [lead]
    )


def _table_of_frontier(told: Row, goal: _Goal, words: Glossary) -> Table:
    first, second = told["lever"]
    interval = f"{words.lever(second)} ({told['confidence'] * 100:.4g}%)"
    heads = (words.lever(first), words.say("结论", "status"), interval, words.say("估计", "estimate"), goal.quantity)
    cells = []
    for row in told["frontier"]:
        at = row["at_estimate"] or row["best"]
        cells.append(
            (
                words.label(row["value"], told["unit"][0]), words.among(STATUSES, row["status"]),
                _interval(row, told["unit"][1], words) if row["status"] == "found" else NONE,
                NONE if row["estimate"] is None else words.value(row["estimate"], told["unit"][1]),
                NONE if at is None else goal.told(at)[0],
            )
        )  # fmt: skip
    return Table(heads, cells, texts=2)
