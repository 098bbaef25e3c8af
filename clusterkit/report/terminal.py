"""An outcome on the terminal, as a policy designer reads it: every number labelled, every assumption named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.enforcement import strictness, suppositions
from clusterkit.report.redline import print_redlines
from clusterkit.simulation.results import Results
from clusterkit.study.assumptions import Assumption
from clusterkit.study.simulate import Study

CAUSES: Mapping[str, Text] = {
    "re_review": Text("复核未通过", "re-review not passed"),
    "incomplete_review": Text("复核资料不全", "re-review incomplete"),
    "delisted": Text("复核摘牌", "delisted at review"),
    "incident": Text("重大事件", "disqualifying incident"),
    "late_report": Text("未及时报送", "late report"),
    "false_declaration": Text("虚假申报", "false declaration"),
    "illegality": Text("违法违规", "illegality"),
    "unreported_change": Text("变更未报备", "major change not filed"),
    "monitoring_refused": Text("不配合监测", "monitoring refused"),
    "no_renewal_application": Text("未申请复核", "no application for renewal"),
    "plan_attainment": Text("规划目标未完成", "plan targets not reached"),
    "term_ended_without_standing": Text("无复核资格,期满失效", "term ended without standing"),
    "measure_ended": Text("办法终止", "measure ended"),
}
MOST_CRITERIA = 8
MOST_BLANKS = 6


def print_outcome(console: Console, outcome: Results, study: Study, lang: Language) -> None:
    """Print an outcome: what was run, retention, losses, differences, assumptions."""
    print_run(console, study, lang)
    for scenario, name in enumerate(outcome.scenarios):
        for key in outcome.keys:
            _print_policy(console, outcome, key, scenario, name, lang)
    if len(outcome.scenarios) > 1:
        _print_differences(console, outcome, zh=lang == "zh")
    print_assumptions(console, study.assumptions, lang)


def print_run(console: Console, study: Study, lang: Language) -> None:
    """Print what is run: the clusters, the years, how often, and what each scenario changes."""
    manifest = study.manifest()
    zh = lang == "zh"
    for told in (study.title, study.question):
        if told:
            console.print(Line(told, style="bold"))
    portfolio = manifest["portfolio"]
    what = f"{portfolio['name']}" + (
        (" (示例数据)" if zh else " (illustrative data)") if portfolio["illustrative"] else ""
    )
    console.print(Line(what, style="bold"))
    clusters, runs, seed = portfolio["clusters"], study.replications, manifest["seed"]
    how = (
        f"{clusters} 个集群, {runs} 次重复, 种子 {seed}"
        if zh
        else f"{clusters} clusters, {runs} replications, seed {seed}"
    )
    console.print(Line(f"{manifest['start']} → {manifest['end']}, {how}, {strictness(study, lang)}"))
    for line in suppositions(study, lang):
        console.print(Line(line))
    print_redlines(console, study, lang)


def _print_policy(console: Console, outcome: Results, key: str, scenario: int, name: str, lang: Language) -> None:
    zh = lang == "zh"
    found = outcome.tally(key, scenario)
    title = found.policy.title.in_(lang)
    head = f"{title} [{key}]" + (f" — {name}" if len(outcome.scenarios) > 1 else "")
    count = found.started
    held = f"起始时持有称号 {count} 个" if zh else f"{count} certified at the start"
    table = _table(console, f"{head}: " + ("留存率" if zh else "retention") + f" ({held})")
    heads = (
        ("年末", "留存率", "95%区间", "单次运行 p10–p90", "持有", "失去", "从未获得")
        if zh
        else (
            "year's end",
            "retention",
            "95 % interval",
            "single run p10–p90",
            "hold it",
            "lost it",
            "never held",
        )
    )
    for position, label in enumerate(heads):
        table.add_column(label, justify="right" if position else "left")
    for row, holders in zip(outcome.retention_rows(key, scenario), outcome.holder_rows(key, scenario), strict=True):
        table.add_row(
            str(row["year"]), _percent(row["mean"]), _span(row["low"], row["high"]), _span(row["p10"], row["p90"]),
            f"{holders['certified']:.1f}", f"{holders['lost']:.1f}", f"{holders['never']:.1f}",
        )  # fmt: skip
    console.print(table)
    _print_losses(console, outcome, key, scenario, lang)


def _print_losses(console: Console, outcome: Results, key: str, scenario: int, lang: Language) -> None:
    zh = lang == "zh"
    rows = outcome.loss_rows(key, scenario)
    if not rows:
        console.print("没有集群失去称号" if zh else "no cluster lost its title")
        return
    criteria = {one.id: one for one in outcome.tally(key, scenario).policy.criteria}
    table = _table(
        console,
        "失去称号的原因:整个期间平均个数(同一次复核可有多项未达标)"
        if zh
        else "losses by cause over the whole run, mean clusters (one review may fail on several criteria)",
    )
    for label in (
        ("原因 / 未达标项", "条款", "平均", "95%区间")
        if zh
        else ("cause / criterion", "clause", "mean", "95 % interval")
    ):
        table.add_column(label, overflow="fold", justify="left" if len(table.columns) < 2 else "right")  # noqa: PLR2004
    shown: dict[str, int] = {}
    for row in rows:
        interval = "" if row["low"] is None else f"{row['low']:.2f} – {row['high']:.2f}"
        if row["criterion"] is None:
            label = CAUSES.get(row["cause"], Text(row["cause"], row["cause"])).in_(lang)
            table.add_row(
                Line(f"{label} ({row['cause']})", style="bold"),
                row["citation"],
                f"{row['mean']:.2f}",
                interval,
            )
            continue
        shown[row["cause"]] = shown.get(row["cause"], 0) + 1
        if shown[row["cause"]] <= MOST_CRITERIA:
            criterion = criteria.get(row["criterion"])
            title = criterion.title.in_(lang) if criterion is not None else ""
            table.add_row(Line(f"  {title} ({row['criterion']})"), row["citation"], f"{row['mean']:.2f}", interval)
    console.print(table)
    hidden = sum(max(0, count - MOST_CRITERIA) for count in shown.values())
    if hidden:
        console.print(
            f"另有 {hidden} 项较少的未达标项;--format json 或 csv 列出全部" if zh
            else f"{hidden} rarer criteria are left out here; --format json or csv lists all"
        )  # fmt: skip


def _print_differences(console: Console, outcome: Results, *, zh: bool) -> None:
    table = _table(
        console,
        "与基准之差:留存率,同一批随机数配对比较"
        if zh
        else "difference to the baseline: retention, paired on the same draws",
    )
    for label in (
        ("情景", "办法", "年末", "差(百分点)", "95%区间")
        if zh
        else ("scenario", "policy", "year's end", "points", "95 % interval")
    ):
        table.add_column(label, justify="right" if len(table.columns) > 1 else "left")
    for row in outcome.difference_rows():
        interval = "" if row["low"] is None else f"{row['low'] * 100:+.2f} – {row['high'] * 100:+.2f}"
        table.add_row(row["scenario"], row["policy"], str(row["year"]), f"{row['mean'] * 100:+.2f}", interval)
    console.print(table)


def print_assumptions(console: Console, assumptions: tuple[Assumption, ...], lang: Language) -> None:
    """Print every assumption that rests on no source, and how many rest on one."""
    zh = lang == "zh"
    assumed = [one for one in assumptions if one.source.startswith("ASSUMED")]
    sourced = len(assumptions) - len(assumed)
    table = _table(
        console, f"所用假定(ASSUMED)共 {len(assumed)} 项" if zh else f"assumptions in use (ASSUMED): {len(assumed)}"
    )
    for label in ("项目", "数值", "说明") if zh else ("what", "value", "why"):
        table.add_column(label, overflow="fold", justify="left")
    for (text, value, why), keys in _grouped(assumed, lang).items():
        places = ", ".join(keys)
        table.add_row(Line(f"{text} [{places}]"), Line(value), Line(why))
    console.print(table)
    console.print(
        f"另有 {sourced} 项参数有公开来源;--format json 的 manifest.assumptions 列出全部及出处" if zh
        else f"{sourced} further inputs rest on published figures; --format json lists all in manifest.assumptions"
    )  # fmt: skip


def _grouped(assumptions: list[Assumption], lang: Language) -> dict[tuple[str, str, str], list[str]]:
    """Group assumptions that say the same of several places; blanks of one kind are added up."""
    blanks = [one for one in assumptions if one.key.startswith("blank.")]
    rows: dict[tuple[str, str, str], list[str]] = {}
    for one in assumptions:
        if one.key.startswith("blank."):
            continue
        value = f"{one.value:.6g} {one.unit}".strip() if one.value is not None else _count(one.clusters, lang)
        rows.setdefault((one.text.in_(lang), value, one.source), []).append(one.key.partition(".")[0])
    if blanks:
        names = ", ".join(one.text.in_(lang).split(":")[0].split("空缺")[0] for one in blanks[:MOST_BLANKS]) + (
            " …" if len(blanks) > MOST_BLANKS else ""
        )
        text = f"空缺指标 {len(blanks)} 项:{names}" if lang == "zh" else f"{len(blanks)} blank figures: {names}"
        most = max(one.clusters or 0 for one in blanks)
        rows[text, _count(most, lang), blanks[0].text.in_(lang).partition(":")[2] or blanks[0].source] = ["portfolio"]
    return rows


def _count(clusters: int | None, lang: Language) -> str:
    if clusters is None:
        return ""
    return f"{clusters} 个集群" if lang == "zh" else f"{clusters} clusters"


def _table(console: Console, title: str) -> Table:
    """Print a heading and return the table that stands under it; a heading is not bound to the table's width."""
    console.print()
    console.print(Line(title, style="bold"))
    return Table(box=None, padding=(0, 2, 0, 0), header_style="dim")


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}%"


def _span(low: Any, high: Any) -> str:
    return "—" if low is None else f"{low * 100:.1f}–{high * 100:.1f}%"
