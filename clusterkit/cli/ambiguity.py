"""`clusterkit ambiguity`: what depends on how the law is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import DayType, console, load_plugins, print_csv, print_json
from clusterkit.cli.out_options import TABLES, Out, out_options
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options

if TYPE_CHECKING:
    from clusterkit.assessment import Standard
    from clusterkit.study.ambiguity import Ambiguity

_EXAMPLES = """\b
Examples:
  clusterkit ambiguity --jurisdiction PLACE
  clusterkit ambiguity my.xlsx --on 2026-06-30 --standard retention
  clusterkit ambiguity my.xlsx --reading PLACE.plan_attainment_min=80%
  clusterkit ambiguity my.xlsx --format csv > readings.csv
"""
CSV_COLUMNS = (
    "policy", "lever", "citation", "cue", "now", "other", "reason", "verdicts_turned", "verdicts", "duties_turned",
    "duties", "mean", "low", "high", "fates_turned", "fates",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@study_options
@click.option("--on", type=DayType(), help="Day of the verdicts; by default the first day of the run.")
@click.option(
    "--standard", type=click.Choice(["admission", "retention"]), default="admission", show_default=True,
    help="Whether the verdicts are by the standard of admission or that of a re-review.",
)  # fmt: skip
@click.option(
    "--reading", "readings", multiple=True, metavar="LEVER=VALUE",
    help="A further reading of a lever that interprets the text; may be given several times.",
)  # fmt: skip
@click.option("--scenario", metavar="NAME", help="Of a study file: the scenario whose readings are replaced.")
@out_options(TABLES)
def ambiguity(
    given: StudyOptions,
    on: date | None,
    standard: Standard,
    readings: tuple[str, ...],
    scenario: str | None,
    out: Out,
) -> None:
    """Read the law of a PORTFOLIO otherwise, one reading at a time, and list what depends on it.

    Verdicts are those on the portfolio's own figures; retention and fates those of a run, on the same draws.
    """
    from clusterkit.study.ambiguity import ambiguity as read_otherwise
    from clusterkit.study.readings import parse_reading

    study = open_study(given, one_law=True, scenario=scenario)
    out.spare(study.portfolio.source)
    further = [parse_reading(study.levers, one) for one in readings]
    plugins = load_plugins()
    with progress_bar(given.lang, "换读法", "reading otherwise") as progress:
        found = read_otherwise(study, on=on, standard=standard, given=further, plugins=plugins, progress=progress)
    with out.written(lambda: _long_rows(found), CSV_COLUMNS, lang=given.lang, manifest=found.study.manifest):
        if given.form == "json":
            print_json(found.as_dict())
        elif given.form == "csv":
            print_csv(_long_rows(found), CSV_COLUMNS)
        else:
            from clusterkit.report.ambiguity import print_ambiguity

            print_ambiguity(console(given.lang), found, given.lang)


def _long_rows(found: Ambiguity) -> list[dict[str, Any]]:
    """Return a row for each alternative, and one for each reading that has none, with the reason."""
    rows = []
    for row in found.rows():
        verdicts = [f"{one['cluster_id']} {one['now']} > {one['other']}" for one in row["verdicts"]]
        fates = [f"{one['cluster_id']} lost {one['lost']:.4g} kept {one['kept']:.4g}" for one in row["fates"]]
        rows.append({**row, **(row["retention"] or {}), "verdicts": verdicts, "fates": fates})
    for one in found.settled:
        reason = "" if one.reason is None else one.reason.en
        lever = one.lever
        rows.append(
            {"policy": one.policy, "lever": lever.key, "citation": lever.citation, "cue": lever.cue,
             "now": one.shown, "reason": reason}
        )  # fmt: skip
    return rows
