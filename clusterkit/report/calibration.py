"""A calibration on the terminal: the pardon, what it rests on, strict beside calibrated beside observed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language
from clusterkit.report.terminal import print_assumptions, print_run
from clusterkit.study.fit import Expected, Fit
from clusterkit.study.simulate import Study
from clusterkit.study.variants import Variant


def print_fits(console: Console, study: Study, fits: Sequence[Fit], others: Sequence[Variant], lang: Language) -> None:
    """Print what was run, each measure's fit, the fits under other assumptions, how to read them, assumptions."""
    print_run(console, study, lang)
    titles = {policy.key: policy.title.in_(lang) for policy in study.plan.policies}
    for one in fits:
        _print_fit(console, one, titles[one.calibration.policy], lang)
    if others:
        _print_variants(console, others, lang)
    console.print()
    for one in fits:
        for line in _how_to_read(one, lang):
            console.print(Line(line))
    print_assumptions(console, study.assumptions, lang)


def _print_fit(console: Console, one: Fit, title: str, lang: Language) -> None:
    zh, held = lang == "zh", one.calibration
    percent = f"{held.confidence * 100:g}%"
    what = "复核时每项不足被宽限的概率" if zh else "chance that a review pardons one shortfall"
    _head(console, f"{title} [{held.policy}]: {what}")
    error = "—" if one.simulation_error is None else f"{one.simulation_error:.4f}"
    heads = (
        ("宽限概率", f"{percent} 区间", "数据点", "拟合 p", "模拟误差") if zh
        else ("pardon", f"{percent} interval", "data points", "fit p", "simulation error")
    )  # fmt: skip
    table = _table(heads)
    table.add_row(
        f"{held.pardon:.3f}", f"{held.low:.3f} – {held.high:.3f}", str(held.data_points), f"{held.fit:.2f}", error
    )
    console.print(table)
    _head(
        console,
        f"保留的称号个数(括号内为单次运行的 {percent} 范围)" if zh
        else f"titles kept (in brackets, {percent} of single runs)",
    )  # fmt: skip
    rows = _table(
        ("复核年份", "认定年份", "复核", "按条文", "校准后", "实际", "来源") if zh
        else ("reviewed in", "certified in", "reviewed", "as written", "calibrated", "observed", "source")
    )  # fmt: skip
    for beside in one.outcomes:
        told = beside.outcome
        certified = "" if told.certified_in is None else str(told.certified_in)
        rows.add_row(
            str(told.reviewed_in), certified, str(told.reviewed), _span(beside.strict), _span(beside.fitted),
            str(told.kept), Line(told.source),
        )  # fmt: skip
    console.print(rows)


def _print_variants(console: Console, others: Sequence[Variant], lang: Language) -> None:
    zh = lang == "zh"
    _head(
        console, "换一种假定再校准(同一批随机数)" if zh else "fitted again under other assumptions, on the same draws"
    )
    table = _table(
        ("参数", "取值", "按条文保留", "宽限概率", "区间") if zh
        else ("input", "value", "kept as written", "pardon", "interval")
    )  # fmt: skip
    for other in others:
        if other.refused:
            table.add_row(Line(other.input), f"{other.value:g}", Line(other.refused))
        for one in (fit.calibration for fit in other.fits):
            strict = f"{one.strict * one.reviewed:.1f} / {one.reviewed}"
            interval = f"{one.low:.3f} – {one.high:.3f}"
            table.add_row(Line(other.input), f"{other.value:g}", strict, f"{one.pardon:.3f}", interval)
    console.print(table)


def _how_to_read(one: Fit, lang: Language) -> list[str]:
    """Return what the fit can and cannot say: what one outcome tests, and what an edge means."""
    zh, held = lang == "zh", one.calibration
    told = [
        f"[{held.policy}] 有 k 项不足的称号以概率 宽限^k 保留;缺失资料、事由、逾期、认定从不宽限。" if zh
        else f"[{held.policy}] a title with k shortfalls is kept with chance pardon^k; missing data, causes, late "
        "reports and admissions are never pardoned."
    ]  # fmt: skip
    if held.data_points == 1:
        told.append(
            "只有一个公开结果和一个参数:校准后与实际一致是必然的,不能检验模型。" if zh
            else "One published outcome and one parameter: calibrated and observed agree by construction, which tests "
            "nothing."
        )  # fmt: skip
    if held.pardon == 0.0:
        told.append(
            "按条文执行已保留至少这么多:结果与不宽限相符。" if zh
            else "As written at least as many are kept: the outcome agrees with no leniency at all."
        )  # fmt: skip
    if held.high == 1.0:
        told.append(
            "区间到 1 为止:不能排除一切不足都被宽限。" if zh
            else "The interval ends at 1: that every shortfall is pardoned cannot be ruled out."
        )  # fmt: skip
    if held.fit < 1 - held.confidence:
        told.append(
            "拟合很差:在此模型下,这样的结果几乎不会出现。" if zh
            else "The fit is bad: under this model such outcomes hardly ever happen."
        )  # fmt: skip
    return told


def _span(expected: Expected) -> str:
    return f"{expected.mean:.1f} ({expected.low}–{expected.high})"


def _head(console: Console, title: str) -> None:
    console.print()
    console.print(Line(title, style="bold"))


def _table(heads: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for label in heads:
        table.add_column(label, overflow="fold")
    return table
