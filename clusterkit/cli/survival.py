"""`clusterkit survival`: how long titles are held, and what ends them, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, print_csv, print_json
from clusterkit.cli.out_options import TABLES, Out, out_options
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options

if TYPE_CHECKING:
    from clusterkit.study.tenure import By, TenureTable

_EXAMPLES = """\b
Examples:
  clusterkit survival --years 9
  clusterkit survival my.xlsx --by industry
  clusterkit survival my_folder --jurisdiction PLACE --by cohort --set PLACE.output_min=40
  clusterkit survival my_folder --by district --format csv > survival.csv
"""
CSV_COLUMNS = (
    "scenario", "against", "group", "table", "age", "days", "cause", "citation", "at_risk", "mean", "low", "high",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@study_options
@click.option(
    "--by", type=click.Choice(["place", "industry", "cohort", "district"]), default="place", show_default=True,
    help="Whose titles are told together; a cohort is those certified in one year.",
)  # fmt: skip
@out_options(TABLES)
def survival(given: StudyOptions, by: By, out: Out) -> None:
    """Estimate how long a PORTFOLIO's titles are held, from the day of certification, and what ends them.

    Titles held at the start, and those admitted in the run, count from the day on which they come under
    observation. With --set, the law as it is and the changed one are run on the same draws.
    """
    from clusterkit.study.tenure import TenureTable

    study = open_study(given)
    out.spare(study.portfolio.source)
    with progress_bar(given.lang) as progress:
        outcome = study.run(progress=progress)
    table = TenureTable.of(outcome, study.portfolio, by)
    with out.written(lambda: _long_rows(table), CSV_COLUMNS, lang=given.lang, manifest=lambda: outcome.manifest):
        if given.form == "json":
            print_json(table.as_dict(outcome.manifest, study.changes()))
        elif given.form == "csv":
            print_csv(_long_rows(table), CSV_COLUMNS)
        else:
            from clusterkit.report.survival import print_survival

            print_survival(console(given.lang), table, study, given.lang)


def _long_rows(table: TenureTable) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, groups in table.scenarios.items():
        for one in groups:
            head = {"scenario": name, "group": one.group}
            rows += [{**head, "table": "retention", **row} for row in one.retention]
            rows += [{**head, "table": "losses", **row} for row in one.losses]
    return rows + [{"table": "difference", **row} for row in table.differences]
