"""One cluster's story on the terminal: where it stands today, what would turn that, and its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.law.truth import MET, NOT_MET
from clusterkit.report.terminal import CAUSES, print_assumptions, print_run
from clusterkit.report.verdicts import WORDS, add_criterion, shown
from clusterkit.simulation.chronicle import Standing
from clusterkit.simulation.tally import Row
from clusterkit.study.explain import Explanation, Today
from clusterkit.study.turning_point import TurningPoint
from clusterkit.verdict import ClusterVerdict

MOST_POINTS = 5
ALWAYS_MET = 0.995
_DOUBTFUL = {"not_met", "unknown", "advisory"}
_NO_POINT: Mapping[str, Text] = {
    "incomplete": Text("资料不全,补齐后才能判断改动的影响", "data are missing: what a change would do cannot be said"),
    "fails": Text(
        "最近一年的任何单项数据改动都不能使其通过", "no change of one figure of the latest year makes it pass"
    ),
    "passes": Text(
        "最近一年的任何单项数据改动都不会使其不通过", "no change of one figure of the latest year makes it fail"
    ),
}
EFFECTS: Mapping[str, Text] = {
    "admit": Text("认定", "admitted"),
    "renew": Text("复核通过,续期", "renewed"),
    "keep": Text("复核通过,保留", "kept"),
    "warn": Text("警告", "warned"),
    "lose_standing": Text("失去复核资格", "standing lost"),
    "lose": Text("失去称号", "title lost"),
    "mend": Text("限期整改", "to mend"),
    "put_off": Text("未申请,可补申请", "no application yet"),
}


def print_explanation(console: Console, found: Explanation, lang: Language) -> None:
    """Print the whole story: the run, today, and every policy and scenario over the years."""
    zh = lang == "zh"
    print_run(console, found.study, lang)
    for today in found.today:
        print_today(console, today, lang, many=len(found.today) > 1)
    for policy in found.chronicles:
        for scenario, one in enumerate(found.study.scenarios):
            name = f" — {one.name}" if len(found.study.scenarios) > 1 else ""
            title = found.chronicles[policy].policy.title.in_(lang)
            console.print()
            console.print(Line(f"{title} [{policy}]{name}: {found.cluster_id}", style="bold"))
            _print_chance(console, found, policy, scenario, zh=zh)
            _print_fates(console, found.fates(policy, scenario), found, policy, lang)
            _print_met(console, found, policy, scenario, lang)
            _print_deadlines(console, found.deadline_rows(policy, scenario), zh=zh)
            _print_path(console, found, policy, scenario, lang)
    print_assumptions(console, found.study.assumptions, lang)


def print_today(console: Console, today: Today, lang: Language, *, many: bool) -> None:
    """Print where the cluster stands on the day, and the smallest change of one figure that would turn it."""
    zh = lang == "zh"
    console.print()
    if many:
        console.print(Line(("情景 " if zh else "scenario ") + today.scenario, style="bold"))
    for verdict in today.assessment.results:
        _print_margins(console, today, verdict, lang)
        _print_turning(console, verdict.verdict, today.turning[verdict.policy], lang)


def _print_margins(console: Console, today: Today, verdict: ClusterVerdict, lang: Language) -> None:
    """Print the verdict, every criterion with a number, and of the others those that are not met."""
    zh = lang == "zh"
    head = f"{today.assessment.on.isoformat()} {verdict.cluster_id} {verdict.name} [{verdict.policy}]"
    standard, word = WORDS[today.standard].in_(lang), WORDS[verdict.verdict].in_(lang)
    heads = ("条款", "标准", "结论", "数值", "要求", "余量") if zh else (
        "clause", "criterion", "verdict", "figure", "asked", "margin")  # fmt: skip
    table = _table(console, f"{head}, {standard}: {word}", heads)
    shown_here = [one for one in verdict.criteria if one.figure is not None or one.arms or one.verdict in _DOUBTFUL]
    for one in shown_here:
        add_criterion(table, one, lang)
    console.print(table)
    others = sum(1 for one in verdict.criteria if one not in shown_here)
    if others:
        console.print(
            f"另有 {others} 项文字要求符合或不适用" if zh
            else f"{others} requirements in words are met or do not apply"
        )  # fmt: skip


def _print_turning(console: Console, verdict: str, points: Sequence[TurningPoint], lang: Language) -> None:
    zh = lang == "zh"
    console.print()
    if not points:
        console.print(_NO_POINT[verdict].in_(lang))
        return
    year = points[0].year
    title = (
        f"改变结论的最小单项改动({year}年数据,其他不变)"
        if zh
        else f"smallest change of one figure of {year}, all else unchanged, that turns the verdict"
    )
    heads = ("数据", "现值", "改为", "变动", "结论") if zh else ("figure", "now", "becomes", "change", "verdict")
    table = _table(console, title, heads)
    for one in points[:MOST_POINTS]:
        yes_no = one.indicator.kind == "yes_no"
        now, then = (("否", "是") if zh else ("no", "yes")) if yes_no else (
            shown(one.now, one.indicator.unit), shown(one.then, one.indicator.unit))  # fmt: skip
        change = "" if yes_no else f"{one.change * 100:+.1f}%"
        turned = ("通过" if zh else "passes") if one.passes else ("不通过" if zh else "fails")
        table.add_row(Line(f"{one.indicator.title.in_(lang)} ({one.indicator.key})"), now, then, change, turned)
    console.print(table)


def _print_chance(console: Console, found: Explanation, policy: str, scenario: int, *, zh: bool) -> None:
    keeps = found.keeps(policy, scenario)
    last, runs = found.study.plan.last_year, found.study.replications
    span = f"{keeps['mean'] * 100:.1f}% [{keeps['low'] * 100:.1f}, {keeps['high'] * 100:.1f}]"
    console.print(
        f"{last}年末持有称号的概率 {span}({runs} 次重复,95%区间)" if zh
        else f"holds the title at the end of {last}: {span} ({runs} replications, 95 % interval)"
    )  # fmt: skip
    binding = found.binding(policy, scenario)
    if binding is not None:
        criterion = found.criterion(policy, binding)
        title = criterion.title.zh if zh else criterion.title.en
        told = f"{title} ({binding}, {criterion.citation})"
        console.print(f"最常致其失去称号的条款:{told}" if zh else f"the criterion that costs it most often: {told}")


def _print_fates(console: Console, rows: Sequence[Row], found: Explanation, policy: str, lang: Language) -> None:
    zh = lang == "zh"
    if not rows:
        console.print("在任何一次重复中都未失去称号" if zh else "it loses no title in any replication")
        return
    heads = (
        ("原因 / 未达标项", "条款", "概率", "95%区间", "最早", "中位")
        if zh
        else ("cause / criterion", "clause", "chance", "95 % interval", "earliest", "median day")
    )
    table = _table(console, "如何失去称号" if zh else "how it loses the title", heads)
    for row in rows:
        label = CAUSES.get(row["cause"], Text(row["cause"], row["cause"])).in_(lang)
        span = f"{row['low'] * 100:.1f}–{row['high'] * 100:.1f}%"
        table.add_row(
            Line(f"{label} ({row['cause']})", style="bold"), row["citation"], f"{row['mean'] * 100:.1f}%", span,
            row["first"], row["median"],
        )  # fmt: skip
        for part in row["criteria"][:MOST_POINTS]:
            title = found.criterion(policy, part["criterion"]).title.in_(lang)
            among = f"其中 {part['share'] * 100:.0f}%" if zh else f"{part['share'] * 100:.0f}% of these"
            table.add_row(Line(f"  {title} ({part['criterion']})"), part["citation"], among, "", "", "")
    console.print(table)


def _print_met(console: Console, found: Explanation, policy: str, scenario: int, lang: Language) -> None:
    """Print the criteria that are ever in doubt: how often each is met by year, and its figures on the typical path."""
    zh = lang == "zh"
    chronicle = found.chronicles[policy]
    years = [year for year, standings in chronicle.standings.items() if standings]
    if not years:
        return
    replication = found.typical(policy, scenario)
    doubtful = [
        place
        for place in range(len(chronicle.standings[years[0]]))
        if any((chronicle.standings[year][place].truth[scenario] == NOT_MET).mean() > 1 - ALWAYS_MET for year in years)
    ]
    title = (
        f"各年末复核会看到什么:达标概率,及典型一次(第{replication + 1}次)的数值;* 未达标。依据上一年及以前的数据"
        if zh
        else "what a review at each year's end would find: how often it is met, and the figure in one typical "
        f"replication (no. {replication + 1}); * not met. On the figures up to the year before"
    )
    heads = ("条款 / 年末" if zh else "criterion / year's end", "要求" if zh else "bound", *map(str, years))
    table = _table(console, title, heads)
    for place in doubtful:
        column = [chronicle.standings[year][place] for year in years]
        criterion = found.criterion(policy, column[0].criterion)
        bound = _bound(column[-1], scenario, criterion.operator, criterion.unit)
        met = [f"{(one.truth[scenario] >= MET).mean() * 100:.0f}%" for one in column]
        table.add_row(Line(f"{criterion.title.in_(lang)} ({criterion.citation})"), bound, *met)
        figures = [_figure(one, scenario, replication, criterion.unit) for one in column]
        if any(figures):
            table.add_row("", "", *figures, style="dim")
    console.print(table)
    others = len(chronicle.standings[years[0]]) - len(doubtful)
    if others:
        console.print(f"其余 {others} 项几乎总能达标" if zh else f"the other {others} criteria are met all but always")


def _bound(one: Standing, scenario: int, operator: str | None, unit: str) -> str:
    bound = one.bound[scenario]
    return f"{operator} {shown(float(bound), unit)}" if operator is not None and np.isfinite(bound) else ""


def _figure(one: Standing, scenario: int, replication: int, unit: str) -> str:
    figure = one.figure[scenario, replication]
    mark = "*" if one.truth[scenario, replication] == NOT_MET else ""
    if not np.isfinite(figure):
        return mark
    return (f"{figure * 100:.1f}%" if unit == "share" else f"{figure:.4g}") + mark


def _print_deadlines(console: Console, rows: Sequence[Row], *, zh: bool) -> None:
    if not rows:
        return
    heads = ("报送义务", "截止日", "迟报概率") if zh else ("duty", "deadline", "late")
    table = _table(console, "各期限" if zh else "every deadline", heads)
    for row in rows:
        table.add_row(row["duty"], row["deadline"], f"{row['late'] * 100:.1f}%")
    console.print(table)


def _print_path(console: Console, found: Explanation, policy: str, scenario: int, lang: Language) -> None:
    zh = lang == "zh"
    replication = found.typical(policy, scenario)
    rows = found.path(policy, scenario, replication)
    heads = (
        ("日期", "结果", "原因", "条款", "未达标项") if zh else ("day", "what", "cause", "clause", "criteria not met")
    )
    table = _table(
        console,
        f"典型的一次(第{replication + 1}次):称号的经过" if zh
        else f"one typical replication (no. {replication + 1}): what happens to the title",
        heads,
    )  # fmt: skip
    for row in rows:
        cause = CAUSES.get(row["cause"], Text(row["cause"], row["cause"])).in_(lang)
        failed = ", ".join(row["criteria"])
        table.add_row(row["date"], EFFECTS[row["event"]].in_(lang), cause, row["citation"], Line(failed))
    console.print(table)


def _table(console: Console, title: str, heads: Sequence[str]) -> Table:
    console.print()
    console.print(Line(title, style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
