"""Ambiguity on the terminal: each reading with what depends on it, the clusters concerned, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import print_assumptions, print_run
from clusterkit.study.ambiguity import Ambiguity, Dependence, Fate
from clusterkit.study.readings import Reading

MOST_NAMES: Final = 8

_VERDICTS: Final[Mapping[str, Text]] = {
    "passes": Text("达标", "passes"),
    "fails": Text("不达标", "fails"),
    "incomplete": Text("资料不全", "incomplete"),
}


def print_ambiguity(console: Console, found: Ambiguity, lang: Language) -> None:
    """Print what was run, every alternative by its effect, the clusters concerned, what is open, the assumptions."""
    zh = lang == "zh"
    print_run(console, found.study, lang)
    standard = {"admission": Text("认定标准", "admission"), "retention": Text("复核标准", "re-review")}[found.standard]
    console.print()
    told = (
        f"{found.on} 按{standard.zh}评定 {found.assessed} 项,其中 {found.verdicts} 项取决于读法;"
        f"至 {found.study.plan.last_year} 年末,{found.fates} 个称号的去留在某次运行中取决于读法"
        if zh
        else f"of {found.assessed} verdicts on {found.on} ({standard.en}), {found.verdicts} depend on a reading; "
        f"so does, in some run, the fate of {found.fates} titles by the end of {found.study.plan.last_year}"
    )
    console.print(Line(told, style="bold"))
    _print_dependences(console, found, lang)
    _print_concerned(console, found.dependences, lang)
    _print_settled(console, found.settled, lang)
    print_assumptions(console, found.study.assumptions, lang)


def _print_dependences(console: Console, found: Ambiguity, lang: Language) -> None:
    """Print what depends on each alternative; those on which nothing does are told after the others."""
    zh = lang == "zh"
    if not found.dependences:
        console.print("没有可以另读的字句" if zh else "nothing can be read otherwise")
        return
    mattering = [one for one in found.dependences if one.matters]
    if mattering:
        _print_mattering(console, mattering, lang)
    console.print(
        "一次只换一种读法;留存率按该办法计,同一批随机数逐次配对;去留:期末只在一种读法下持有称号的集群" if zh
        else "one reading at a time; retention under the law in question, paired on the same draws; "
        "fates: titles held at the end under one of the two readings alone, in some run"
    )  # fmt: skip
    _print_idle(console, [one for one in found.dependences if not one.matters], lang)


def _print_mattering(console: Console, dependences: Sequence[Dependence], lang: Language) -> None:
    table = _table(
        ("条款", "读法", "现读作", "另读作", "评定", "报送等", "留存率(点)", "95%区间", "去留")
        if lang == "zh"
        else ("clause", "reading", "read now", "otherwise", "verdicts", "duties", "retention", "95 % interval",
              "fates"),
        4, [one.reading for one in dependences],
    )  # fmt: skip
    for one in dependences:
        change = one.retention
        level = interval = "—"
        if change is not None:
            level = _points(change.mean)
            if change.low is not None and change.high is not None:
                interval = f"{_points(change.low)} – {_points(change.high)}"
        table.add_row(
            Line(one.reading.lever.citation), _name(one.reading, lang), Line(one.reading.shown),
            Line(one.alternative.shown), str(len(one.verdicts)), str(len(one.duties)), level, interval,
            str(len(one.fates)),
        )  # fmt: skip
    console.print(table)


def _print_idle(console: Console, dependences: Sequence[Dependence], lang: Language) -> None:
    """Print the alternatives that change nothing, a line for each lever."""
    if not dependences:
        return
    zh = lang == "zh"
    console.print()
    told = "以下读法毫无影响:评定、报送、留存率、去留之差均恰为 0" if zh else (
        "nothing at all depends on these: verdicts, duties, retention and fates differ by exactly 0"
    )  # fmt: skip
    console.print(Line(told, style="bold"))
    by_reading: dict[Reading, list[str]] = {}
    for one in dependences:
        by_reading.setdefault(one.reading, []).append(one.alternative.shown)
    table = _table(
        ("条款", "读法", "现读作", "另读作") if zh else ("clause", "reading", "read now", "otherwise"), 4, by_reading
    )  # fmt: skip
    for reading, others in by_reading.items():
        shown = Line(reading.shown), Line(", ".join(others))
        table.add_row(Line(reading.lever.citation), _name(reading, lang), *shown)
    console.print(table)


def _print_concerned(console: Console, dependences: Sequence[Dependence], lang: Language) -> None:
    """Print the clusters concerned, for the alternatives on which something depends."""
    zh = lang == "zh"
    concerned = [one for one in dependences if one.matters]
    if not concerned:
        return
    console.print()
    console.print(Line("所涉集群" if zh else "the clusters concerned", style="bold"))
    table = _table(
        ("读法", "评定", "报送等", "去留(所占运行)")
        if zh
        else ("reading", "verdict", "duties", "fate (share of runs)"),
        4,
    )
    for one in concerned:
        turns = [f"{turn.cluster_id} {_verdict(turn.now, lang)}→{_verdict(turn.other, lang)}" for turn in one.verdicts]
        fates = sorted(one.fates, key=lambda fate: (-fate.share, fate.cluster_id))
        table.add_row(
            Line(f"{one.reading.lever.key}: {one.alternative.shown}"), Line(_few(turns)), Line(_few(one.duties)),
            Line(_few([_fate(fate, lang) for fate in fates])),
        )  # fmt: skip
    console.print(table)
    console.print(
        f"每格至多列 {MOST_NAMES} 个;--format json 或 csv 列出全部" if zh
        else f"at most {MOST_NAMES} are named in a cell; --format json or csv lists all"
    )  # fmt: skip


def _print_settled(console: Console, settled: Sequence[Reading], lang: Language) -> None:
    """Print the readings for which there is no alternative, with the reason; those of a re-review in one line."""
    if not settled:
        return
    zh = lang == "zh"
    own = [one for one in settled if one.lever.follows is None]
    console.print()
    console.print(Line("没有另读的解释" if zh else "readings without an alternative", style="bold"))
    table = _table(("条款", "读法", "现读作", "原因") if zh else ("clause", "reading", "read now", "why"), 4, own)
    for one in own:
        assert one.reason is not None
        shown = Line(one.shown), Line(one.reason.in_(lang))
        table.add_row(Line(one.lever.citation), _name(one, lang), *shown)
    if own:
        console.print(table)
    twins = len(settled) - len(own)
    if twins:
        console.print(
            f"另有 {twins} 项复核界限与认定时同一字句,一并改读" if zh
            else f"{twins} bounds of a re-review are the same words as at admission, read with them"
        )  # fmt: skip


def _fate(fate: Fate, lang: Language) -> str:
    lost, kept = ("失去", "保住") if lang == "zh" else ("lost", "kept")
    parts = [f"{word} {share:.0%}" for word, share in ((lost, fate.lost), (kept, fate.kept)) if share]
    return f"{fate.cluster_id} {' '.join(parts)}"


def _verdict(verdict: str, lang: Language) -> str:
    return _VERDICTS[verdict].in_(lang)


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} … ({len(names)})" if len(names) > MOST_NAMES else shown


def _points(share: float) -> str:
    """Return a difference of shares in points; only what is exactly none is shown as 0."""
    return f"{share * 100:+.2f}" if share else "0"


def _name(reading: Reading, lang: Language) -> Line:
    return Line(f"{reading.lever.title.in_(lang)} ({reading.lever.key})")


def _table(heads: tuple[str, ...], texts: int, readings: Iterable[Reading] = ()) -> Table:
    """Return a table whose first columns are text and the others numbers; the second is wide enough for any key."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    widest = max((len(one.lever.key) + 2 for one in readings), default=0)
    for place, label in enumerate(heads):
        least = widest if place == 1 else None
        table.add_column(label, justify="left" if place < texts else "right", overflow="fold", min_width=least)
    return table
