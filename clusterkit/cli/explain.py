"""`clusterkit explain CLUSTER`: one cluster's story, today and over the years."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import DayType, chosen_plugins, console, print_csv, print_json
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options

if TYPE_CHECKING:
    from clusterkit.study.explain import Explanation

_EXAMPLES = """\b
Examples:
  clusterkit explain A1 my.xlsx
  clusterkit explain A1 my.xlsx --on 2026-06-30 --set PLACE.output_min=40
  clusterkit explain A1 study.toml --format json > a1.json
"""
CSV_COLUMNS = (
    "scenario", "policy", "table", "year", "criterion", "citation", "p10", "p50", "p90", "operator", "bound", "unit",
    "met", "duty", "deadline", "late", "cause", "mean", "low", "high", "first", "median", "date", "event", "criteria",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@click.argument("cluster")
@study_options
@click.option("--on", type=DayType(), help="Day of the assessment; by default the first day of the run.")
def explain(given: StudyOptions, cluster: str, on: date | None) -> None:
    """Explain CLUSTER of a PORTFOLIO: its margins, what would turn the verdict, and its years to come.

    With --set, or a study file, each scenario's story stands beside the baseline's, on the same draws.
    """
    from clusterkit.plugins import Plugins
    from clusterkit.study.explain import explain as explained

    study, plugins = open_study(given), Plugins(selection=chosen_plugins())
    with progress_bar(given.lang) as progress:
        found = explained(study, cluster, on=on, plugins=plugins, progress=progress)
    if given.form == "json":
        print_json(found.as_dict())
    elif given.form == "csv":
        print_csv(_long_rows(found), CSV_COLUMNS)
    else:
        from clusterkit.report.explain import print_explanation

        print_explanation(console(given.lang), found, given.lang)


def _long_rows(found: Explanation) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for scenario, one in enumerate(found.study.scenarios):
        for policy in found.chronicles:
            head = {"scenario": one.name, "policy": policy}
            rows.append({**head, "table": "keeps", **found.keeps(policy, scenario)})
            for row in found.fates(policy, scenario):
                named = [part["criterion"] for part in row["criteria"]]
                rows.append({**head, "table": "losses", **row, "criteria": named})
            rows += [{**head, "table": "years", **row} for row in found.year_rows(policy, scenario)]
            rows += [{**head, "table": "deadlines", **row} for row in found.deadline_rows(policy, scenario)]
            typical = found.path(policy, scenario, found.typical(policy, scenario))
            rows += [{**head, "table": "typical", **row} for row in typical]
    return rows
