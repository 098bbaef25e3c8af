"""How strictly the law is applied: the fitted pardon, and strict beside calibrated beside observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Part, Prose, Table
from clusterkit.report.page.glossary import NONE, Glossary
from clusterkit.report.page.markup import Content, Html, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]

_PARDON: Final = Text(
    "{policy}:复核时每项不足被宽限的概率 {pardon}({confidence}%区间 {low}–{high});{reviewed} 个中实际保留 "
    "{observed} 个,按条文为 {strict} 个,校准后 {fitted} 个;拟合 p = {fit},数据点 {points} 个({source})",
    "{policy}: a review pardons each shortfall with chance {pardon} ({confidence} % interval {low}–{high}); of "
    "{reviewed} reviewed {observed} were kept, {strict} expected as written, {fitted} calibrated; fit p = {fit}, data "
    "points: {points} ({source})",
)
_ERROR: Final = Text("模拟误差(标准误){:.4f}。", "Simulation error (standard error) {:.4f}.")


def leniency(result: Result, words: Glossary) -> Part:
    """Return each measure's fit, what was kept beside what is expected, and the fits under other assumptions."""
    blocks: list[Block] = []
    leads: list[Content] = []
    for fit in result.told["fits"]:
        line = pardon(fit["calibration"], words)
        leads.append(line)
        blocks.append(Prose(line, "answer"))
        if fit["simulation_error"] is not None:
            blocks.append(Prose(_ERROR.in_(words.lang).format(fit["simulation_error"]), "remark"))
        if fit["outcomes"]:
            blocks.append(_outcomes(fit["calibration"]["policy"], fit["outcomes"], words))
    return Part([*blocks, *_variants(result.told["variants"], words)], leads)


def pardon(one: Row, words: Glossary) -> Html:
    """Say in a sentence what a calibration is and what it rests on."""
    strict, fitted = one["strict"] * one["reviewed"], one["fitted"] * one["reviewed"]
    return sentence(
        _PARDON.in_(words.lang), policy=words.policy(one["policy"]), pardon=f"{one['pardon']:.3f}",
        confidence=f"{one['confidence'] * 100:g}", low=f"{one['low']:.3f}", high=f"{one['high']:.3f}",
        reviewed=f"{one['reviewed']:g}", observed=f"{one['observed']:g}", strict=f"{strict:.1f}",
        fitted=f"{fitted:.1f}", fit=f"{one['fit']:.2f}", points=f"{one['data_points']:g}", source=one["source"],
    )  # fmt: skip


def _outcomes(policy: str, outcomes: Sequence[Row], words: Glossary) -> Figure:
    sides = words.heads(("按条文", "as written"), ("校准后", "calibrated"), ("实际", "observed"))
    rows, cells = [], []
    for one in outcomes:
        kept = {"mean": one["kept"], "low": None, "high": None}
        label = f"{words.policy(policy)} {one['reviewed_in']:g}"
        for name, expected in zip(sides, (one["strict"], one["calibrated"], kept), strict=True):
            rows.append({"series": name, "label": label, **figures.scaled(expected)})
        certified = NONE if one["certified_in"] is None else f"{one['certified_in']:g}"
        spans = [
            f"{side['mean']:.1f} ({side['low']:g}–{side['high']:g})" for side in (one["strict"], one["calibrated"])
        ]
        years = f"{one['reviewed_in']:g}", certified
        cells.append((one["source"], *years, f"{one['reviewed']:g}", *spans, f"{one['kept']:g}"))
    heads = words.heads(
        ("来源", "source"), ("复核年份", "reviewed in"), ("认定年份", "certified in"), ("复核", "reviewed")
    )  # fmt: skip
    title = words.say("保留的称号个数(线为单次运行的范围)", "titles kept (lines: the range of single runs)")
    axis, table = Axis(words.say("个数", "titles")), Table((*heads, *sides), cells)
    return figures.dots(words, f"calibration-{policy}", title, rows, axis, table)


def _variants(variants: Sequence[Row], words: Glossary) -> Iterator[Table]:
    heads = words.heads(
        ("换一种假定再校准", "fitted again with another input"), ("取值", "value"), ("宽限概率", "pardon"),
        ("区间", "interval"),
    )  # fmt: skip
    cells = []
    for one in variants:
        head = one["input"], f"{one['value']:g}"
        cells += [(*head, one["refused"], "")] if one["refused"] is not None else []
        cells += [(*head, f"{fit['pardon']:.3f}", f"{fit['low']:.3f}–{fit['high']:.3f}") for fit in one["calibrations"]]
    if cells:
        yield Table(heads, cells)
