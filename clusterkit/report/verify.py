"""An audit of a trace on the terminal: what agrees, the first difference in words, what was not replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import CAUSES
from clusterkit.verification.audit import Verdict, Verification
from clusterkit.verification.comparison import Cells, Difference

EVENTS: Mapping[str, Text] = {
    "admitted": Text("认定", "admitted"),
    "renewed": Text("复核通过,续期", "renewed"),
    "kept": Text("复核通过,保留", "kept"),
    "warned": Text("警告", "warned"),
    "standing_lost": Text("失去复核资格", "standing lost"),
    "criterion_failed": Text("未达标", "not met"),
    "criterion_unknown": Text("缺资料", "unknown"),
    "lost": Text("失去称号", "title lost"),
    "mending": Text("限期整改", "given time to mend"),
    "put_off": Text("复核暂缓,待补申请", "review put off"),
    "candidate": Text("年末:候选", "at the year's end a candidate"),
    "certified": Text("年末:持有称号", "at the year's end certified"),
}
_LOST_AT_YEARS_END = Text("年末:已失去称号", "at the year's end lost")
_NOTHING = Text("无记录", "nothing")
_VERDICTS: Mapping[Verdict, tuple[Text, str]] = {
    "agrees": (Text("全部路径与办法一致", "every path agrees with the law"), "bold green"),
    "differs": (Text("与办法不一致", "the trace differs from the law"), "bold red"),
    "altered": (
        Text("路径均一致,但文件已被改动", "no path differs, but files are no longer as they were written"),
        "bold yellow",
    ),
    "incomplete": (
        Text("已重算的部分均一致,但有称号未能全程重算", "what was replayed agrees, but not every title was to the end"),
        "bold yellow",
    ),
}  # fmt: skip


def print_verification(console: Console, found: Verification, lang: Language, *, every: bool) -> None:
    """Print the verdict, the counts by measure, the first difference or all of them, and what was not replayed."""
    zh = lang == "zh"
    text, style = _VERDICTS[found.verdict]
    console.print(Line.assemble((f"{found.folder}: ", "bold"), (text.in_(lang), style)))
    sizes = len(found.scenarios), found.replications, found.clusters
    ran = "{} 个情景, {} 次重复, {} 个集群" if zh else "{} scenario(s), {} replication(s), {} cluster(s)"
    console.print(f"{found.span.first} → {found.span.last}, {ran.format(*sizes)}")
    _print_counts(console, found, zh=zh)
    for text in found.altered:
        console.print(Line(("已改动: " if zh else "altered: ") + text.in_(lang), style="yellow"))
    _print_differences(console, found.differences, lang, every=every)
    _print_not_replayed(console, found, lang)


def _print_counts(console: Console, found: Verification, *, zh: bool) -> None:
    heads = ("办法", "称号", "一致", "不一致", "未全程重算") if zh else (
        "measure", "titles", "agree", "differ", "not replayed")  # fmt: skip
    table = _table(heads)
    for one in found.counts:
        table.add_row(one.policy, *map(str, (one.titles, one.agree, one.differ, one.not_replayed)))
    console.print(table)


def _print_differences(console: Console, found: Sequence[Difference], lang: Language, *, every: bool) -> None:
    if not found:
        return
    zh = lang == "zh"
    console.print()
    head = (f"不一致 {len(found)} 处" if zh else f"differences: {len(found)}") if every else (
        "第一处不一致" if zh else "the first difference")  # fmt: skip
    console.print(Line(head, style="bold"))
    for one in found if every else found[:1]:
        console.print(Line(_where(one, zh=zh)))
        for name, rows in (("办法 " if zh else "the law  ", one.law), ("轨迹 " if zh else "the trace", one.trace)):
            for place, told in enumerate([_told(row, lang) for row in rows] or [_NOTHING.in_(lang)]):
                console.print(Line(f"  {name if place == 0 else ' ' * len(name)}  {told}"))
        if one.clause:
            console.print(Line(f"  {'条款' if zh else 'clause'}: {one.clause}"))
    if not every and len(found) > 1:
        console.print(
            f"另有 {len(found) - 1} 处;--all 列出全部" if zh else f"{len(found) - 1} more; --all lists every one"
        )


def _where(one: Difference, *, zh: bool) -> str:
    policy = f", {one.policy}" if one.policy else ""
    if zh:
        return f"情景 {one.scenario}, 第 {one.replication} 次重复, {one.cluster_id}{policy}, {one.day}: {one.table}"
    return f"scenario {one.scenario}, replication {one.replication}, {one.cluster_id}{policy}, {one.day}: {one.table}"


def _told(row: Cells, lang: Language) -> str:
    """Return a row in words, with the keys and clauses that it holds."""
    zh = lang == "zh"
    if "year" in row:
        return f"{row['year']}年的一行" if zh else f"a row for {row['year']}"
    event = str(row.get("event") or row.get("status"))
    word = EVENTS.get(event, Text(event, event))
    if row.get("status") == "lost":
        word = _LOST_AT_YEARS_END
    cause = str(row["cause"] or "")
    parts = [
        str(row.get("criterion") or ""),
        f"{CAUSES.get(cause, Text(cause, cause)).in_(lang)} ({cause})" if cause else "",
    ]
    for key, label in (("figure", Text("数值", "figure")), ("bound", Text("要求", "bound"))):
        number = row.get(key)
        parts.append("" if number is None else f"{label.in_(lang)} {number:.12g}")
    parts.append(str(row.get("lost_on") or ""))
    about = ", ".join(part for part in parts if part)
    clause = f" [{row['citation']}]" if row.get("citation") else ""
    return word.in_(lang) + (f": {about}" if about else "") + clause


def _print_not_replayed(console: Console, found: Verification, lang: Language) -> None:
    """Print why titles were not replayed to the end, for how many, and since when at the earliest."""
    if not found.not_replayed:
        return
    zh = lang == "zh"
    reasons: dict[tuple[str, str], list[date]] = {}
    for one in found.not_replayed:
        reasons.setdefault((one.policy, one.stop.why.in_(lang)), []).append(one.stop.day)
    console.print()
    console.print(Line("未全程重算" if zh else "not replayed to the end", style="bold"))
    table = _table(("办法", "称号", "最早自", "原因") if zh else ("measure", "titles", "earliest from", "why"))
    for (policy, why), days in reasons.items():
        table.add_row(policy, str(len(days)), str(min(days)), Line(why))
    console.print(table)


def _table(heads: Sequence[Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
