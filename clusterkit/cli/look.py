"""Looking around: `policies`, `indicators`, `levers`, `calendar`, `coverage`."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import (
    MOST_YEARS,
    console,
    format_option,
    jurisdiction_option,
    lang_option,
    load_plugins,
    note,
    print_csv,
    print_json,
    set_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clusterkit.law.policy import Policy
    from clusterkit.law.text import Language
    from clusterkit.plugins import Plugins


@click.command()
@format_option
@lang_option
def policies(form: str, lang: Language) -> None:
    """List the policies installed: version, in force, term, and how much law each holds."""
    plugins = load_plugins()
    rows = [
        {
            "key": policy.key,
            "title": policy.title.as_dict(),
            "level": policy.level,
            "version": policy.version,
            "versions": [one.version for one in plugins.policy_versions(policy.key)],
            "in_force_from": None if policy.in_force.starts is None else policy.in_force.starts.isoformat(),
            "term_years": None if policy.term is None else policy.term.years.default,
            "criteria": len([one for one in policy.criteria if one.operator]),
            "requirements": len(policy.requirements),
            "levers": len(policy.levers),
            "clauses": len(policy.register),
        }
        for policy in plugins.policies.values()
    ]
    heads = {
        "key": ("键", "key"), "title": ("名称", "title"), "level": ("层级", "level"), "version": ("版本", "version"),
        "in_force_from": ("起始日", "in force from"), "term_years": ("有效期(年)", "term (years)"),
        "criteria": ("定量指标", "criteria"), "requirements": ("定性要求", "requirements"),
        "levers": ("参数", "levers"), "clauses": ("条款", "clauses"),
    }  # fmt: skip
    _print(form, lang, "policies", rows, heads)


@click.command()
@click.argument("key")
@click.argument("versions", nargs=-1, metavar="[OLD NEW]")
@format_option
@lang_option
def redline(key: str, versions: tuple[str, ...], form: str, lang: Language) -> None:
    """Compare two versions of the law KEY: criteria, levers and rules that are struck, added or changed.

    Without OLD and NEW the newest version is compared with the one before it.
    """
    from clusterkit.errors import InputError
    from clusterkit.law.redline import redline as compared
    from clusterkit.law.versions import pair

    known = load_plugins().policy_versions(key)
    if len(versions) not in {0, 2}:
        raise InputError(f"redline {key}: name two versions, or none; known: {', '.join(one.version for one in known)}")
    old, new = pair(known, versions)
    rows = [one.as_dict() for one in compared(old, new)]
    if form == "json":
        print_json({"policy": key, "old": old.version, "new": new.version, "redline": rows})
        return
    heads = {
        "what": ("内容", "what"), "citation": ("条款", "clause"), "title": ("名称", "title"), "key": ("键", "key"),
        "old": (old.version, old.version), "new": (new.version, new.version),
    }  # fmt: skip
    _print(form, lang, "redline", rows, heads)
    if not rows:
        note("两个版本没有差别" if lang == "zh" else "the two versions do not differ")


@click.command()
@jurisdiction_option
@format_option
@lang_option
def indicators(jurisdictions: tuple[str, ...], form: str, lang: Language) -> None:
    """List indicators: key, title, unit, kind, the table they stand in, the places that read them, clauses."""
    from clusterkit.law.look import indicator_rows

    plugins = load_plugins()
    chosen = _chosen(plugins, jurisdictions)
    rows = indicator_rows(chosen, plugins.indicators, all_columns=not jurisdictions)
    heads = {
        "key": ("键", "key"), "title": ("名称", "title"), "unit": ("单位", "unit"), "kind": ("类型", "kind"),
        "table": ("表", "table"), "places": ("使用地", "places"),
        "binding": ("硬性", "binding"), "citation": ("条款", "clauses"),
    }  # fmt: skip
    _print(form, lang, "indicators", rows, heads)


@click.command()
@jurisdiction_option
@format_option
@lang_option
def levers(jurisdictions: tuple[str, ...], form: str, lang: Language) -> None:
    """List levers: default, unit, legal range, clause, and whether the value is an interpretation."""
    from clusterkit.law.look import lever_rows

    plugins = load_plugins()
    rows = lever_rows(_chosen(plugins, jurisdictions))
    heads = {
        "key": ("键", "key"), "title": ("名称", "title"), "shown": ("缺省值", "default"),
        "range": ("法定范围", "legal range"),
        "choices": ("可选", "choices"), "citation": ("条款", "clause"), "interpretation": ("解释", "interpretation"),
    }  # fmt: skip
    _print(form, lang, "levers", rows, heads)


_FIRST = (1900, 2200)
"""The first years that a calendar may have."""


@click.command()
@click.argument("place")
@click.option("--years", default=3, show_default=True, help="How many calendar years.")
@click.option("--start", type=int, help="First year; this year by default.")
@click.option(
    "--certified-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A title's day: adds its re-reviews and its first report.",
)
@set_option
@format_option
@lang_option
def calendar(
    place: str,
    years: int,
    start: int | None,
    certified_on: Any,
    settings: tuple[str, ...],
    form: str,
    lang: Language,
) -> None:
    """Print every deadline of PLACE by date, each with its article."""
    from clusterkit.errors import InputError
    from clusterkit.law.look import calendar_rows
    from clusterkit.study.scenario import parse_setting

    if not 1 <= years <= MOST_YEARS:
        raise InputError(f"--years {years}: choose from 1 to {MOST_YEARS} years")
    if start is not None and not _FIRST[0] <= start <= _FIRST[1]:
        raise InputError(f"--start {start}: choose a year from {_FIRST[0]} to {_FIRST[1]}")
    policy = load_plugins().policy(place)
    known = {lever.key: lever for lever in policy.levers}
    changes = tuple(parse_setting(known, setting) for setting in settings)
    first = date.today().year if start is None else start  # noqa: DTZ011 - a calendar year, not an instant
    day = None if certified_on is None else certified_on.date()
    rows = calendar_rows(policy, range(first, first + years), changes, day)
    heads = {
        "date": ("日期", "date"),
        "title": ("事项", "what"),
        "citation": ("条款", "clause"),
        "note": ("说明", "note"),
    }
    _print(form, lang, "calendar", rows, heads)


@click.command()
@click.argument("place")
@format_option
@lang_option
def coverage(place: str, form: str, lang: Language) -> None:
    """Print the clause register of PLACE: every clause, and what became of it. Exits 1 if something is amiss."""
    from clusterkit.law.coverage import findings

    policy = load_plugins().policy(place)
    rows = [
        {
            "clause": clause.clause,
            "status": clause.status,
            "ids": list(clause.ids),
            "summary": clause.summary.as_dict(),
            "reason": None if clause.reason is None else clause.reason.as_dict(),
        }
        for clause in policy.register
    ]
    amiss = findings(policy)
    if form == "json":
        print_json({"place": place, "clauses": rows, "findings": list(amiss)})
    else:
        heads = {
            "clause": ("条款", "clause"), "status": ("处理", "status"), "summary": ("要点", "summary"),
            "ids": ("对应项", "ids"), "reason": ("未建模原因", "why not modelled"),
        }  # fmt: skip
        _print(form, lang, "clauses", rows, heads)
    for finding in amiss:
        click.echo(f"finding: {finding}", err=True)
    sys.exit(1 if amiss else 0)


_WHOLE = {"key", "clause", "citation", "status", "date"}
"""Columns that are copied from the table, and so are never broken over lines."""


def _chosen(plugins: Plugins, jurisdictions: tuple[str, ...]) -> Sequence[Policy]:
    return [plugins.policy(key) for key in jurisdictions] if jurisdictions else [*plugins.policies.values()]


def _print(
    form: str, lang: Language, name: str, rows: Sequence[dict[str, Any]], heads: dict[str, tuple[str, str]]
) -> None:
    if form == "json":
        print_json({name: [{key: value for key, value in row.items() if key != "shown"} for row in rows]})
        return
    if form == "csv":
        print_csv(
            [{key: _plain(value, lang) for key, value in row.items()} for row in rows],
            list(rows[0]) if rows else list(heads),
        )
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for key, (zh, en) in heads.items():
        table.add_column(zh if lang == "zh" else en, overflow="fold", no_wrap=key in _WHOLE)
    for row in rows:
        table.add_row(*(Text(_plain(row.get(key), lang)) for key in heads))
    console(lang).print(table)


def _plain(value: Any, lang: Language) -> str:
    """Return a value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value[lang])
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one, lang) if one is not None else "…" for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
