"""How long titles are held: retention by age, what has taken them by the last age, differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import Glossary, number, percent, point_span, points, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]

BY: Final[Mapping[str, Text]] = {
    "place": Text("地区", "place"),
    "industry": Text("主导产业", "dominant industry"),
    "cohort": Text("认定年份", "year of certification"),
    "district": Text("区县", "district"),
}
_NOTHING: Final = Text("观察期内没有可估计的年龄。", "There is no age at which anything can be estimated.")
_CURVES: Final = Text("持有满若干年的称号的比例,按{}", "share of titles still held after some years, by {}")
_LEAD: Final = Text(
    "{group}:满 {age} 年时留存 {mean}(95%区间 {span})",
    "{group}: {mean} are held after {age} years (95 % interval {span})",
)
_HOW: Final = Text(
    "留存率:Kaplan–Meier,含延迟进入;原因:Aalen–Johansen。区间:{}。",
    "Retention: Kaplan–Meier with delayed entry; causes: Aalen–Johansen. Intervals: {}.",
)
_INTERVALS: Final[Mapping[str, Text]] = {
    "student": Text("各次重复之间的 Student 95% 区间", "Student's over replications"),
    "greenwood": Text(
        "Greenwood 方差,把各称号当作相互独立", "by Greenwood's variance, which takes titles for independent"
    ),
}


@frozen(eq=False)
class _Group:
    """Titles told together in one scenario: what they are called, and what is told of them."""

    label: str
    retention: list[Row]
    losses: list[Row]


def tenure(result: Result, words: Glossary) -> Part:
    """Return the curves of all groups in one chart, the causes of each group, and what scenarios change."""
    told = result.told
    groups = list(_groups(told, words))
    if not groups:
        return Part([Prose(_NOTHING.in_(words.lang))])
    how = _HOW.in_(words.lang).format(words.among(_INTERVALS, told["interval"]))
    blocks: list[Block] = [_curves(told["by"], groups, words), *_causes(groups, words), *_differences(told, words)]
    return Part([*blocks, Prose(how, "remark")], [_lead(one, words) for one in groups])


def _groups(told: Row, words: Glossary) -> Iterator[_Group]:
    several = len(told["scenarios"]) > 1
    for scenario in told["scenarios"]:
        for one in scenario["groups"]:
            if one["retention"]:
                label = _name(told["by"], one["group"], words)
                shown = f"{label} — {scenario['name']}" if several else label
                yield _Group(shown, one["retention"], one["losses"])


def _name(by: str, group: str | None, words: Glossary) -> str:
    if group is None:
        return words.say("未填", "blank")
    return words.policy(group) if by == "place" else group


def _lead(one: _Group, words: Glossary) -> Content:
    last = one.retention[-1]
    age, mean, ends = f"{last['age']:g}", percent(last["mean"]), span(last["low"], last["high"])
    return sentence(_LEAD.in_(words.lang), group=one.label, age=age, mean=mean, span=ends)


def _curves(by: str, groups: list[_Group], words: Glossary) -> Figure:
    rows = [
        {"series": one.label, "x": row["age"], "y": row["mean"], "low": row["low"], "high": row["high"]}
        for one in groups
        for row in one.retention
    ]
    heads = words.heads(
        ("组", "group"), ("满(年)", "after years"), ("留存率", "held"), ("95%区间", "95 % interval"),
        ("在险(每次)", "at risk a run"),
    )  # fmt: skip
    cells = [
        (one.label, f"{row['age']:g}", percent(row["mean"]), span(row["low"], row["high"]), number(row["at_risk"]))
        for one in groups
        for row in one.retention
    ]
    x = Axis(words.say("认定后满(年)", "years since certification"), whole=True)
    y = Axis(words.say("留存率", "held"), "share", zero=True)
    title = _CURVES.in_(words.lang).format(words.among(BY, by))
    return figures.curve(words, f"tenure-{by}", title, rows, x, y, Table(heads, cells), steps=True)


def _causes(groups: list[_Group], words: Glossary) -> Iterator[Figure]:
    """Yield what each cause has taken by the last age, with the table of all ages."""
    rows = [
        {"series": one.label, "label": words.cause(row["cause"]), **figures.scaled(row)}
        for one in groups
        for row in one.losses
        if row["age"] == one.retention[-1]["age"] and row["mean"]
    ]
    if not rows:
        return
    heads = words.heads(
        ("组", "group"), ("原因", "cause"), ("条款", "clause"), ("满(年)", "by years"), ("比例", "share lost"),
        ("95%区间", "95 % interval"),
    )  # fmt: skip
    cells = [
        (
            one.label, words.cause(row["cause"]), row["citation"], f"{row['age']:g}", percent(row["mean"]),
            span(row["low"], row["high"]),
        )
        for one in groups
        for row in one.losses
    ]  # fmt: skip
    title = words.say("到最后年龄为止各原因失去的比例", "share lost to each cause by the last age")
    axis, table = Axis(words.say("比例", "share of titles"), "share"), Table(heads, cells, texts=3)
    yield figures.dots(words, "tenure-causes", title, rows, axis, table, zero=True, stems=True)


def _differences(told: Row, words: Glossary) -> Iterator[Table]:
    heads = words.heads(
        ("情景", "scenario"), ("组", "group"), ("满(年)", "after years"), ("差(百分点)", "points"),
        ("95%区间", "95 % interval"),
    )  # fmt: skip
    cells = [
        (
            row["scenario"], _name(told["by"], row["group"], words), f"{row['age']:g}", points(row["mean"]),
            point_span(row["low"], row["high"]),
        )
        for row in told.get("differences", [])
    ]  # fmt: skip
    if cells:
        yield Table(heads, cells, texts=2)
