"""Sweeps: retention and losses along the values of a lever, with the cliff; two levers as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.lever import DATE_UNIT
from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import Glossary, distinct, number, percent, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
Points = Sequence[tuple[Any, Row]]
"""The values of the lever, each with what became of one policy's clusters at it."""

MOST_CRITERIA: Final = 6
MOST_COLUMNS: Final = 10
_METHODS: Final = {
    "critical_value": Text("临界值法:一次运行,精确", "critical values: exact, in one run"),
    "scenario_axis": Text("逐值模拟", "each value simulated"),
}
_WHAT: Final = Text("{names}:{values} 个取值;{method}{reason}。", "{names}: {values} values; {method}{reason}.")
_SAME: Final = Text("{policy}:各值相同,{mean}。", "{policy}: the same at every value, {mean}.")
_NO_CLIFF: Final = Text(
    "没有断崖:留存率不随取值下降,或取值没有顺序。",
    "No cliff: retention does not fall with the values, or they have no order.",
)
_CLIFF: Final = Text(
    "断崖:{policy} 的留存率在“{lever}”的 {low} 与 {high} 之间变化最快{near}。",
    "Cliff: retention under {policy} falls fastest between {low} and {high} of {lever}{near}.",
)
_NEAR: Final = Text(";{} 个集群的现值在其 5% 以内", "; the present figure of {} clusters lies within 5 % of it")
_CURVE: Final = Text("{}:{} 年末留存率随“{}”的变化", "{}: retention at the end of {} by {}")
_CRITERIA: Final = Text(
    "{}:失去称号时未达标的条件,随“{}”的变化", "{}: criteria not met when titles were lost, by {}"
)  # fmt: skip
_GRID: Final = Text("{}:{} 年末留存率,两个参数的组合", "{}: retention at the end of {} for each pair of values")


def sweep(result: Result, words: Glossary) -> Part:
    """Return the curve of each policy that the lever touches, or the grid of two levers."""
    told = result.told
    levers = told["lever"] if isinstance(told["lever"], list) else [told["lever"]]
    blocks: list[Block] = [Prose(_what(levers, told, words))]
    for policy in dict.fromkeys(one["policy"] for point in told["points"] for one in point["policies"]):
        own = [
            (point["value"], one) for point in told["points"] for one in point["policies"] if one["policy"] == policy
        ]
        ends = {_end(one)["mean"] for _, one in own}
        if len(ends) == 1:
            same = sentence(_SAME.in_(words.lang), policy=words.policy(policy), mean=percent(ends.pop()))
            blocks.append(Prose(same))
        elif len(levers) > 1:
            blocks.append(_grid(policy, levers, own, words))
        else:
            blocks += [_curve(policy, levers[0], own, told["cliff"], words), *_criteria(policy, levers[0], own, words)]
    if told["cliff"] is not None:
        cliff = _cliff(levers[0], told["cliff"], words)
        return Part([*blocks, Prose(cliff, "answer")], [cliff])
    return Part([*blocks, *([Prose(_NO_CLIFF.in_(words.lang))] if len(levers) == 1 else [])])


def _end(one: Row) -> Row:
    last: Row = one["retention"][-1]
    return last


def _what(levers: Sequence[str], told: Row, words: Glossary) -> Content:
    names = "; ".join(f"{words.lever(key)} [{key}] {words.citation(key)}".strip() for key in levers)
    reason = "" if told["reason"] is None else f" ({words.of(told['reason'])})"
    method = words.among(_METHODS, told["method"])
    return sentence(_WHAT.in_(words.lang), names=names, values=str(len(told["points"])), method=method, reason=reason)


def _axis(lever: str, words: Glossary, values: Sequence[Any]) -> Axis:
    """Return the axis of a lever: of numbers where its values are, else in the order asked for."""
    unit = words.unit(lever)
    numbers = all(isinstance(one, float | int) and not isinstance(one, bool) for one in values) and unit != DATE_UNIT
    title = f"{words.lever(lever)} ({unit})" if unit not in {"", "share", DATE_UNIT} else words.lever(lever)
    return Axis(title, "share" if unit == "share" else "plain", "quantitative" if numbers else "ordinal")


def _at(axis: Axis, lever: str, value: Any, words: Glossary) -> Any:
    """Return a value's place on its axis."""
    return value if axis.scale == "quantitative" else words.label(value, words.unit(lever))


def _curve(policy: str, lever: str, points: Points, cliff: Row | None, words: Glossary) -> Figure:
    axis, year = _axis(lever, words, [value for value, _ in points]), _end(points[0][1])["year"]
    keys = ("low", "high", "p10", "p90")
    rows = [
        {"series": "", "x": _at(axis, lever, value, words), "y": end["mean"], **{key: end[key] for key in keys}}
        for value, end in ((value, _end(one)) for value, one in points)
        if end["mean"] is not None
    ]
    heads = words.heads(
        ("取值", "value"), ("年末留存率", "retention at the end"), ("95%区间", "95 % interval"),
        ("单次运行 p10–p90", "single run p10–p90"), ("失去个数", "titles lost"),
    )  # fmt: skip
    cells = [(words.label(value, words.unit(lever)), *_told(one)) for value, one in points]
    marked = [] if cliff is None or cliff["policy"] != policy else [_at(axis, lever, cliff["value"], words)]
    title = _CURVE.in_(words.lang).format(words.policy(policy), year, words.lever(lever))
    y = Axis(words.say("留存率", "retention"), "share")
    return figures.curve(words, f"sweep-{policy}", title, rows, axis, y, Table(heads, cells), marked=marked)


def _told(one: Row) -> tuple[str, ...]:
    end, lost = _end(one), sum(row["mean"] for row in one["losses"] if row["criterion"] is None)
    return percent(end["mean"]), span(end["low"], end["high"]), span(end["p10"], end["p90"]), number(lost)


def _criteria(policy: str, lever: str, points: Points, words: Glossary) -> Iterator[Figure]:
    """Show the criteria that take most titles, along the lever."""
    found = [_by_criterion(one) for _, one in points]
    most: dict[str, float] = {}
    for own in found:
        for name, mean in own.items():
            most[name] = max(most.get(name, 0.0), mean)
    chosen = sorted(most, key=lambda name: -most[name])[:MOST_CRITERIA]
    if not chosen:
        return
    names = distinct({name: words.criterion(name) for name in chosen})
    values = [value for value, _ in points]
    axis = _axis(lever, words, values)
    rows = [
        {"series": names[name], "x": _at(axis, lever, value, words), "y": own.get(name, 0.0)}
        for name in chosen
        for value, own in zip(values, found, strict=True)
    ]
    cells = [
        (words.label(value, words.unit(lever)), *(number(own.get(name, 0.0)) for name in chosen))
        for value, own in zip(values, found, strict=True)
    ]
    table = Table((words.say("取值", "value"), *names.values()), cells)
    title = _CRITERIA.in_(words.lang).format(words.policy(policy), words.lever(lever))
    y = Axis(words.say("平均个数", "mean number of clusters"), zero=True)
    yield figures.curve(words, f"sweep-criteria-{policy}", title, rows, axis, y, table)


def _by_criterion(one: Row) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in one["losses"]:
        if row["criterion"] is not None:
            found[row["criterion"]] = found.get(row["criterion"], 0.0) + row["mean"]
    return found


def _grid(policy: str, levers: Sequence[str], points: Points, words: Glossary) -> Figure:
    """Return the first lever down and the second across."""
    down, across = levers
    rows = [
        {
            "y": words.label(value[0], words.unit(down)), "x": words.label(value[1], words.unit(across)),
            "value": end["mean"], "low": end["low"], "high": end["high"],
        }
        for value, end in ((value, _end(one)) for value, one in points)
        if end["mean"] is not None
    ]  # fmt: skip
    title = _GRID.in_(words.lang).format(words.policy(policy), _end(points[0][1])["year"])
    axes = (
        Axis(words.lever(across), scale="ordinal"),
        Axis(words.lever(down), scale="ordinal"),
        Axis(words.say("留存率", "retention"), "share"),
    )
    return figures.grid(words, f"grid-{policy}", title, rows, axes, _table_of_grid(rows, levers, words))


def _table_of_grid(rows: Sequence[Row], levers: Sequence[str], words: Glossary) -> Table:
    """Return the grid as it is drawn, or one pair a row where it has many columns."""
    down, across = (words.lever(key) for key in levers)
    columns = list(dict.fromkeys(row["x"] for row in rows))
    if len(columns) <= MOST_COLUMNS:
        cells = {(row["y"], row["x"]): percent(row["value"]) for row in rows}
        lines = dict.fromkeys(row["y"] for row in rows)
        return Table((f"{down} \\ {across}", *columns), [(y, *(cells.get((y, x), "") for x in columns)) for y in lines])
    heads = (down, across, *words.heads(("留存率", "retention"), ("95%区间", "95 % interval")))
    return Table(heads, [(row["y"], row["x"], percent(row["value"]), span(row["low"], row["high"])) for row in rows], 2)


def _cliff(lever: str, cliff: Row, words: Glossary) -> Content:
    low, high = (words.label(value, words.unit(lever)) for value in cliff["between"])
    count = cliff["clusters_within_5_percent"]
    near = "" if count is None else _NEAR.in_(words.lang).format(f"{count:g}")
    return sentence(
        _CLIFF.in_(words.lang), policy=words.policy(cliff["policy"]), lever=words.lever(lever), low=low, high=high,
        near=near,
    )  # fmt: skip
