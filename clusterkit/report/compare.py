"""A comparison on the terminal: what differs, whom it costs, which clusters' fates flip, and by which clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import CAUSES, print_assumptions, print_run
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.simulation.tally import Row
from clusterkit.study.comparison import Comparison

MOST_CRITERIA: Final = 8
MOST_GROUPS: Final = 8
MOST_FLIPS: Final = 15

ATTRIBUTES: Final[Mapping[str, Text]] = {
    "district": Text("区县", "district"),
    "dominant_industry": Text("主导产业", "dominant industry"),
    "size": Text("规模(三等分)", "size, in thirds"),
    "energy_intensive": Text("高耗能行业", "energy-intensive"),
    "water_intensive": Text("高用水行业", "water-intensive"),
}
VALUES: Final[Mapping[str | None, Text]] = {
    "small": Text("小", "small"),
    "medium": Text("中", "medium"),
    "large": Text("大", "large"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    None: Text("未填", "blank"),
}
MEASURES: Final[Mapping[str, Text]] = {
    "output_value": Text("总产值", "output value"),
    "operating_revenue": Text("营业收入", "operating revenue"),
}
ENFORCEMENTS: Final[Mapping[str, Text]] = {
    "as_written": Text("严格按条文", "as written"),
    "calibrated": Text("按校准", "calibrated"),
}


def print_comparison(console: Console, found: Comparison, lang: Language) -> None:
    """Print what was run, where each scenario ends, and pair by pair what differs; then the assumptions."""
    print_run(console, found.study, lang)
    _print_ends(console, found, lang)
    tables = {
        "years": found.difference_rows(),
        "holders": found.holder_difference_rows(),
        "losses": found.loss_difference_rows(),
        "saved": found.saved_rows(),
        "burden": found.burden_rows(),
        "flips": found.flip_rows(),
    }
    for scenario, against in found.pairs:
        names = found.outcome.scenarios[scenario], found.outcome.scenarios[against]
        for key, one in found.outcome.policies.items():
            head = {"scenario": names[0], "against": names[1], "policy": key}
            own = {name: [row for row in rows if row.items() >= head.items()] for name, rows in tables.items()}
            _print_pair(console, own, one, f"{names[0]} − {names[1]}", lang)
    print_assumptions(console, found.study.assumptions, lang)


def _print_ends(console: Console, found: Comparison, lang: Language) -> None:
    """Print where every scenario stands at the end, under which enforcement."""
    zh, outcome = lang == "zh", found.outcome
    year = outcome.years[-1]
    table = _table(
        console,
        f"{year} 年末各情景的留存率" if zh else f"retention at the end of {year}, scenario by scenario",
        ("情景", "执行", "办法", "起始持有", "留存率", "95%区间")
        if zh
        else ("scenario", "enforcement", "policy", "at the start", "retention", "95 % interval"),
        texts=3,
    )
    for place, scenario in enumerate(found.study.scenarios):
        for key, one in outcome.policies.items():
            row = outcome.retention_rows(key, place)[-1]
            share = "—" if row["mean"] is None else f"{row['mean'] * 100:.1f}%"
            interval = "—" if row["low"] is None else f"{row['low'] * 100:.1f}–{row['high'] * 100:.1f}%"
            enforcement = ENFORCEMENTS[scenario.enforcement.name].in_(lang)
            table.add_row(Line(scenario.name), enforcement, key, str(one.started), share, interval)
    console.print(table)


def _print_pair(console: Console, rows: Mapping[str, list[Row]], one: PolicyOutcome, pair: str, lang: Language) -> None:
    """Print all that differs for one policy's clusters between two scenarios."""
    zh = lang == "zh"
    label = f"{pair}: {one.policy.title.in_(lang)} [{one.policy.key}]"
    moved = [row for part in ("years", "holders", "losses", "flips") for row in rows[part]]
    if not any(row.get("mean", 1) or row["low"] for row in moved):
        _head(console, label)
        console.print("没有任何变化:每次运行结果都相同" if zh else "nothing differs: every replication ends the same")
        return
    _print_years(console, rows["years"], rows["holders"], label, zh=zh)
    for row in rows["saved"]:
        console.print(_saved(row, zh=zh))
    _print_losses(console, rows["losses"], one, lang)
    _print_burden(console, rows["burden"], lang)
    _print_flips(console, rows["flips"], one, lang)


def _print_years(console: Console, years: Sequence[Row], holders: Sequence[Row], label: str, *, zh: bool) -> None:
    table = _table(
        console,
        label,
        ("年末", "留存率差(百分点)", "95%区间", "持有数差", "95%区间", "失去数差", "95%区间")
        if zh
        else (
            "year's end",
            "retention, points",
            "95 % interval",
            "hold it",
            "95 % interval",
            "lost it",
            "95 % interval",
        ),
        texts=1,
    )
    retention = {row["year"]: row for row in years}
    by_status = {(row["year"], row["status"]): row for row in holders}
    for year in dict.fromkeys(row["year"] for row in holders):
        cells = [cell for status in ("certified", "lost") for cell in _change(by_status[year, status])]
        share = _change(retention[year], 100) if year in retention else ("—", "—")
        table.add_row(str(year), *share, *cells)
    console.print(table)


def _saved(row: Row, *, zh: bool) -> str:
    done, independent = row["replications"], row["independent"]
    if independent is None:
        return (
            "年末留存率之差没有随机误差可比:各次重复结果一致,或只有一次重复" if zh
            else "common random numbers: the difference at the end is the same in every replication, "
            "or there is only one; nothing to save"
        )  # fmt: skip
    return (
        f"共同随机数:{row['year']} 年末的差用 {done} 次重复;独立抽样达到同样精度约需 {independent:,} 次,"
        f"省去 {row['saved']:,} 次"
        if zh
        else f"common random numbers: the difference at the end of {row['year']} took {done} replications; the same "
        f"precision would have taken about {independent:,} independent ones ({row['saved']:,} saved)"
    )


def _print_losses(console: Console, rows: Sequence[Row], one: PolicyOutcome, lang: Language) -> None:
    moved = [row for row in rows if row["mean"] or row["low"]]
    if not moved:
        return
    zh = lang == "zh"
    table = _table(
        console,
        "各原因失去称号个数之差,整个期间(同一次复核可有多项未达标)"
        if zh
        else "change of losses over the whole run, clusters (one review may fail on several criteria)",
        ("原因 / 未达标项", "条款", "差", "95%区间")
        if zh
        else ("cause / criterion", "clause", "change", "95 % interval"),
        texts=2,
    )
    titles = {criterion.id: criterion.title.in_(lang) for criterion in one.policy.criteria}
    shown: dict[str, int] = {}
    for row in moved:
        if row["criterion"] is None:
            table.add_row(Line(_cause(row["cause"], lang), style="bold"), row["citation"], *_change(row))
            continue
        shown[row["cause"]] = shown.get(row["cause"], 0) + 1
        if shown[row["cause"]] <= MOST_CRITERIA:
            name = f"  {titles[row['criterion']]} ({row['criterion']})"
            table.add_row(Line(name), row["citation"], *_change(row))
    console.print(table)
    _print_hidden(console, sum(max(0, count - MOST_CRITERIA) for count in shown.values()), zh=zh)


def _print_burden(console: Console, rows: Sequence[Row], lang: Language) -> None:
    if not rows:
        return
    zh = lang == "zh"
    table = _table(
        console,
        "谁受影响:各类集群年末留存率之差" if zh else "who bears it: change of retention at the end, by group",
        ("类别", "组", "集群", "差(百分点)", "95%区间")
        if zh
        else ("by", "group", "clusters", "points", "95 % interval"),
        texts=2,
    )
    hidden = 0
    for by in dict.fromkeys(row["by"] for row in rows):
        groups = [row for row in rows if row["by"] == by]
        most = sorted(groups, key=lambda row: -abs(row["mean"]))[:MOST_GROUPS]
        hidden += len(groups) - len(most)
        for row in groups:
            if row in most:
                count = f"{row['clusters']}{'*' if row['few'] else ''}"
                table.add_row(ATTRIBUTES[by].in_(lang), Line(_group(row, lang)), count, *_change(row, 100))
    console.print(table)
    if any(row["few"] for row in rows):
        console.print("* 不足三个集群" if zh else "* fewer than three clusters")
    _print_hidden(console, hidden, zh=zh)


def _print_flips(console: Console, rows: Sequence[Row], one: PolicyOutcome, lang: Language) -> None:
    zh = lang == "zh"
    if not rows:
        _head(console, "没有集群在期末的结果改变" if zh else "no cluster's fate at the end flips")
        return
    table = _table(
        console,
        f"期末结果改变的集群({len(rows)} 个):占各次重复的比例"
        if zh
        else f"clusters whose fate at the end flips ({len(rows)}): share of the replications",
        ("集群", "决定条款", "条款", "比例", "95%区间", "由持有变失去", "由失去变保留", "平均余量")
        if zh
        else ("cluster", "decided by", "clause", "share", "95 % interval", "now lost", "now kept", "mean margin"),
        texts=3,
    )
    titles = {criterion.id: criterion.title.in_(lang) for criterion in one.policy.criteria}
    for row in rows[:MOST_FLIPS]:
        criterion = row["criterion"]
        by = _cause(row["cause"], lang) if criterion is None else f"{titles[criterion]} ({criterion})"
        interval = f"{row['low'] * 100:.1f}–{row['high'] * 100:.1f}%"
        shares = [f"{row[name] * 100:.1f}%" for name in ("lost", "kept")]
        table.add_row(
            Line(row["cluster_id"]), Line(by), row["citation"], f"{row['share'] * 100:.1f}%", interval, *shares,
            _margin(row, lang),
        )  # fmt: skip
    console.print(table)
    _print_hidden(console, len(rows) - MOST_FLIPS, zh=zh)


def _print_hidden(console: Console, count: int, *, zh: bool) -> None:
    if count > 0:
        console.print(
            f"另有 {count} 行未列出;--format json 或 csv 列出全部"
            if zh
            else f"rows left out here: {count}; --format json or csv lists all"
        )


def _change(row: Row, factor: float = 1.0) -> tuple[str, str]:
    interval = "—" if row["low"] is None else f"{row['low'] * factor:+.2f} – {row['high'] * factor:+.2f}"
    return f"{row['mean'] * factor:+.2f}", interval


def _margin(row: Row, lang: Language) -> str:
    margin, unit = row["margin"], row["unit"]
    if margin is None:
        return "—"
    if unit == "share":
        return f"{margin * 100:+.2f} " + ("个百分点" if lang == "zh" else "points")
    return f"{margin:+.4g} {unit or ''}".strip()


def _group(row: Row, lang: Language) -> str:
    name = row["group"]
    shown = VALUES[name].in_(lang) if name in VALUES and row["by"] not in {"district", "dominant_industry"} else name
    label = VALUES[None].in_(lang) if shown is None else str(shown)
    if row["span"] is None:
        return label
    low, high = row["span"]
    return f"{label} ({MEASURES[row['measure']].in_(lang)} {low:.6g}–{high:.6g})"


def _cause(cause: str, lang: Language) -> str:
    return f"{CAUSES.get(cause, Text(cause, cause)).in_(lang)} ({cause})"


def _head(console: Console, title: str) -> None:
    """Print a heading; it is not bound to the width of the table under it."""
    console.print()
    console.print(Line(title, style="bold"))


def _table(console: Console, title: str, heads: Sequence[str], texts: int) -> Table:
    """Print a heading and return the table under it, whose first columns are text and the others numbers."""
    _head(console, title)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for place, label in enumerate(heads):
        table.add_column(label, justify="left" if place < texts else "right", overflow="fold")
    return table
