"""The precision of a run on the terminal: each chosen outcome with its half-width, reached or not."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language
from clusterkit.study.precision import Precision, Reading


def print_precision(console: Console, found: Precision, lang: Language) -> None:
    """Print the outcomes that were to be precise, and how many replications that took and more would take."""
    zh, sure = lang == "zh", f"{found.confidence * 100:.4g}"
    console.print()
    console.print(
        Line(
            f"精度:各项同时成立,{sure}% 置信" if zh else f"precision: all together at {sure} % confidence", style="bold"
        )
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    heads = ("量", "情景", "均值", "± 半宽", "要求", "") if zh else (
        "quantity", "scenario", "mean", "± half-width", "asked for", "")  # fmt: skip
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="right" if place in {2, 3, 4} else "left")
    for one in found.readings:
        where = one.scenario if one.against is None else f"{one.scenario} − {one.against}"
        points = one.against is not None
        table.add_row(
            Line(str(one.quantity)), Line(where), _shown(one, one.mean, lang, points=points),
            _shown(one, one.half_width, lang, points=True), _shown(one, one.asked, lang, points=True),
            _verdict(one, lang),
        )  # fmt: skip
    console.print(table)
    console.print(_told(found, lang))
    if any(one.spread == 0 for one in found.readings):
        share = f"{3 / found.replications * 100:.2g}%"
        console.print(
            f"各次重复结果完全相同的量视为已达精度;发生概率低于约 {share} 的情形可能未出现" if zh
            else f"what came out the same in every replication counts as precise; what happens in fewer than "
            f"about {share} of runs may not have been seen"
        )  # fmt: skip


def _told(found: Precision, lang: Language) -> str:
    runs, more = f"{found.replications:,}", f"{found.more:,}"
    if lang == "zh":
        if found.reached:
            return f"重复 {runs} 次达到;精度再提高一倍约需再重复 {more} 次"
        return f"重复 {runs} 次未达到 (上限 {found.most:,});达到约需再重复 {more} 次"
    if found.reached:
        return f"reached after {runs} replications; twice the precision would take about {more} more"
    return f"not reached after {runs} replications (limit {found.most:,}); it would take about {more} more"


def _verdict(one: Reading, lang: Language) -> str:
    if one.reached:
        return "达到" if lang == "zh" else "reached"
    return "未达到" if lang == "zh" else "not reached"


def _shown(one: Reading, value: float, lang: Language, *, points: bool) -> str:
    """Return a number as people read it: shares in percent, their half-widths and changes in points."""
    if one.quantity.unit != "share":
        return f"{value:.3g}" if points else f"{value:.2f}"
    if not points:
        return f"{value * 100:.2f}%"
    return f"{value * 100:.3g} " + ("个百分点" if lang == "zh" else "pp")
