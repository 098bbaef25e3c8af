"""The redline of a law on the terminal: clause by clause what a scenario strikes and what it writes instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.law.figure import Operator
from clusterkit.law.lever import Lever, Value
from clusterkit.law.text import Language
from clusterkit.study.idle import Idle, idle_changes
from clusterkit.study.redline import Strike, redline
from clusterkit.study.simulate import Study

SIGNS: Final[Mapping[Operator, str]] = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def print_redlines(console: Console, study: Study, lang: Language) -> None:
    """Print each scenario that changes something, or that has a title, with its changes that do nothing."""
    strikes, idle = redline(study), idle_changes(study)
    for scenario in study.scenarios:
        if not scenario.changes and not scenario.title:
            continue
        console.print()
        console.print(Line(_heading(scenario.name, scenario.title, lang), style="bold"))
        own = [strike for strike in strikes if strike.scenario == scenario.name]
        if own:
            console.print(_table(own, lang))
        elif scenario.changes:
            console.print("条文不变" if lang == "zh" else "the law stays as it is")
        for one in idle:
            if one.scenario == scenario.name:
                console.print(Line(idle_line(one, study.levers[one.lever], lang)))


def _heading(name: str, title: str, lang: Language) -> str:
    head = f"情景 {name}" if lang == "zh" else f"scenario {name}"
    return f"{head}: {title}" if title else head


def _table(strikes: list[Strike], lang: Language) -> Table:
    """Return one row for each step: clause, title, what is struck, what is written, since when.

    What only follows another lever takes the same steps, and is told beside it.
    """
    led = {strike.lever.follows for strike in strikes if strike.follows}
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for strike in strikes:
        if strike.follows:
            continue
        change = Line(bound(strike, strike.old), style="strike")
        table.add_row(
            strike.lever.citation,
            Line(f"{strike.lever.title.in_(lang)} [{strike.lever.key}]"),
            Line(" ").join([change, Line("→"), Line(bound(strike, strike.new), style="bold")]),
            _when(strike, lang, at_review=strike.lever.key in led),
        )
    return table


def bound(strike: Strike, value: Value) -> str:
    """Return a value as the clause has it: with its sign where it is a bound."""
    shown = strike.lever.shown(value)
    return shown if strike.operator is None or value is None else f"{SIGNS[strike.operator]} {shown}"


def _when(strike: Strike, lang: Language, *, at_review: bool) -> str:
    """Return from when, and whether the re-review's own bound goes along."""
    zh = lang == "zh"
    parts = []
    if strike.since is not None:
        parts.append(f"自 {strike.since}" if zh else f"from {strike.since}")
    if at_review:
        parts.append("复核同" if zh else "at re-review too")
    return f"({', '.join(parts)})" if parts else ""


def idle_line(one: Idle, lever: Lever, lang: Language) -> str:
    """Return in one line which change does nothing, or nothing to the titles held, and why."""
    zh = lang == "zh"
    since = "" if one.since is None else (f" (自 {one.since})" if zh else f" (from {one.since})")
    title = f"{lever.title.in_(lang)} [{one.lever}]{since}"
    if one.touches == "admission":
        return f"{title}: {one.why.in_(lang)}"
    return f"{title} 不起作用: {one.why.zh}" if zh else f"{title} changes nothing: {one.why.en}"
