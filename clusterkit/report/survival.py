"""Survival on the terminal: retention by age with its picture, what ended titles, differences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import CAUSES, print_assumptions, print_run
from clusterkit.study.simulate import Study
from clusterkit.study.tenure import Tenures, TenureTable

BAR = 24
"""The width of a full bar; its parts, eighths of a character, are in every Chinese console's code page."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_TITLES: Mapping[str, Text] = {
    "place": Text("地区", "place"),
    "industry": Text("主导产业", "dominant industry"),
    "cohort": Text("认定年份", "year of certification"),
    "district": Text("区县", "district"),
}
_BLANK = Text("未填", "blank")


def print_survival(console: Console, table: TenureTable, study: Study, lang: Language) -> None:
    """Print what was run, each group's curve, differences, how to read the intervals, assumptions."""
    print_run(console, study, lang)
    for name, groups in table.scenarios.items():
        if not groups:
            console.print("没有集群持有称号" if lang == "zh" else "no cluster holds a title")
        for one in groups:
            label = _label(table, one.group, study, lang)
            _print_group(console, one, label if len(table.scenarios) == 1 else f"{label} — {name}", lang)
    if len(table.scenarios) > 1:
        _print_differences(console, table, lang)
    console.print()
    console.print(_how_to_read(table, lang))
    print_assumptions(console, study.assumptions, lang)


def _print_group(console: Console, one: Tenures, label: str, lang: Language) -> None:
    zh = lang == "zh"
    _head(
        console,
        f"{label}: 每次运行 {one.titles:.1f} 个称号,其中新认定 {one.entrants:.1f} 个,失去 {one.lost:.1f} 个"
        if zh
        else f"{label}: {one.titles:.1f} titles a run, {one.entrants:.1f} of them admitted in it, {one.lost:.1f} lost",
    )
    if one.curve.first > 0:
        held = f"{one.curve.first / 365.25:.1f}"
        console.print(
            f"认定后 {held} 年以内没有观察到;以下为已持有 {held} 年的称号的留存率" if zh
            else f"nothing is observed before {held} years; retention is of titles held that long"
        )  # fmt: skip
    if one.apart > 0:
        console.print(
            f"另有 {one.apart:.1f} 个称号只在不相接的年龄被观察到,未计入" if zh
            else f"{one.apart:.1f} further titles are followed only at ages apart from these, and left out"
        )  # fmt: skip
    if not one.years:
        console.print("观察期内没有满整年的时点" if zh else "no whole year of age falls within what is observed")
        return
    table = _table(
        ("满(年)", "留存率", "95%区间", "在险(每次)", "")
        if zh
        else ("after years", "held", "95 % interval", "at risk a run", "")
    )
    for row in one.retention:
        bar = _bar(row["mean"])
        table.add_row(str(row["age"]), _percent(row["mean"]), _span(row), f"{row['at_risk']:.1f}", bar)
    console.print(table)
    _print_losses(console, one, one.years[-1], lang)


def _print_losses(console: Console, one: Tenures, age: int, lang: Language) -> None:
    zh = lang == "zh"
    last = [row for row in one.losses if row["age"] == age]
    if not last:
        return
    table = _table(
        (f"失去原因(满 {age} 年累计)", "条款", "比例", "95%区间")
        if zh
        else (f"lost by {age} years, by cause", "clause", "share", "95 % interval"),
        texts=2,
    )
    for row in sorted(last, key=lambda found: -found["mean"]):
        cause = CAUSES.get(row["cause"], Text(row["cause"], row["cause"])).in_(lang)
        table.add_row(Line(f"{cause} ({row['cause']})"), row["citation"], _percent(row["mean"]), _span(row))
    console.print(table)


def _print_differences(console: Console, table: TenureTable, lang: Language) -> None:
    zh = lang == "zh"
    _head(
        console,
        "与基准之差:留存率,同一批随机数配对比较"
        if zh
        else "difference to the baseline: retention, paired on the same draws",
    )
    rows = _table(
        ("情景", _TITLES[table.by].zh, "满(年)", "差(百分点)", "95%区间")
        if zh
        else ("scenario", _TITLES[table.by].en, "after years", "points", "95 % interval"),
        texts=2,
    )
    same = []
    for (scenario, group), found in groupby(table.differences, key=lambda row: (row["scenario"], row["group"])):
        label, ages = group or _BLANK.in_(lang), list(found)
        if not any(row["mean"] or row["low"] for row in ages):
            same.append(label if len(table.scenarios) == 2 else f"{label} ({scenario})")  # noqa: PLR2004 - one what-if
            continue
        for row in ages:
            interval = "—" if row["low"] is None else f"{row['low'] * 100:+.2f} – {row['high'] * 100:+.2f}"
            rows.add_row(Line(scenario), Line(label), str(row["age"]), f"{row['mean'] * 100:+.2f}", interval)
    if rows.rows:
        console.print(rows)
    if same:
        console.print(Line(("无变化:" if zh else "no difference: ") + ", ".join(same)))


def _how_to_read(table: TenureTable, lang: Language) -> str:
    zh = lang == "zh"
    if table.replications > 1:
        return (
            "留存率:Kaplan-Meier,含延迟进入;原因:Aalen-Johansen。区间:各次重复之间的 Student 95% 区间"
            if zh
            else "retention: Kaplan-Meier with delayed entry; causes: Aalen-Johansen. "
            "Intervals: Student's over replications"
        )
    return (
        "留存率:Kaplan-Meier,含延迟进入;原因:Aalen-Johansen。只有一次运行:区间按 Greenwood 方差(log-log),"
        "把各称号当作相互独立"
        if zh
        else "retention: Kaplan-Meier with delayed entry; causes: Aalen-Johansen. One run alone: "
        "intervals by Greenwood's variance (log-log), which takes its titles for independent"
    )


def _label(table: TenureTable, group: str | None, study: Study, lang: Language) -> str:
    if group is None:
        return f"{_TITLES[table.by].in_(lang)} ({_BLANK.in_(lang)})"
    if table.by == "place":
        titles = {policy.key: policy.title for policy in study.plan.policies}
        return f"{titles[group].in_(lang)} [{group}]"
    return f"{_TITLES[table.by].in_(lang)} {group}"


def _bar(share: float) -> str:
    whole, rest = divmod(round(share * BAR * 8), 8)
    return "█" * whole + _EIGHTHS[rest].strip()


def _head(console: Console, title: str) -> None:
    """Print a heading; it is not bound to the width of the table under it."""
    console.print()
    console.print(Line(title, style="bold"))


def _table(heads: tuple[str, ...], texts: int = 0) -> Table:
    """Return a table whose first columns are text and the others numbers; the last of them without a head is a bar."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, label in enumerate(heads):
        left = place < texts or not label
        table.add_column(label, justify="left" if left else "right", overflow="fold")
    return table


def _percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def _span(row: Mapping[str, Any]) -> str:
    return "—" if row["low"] is None else f"{row['low'] * 100:.1f}–{row['high'] * 100:.1f}%"
