"""`clusterkit simulate`: nine years of the law on real dates."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import (
    DayType,
    console,
    format_option,
    jurisdiction_option,
    lang_option,
    levers_of_the_run,
    load_plugins,
    note,
    open_portfolio,
    print_csv,
    print_json,
    set_option,
    watching,
)
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.simulation.outcome import Outcome
    from clusterkit.study.simulate import Study

_EXAMPLES = """\b
Examples:
  clusterkit simulate --years 9
  clusterkit simulate my.xlsx --jurisdiction PLACE
  clusterkit simulate --set PLACE.output_min=40 --set PLACE.output_min=45@2029-01-01
  clusterkit simulate my_folder --replications 1000 --format json > result.json
  clusterkit simulate --trace trace --trace-replications 5
"""
CSV_COLUMNS = (
    "scenario", "policy", "table", "year", "cause", "criterion", "citation", "against",
    "mean", "low", "high", "p10", "p90", "certified", "lost", "never",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@click.argument("portfolio", required=False, type=click.Path(path_type=Path))
@click.option("--years", default=9, show_default=True, help="Calendar years to simulate.")
@click.option("--start", type=DayType(), help="A 1 January; by default the one after the latest year in the portfolio.")
@click.option("--replications", default=200, show_default=True, help="Independent runs.")
@click.option("--seed", default=1, show_default=True, help="Whole number; the same seed gives the same bytes.")
@jurisdiction_option
@set_option
@click.option(
    "--missing",
    type=click.Choice(["assume", "unknown"]),
    default="assume",
    show_default=True,
    help="Figures blank in the latest year: draw them from the stated distribution, or leave them unknown.",
)
@click.option(
    "--enforcement",
    type=click.Choice(["as_written"]),
    default="as_written",
    show_default=True,
    help="How strictly bounds are applied.",
)
@click.option(
    "--trace", type=click.Path(path_type=Path), help="Write the folder from which every path can be replayed."
)
@click.option("--trace-replications", default=5, show_default=True, help="How many replications the trace holds.")
@format_option
@lang_option
def simulate(
    portfolio: Path | None,
    years: int,
    start: date | None,
    replications: int,
    seed: int,
    jurisdictions: tuple[str, ...],
    settings: tuple[str, ...],
    missing: str,
    enforcement: str,
    trace: Path | None,
    trace_replications: int,
    form: str,
    lang: Language,
) -> None:
    """Simulate a PORTFOLIO (folder or workbook) under its places' law; without one, illustrative clusters.

    With --set, the law as it is and the changed one are run on the same draws, and the paired
    difference is shown.
    """
    del enforcement
    from clusterkit.study.scenario import BASELINE, WHAT_IF, Scenario
    from clusterkit.study.simulate import prepare

    if trace is not None:
        _check_trace(trace, trace_replications)
    plugins = load_plugins()
    for place in jurisdictions:
        plugins.policy(place)
    tables = None if portfolio is None else open_portfolio(portfolio, plugins, start=start, run=True)
    levers = {lever.key: lever for policy in plugins.policies.values() for lever in policy.levers}
    scenarios = [Scenario(BASELINE)]
    if settings:
        scenarios.append(Scenario.of(WHAT_IF, levers, settings))
    with levers_of_the_run(levers), watching(plugins):
        study = prepare(
            tables,
            years=years,
            start=start,
            replications=replications,
            seed=seed,
            jurisdictions=jurisdictions or None,
            scenarios=scenarios,
            missing="assume" if missing == "assume" else "unknown",
            plugins=plugins,
            command=" ".join(["clusterkit", *sys.argv[1:]]),
        )
    outcome = _run(study, trace, trace_replications, lang)
    if form == "json":
        print_json(outcome.as_dict(study.changes()))
    elif form == "csv":
        print_csv(_long_rows(outcome), CSV_COLUMNS)
    else:
        from clusterkit.report.terminal import print_outcome

        print_outcome(console(lang), outcome, study, lang)
    if trace is not None:
        note(f"trace: {trace}")


def _check_trace(folder: Path, replications: int) -> None:
    """Refuse what the trace could not be written to before the run, not after it."""
    if replications < 1:
        raise InputError(f"--trace-replications {replications}: a trace holds at least one replication")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists already: name a new or an empty folder for the trace")


def _run(study: Study, trace: Path | None, trace_replications: int, lang: Language) -> Outcome:
    """Run with a progress bar on standard error, where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    screen = console(lang, to_stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("模拟" if lang == "zh" else "simulating", total=None)
        return study.run(
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            trace=trace,
            trace_replications=trace_replications,
        )


def _long_rows(outcome: Outcome) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index, name in enumerate(outcome.scenarios):
        for key in outcome.policies:
            head = {"scenario": name, "policy": key}
            rows += [{**head, "table": "retention", **row} for row in outcome.retention_rows(key, index)]
            rows += [{**head, "table": "holders", **row} for row in outcome.holder_rows(key, index)]
            rows += [{**head, "table": "losses", **row} for row in outcome.loss_rows(key, index)]
    return rows + [{"table": "difference", **row} for row in outcome.difference_rows()]
