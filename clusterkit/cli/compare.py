"""`clusterkit compare`: scenarios against a baseline on the same draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import chosen_plugins, console, print_csv, print_json
from clusterkit.cli.out_options import Out, first_day, out_options
from clusterkit.cli.precision_options import precision_options, tell_precision
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options, tell_calibrations

if TYPE_CHECKING:
    from clusterkit.study.comparison import Comparison
    from clusterkit.study.precision import Stopping
    from clusterkit.study.simulate import Study

_EXAMPLES = """\b
Examples:
  clusterkit compare --set PLACE.output_min=40
  clusterkit compare my.xlsx --jurisdiction PLACE --set PLACE.term_years=5 --replications 1000
  clusterkit compare study.toml --against phased_in
  clusterkit compare --both-enforcements --set PLACE.output_min=40
  clusterkit compare --set PLACE.output_min=40 --precision 0.5pp
  clusterkit compare my_folder --set PLACE.output_min=40 --format csv > comparison.csv
  clusterkit compare my_folder --set PLACE.output_min=40 --out comparison.xlsx
"""
CSV_COLUMNS = (
    "table", "scenario", "against", "policy", "year", "status", "by", "group", "clusters", "few", "measure", "span",
    "cluster_id", "cause", "criterion", "citation", "mean", "share", "low", "high", "lost", "kept", "sooner", "later",
    "margin", "unit", "replications", "independent", "saved",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@study_options
@click.option("--against", metavar="NAME", help="The scenario that is the baseline; by default the first.")
@click.option("--both-enforcements", is_flag=True, help="Run every scenario as written and calibrated, side by side.")
@precision_options
@out_options()
def compare(
    given: StudyOptions, against: str | None, stopping: Stopping | None, out: Out, *, both_enforcements: bool
) -> None:
    """Compare scenarios with a baseline: those of a study file, or the law as it is and that of --set.

    All run on the same draws, so that nothing but the law differs: what changes, which causes and criteria
    take the titles, who bears it, and which clusters' fates flip.
    """
    from clusterkit.study.comparison import compare as compared

    study = open_study(given)
    out.spare(study.portfolio.source)
    if both_enforcements:
        study = _both(study, given)
    with progress_bar(given.lang, "比较", "comparing") as progress:
        found = compared(study, against, stopping=stopping, progress=progress)

    def workbook(path: Path) -> Path:
        from clusterkit.report.workbook.comparison import write_comparison

        return write_comparison(path, found, first_day(found.study), given.lang)

    with out.written(
        lambda: _long_rows(found), CSV_COLUMNS, lang=given.lang, manifest=found.study.manifest, workbook=workbook
    ):
        _print(found, given)
        if found.precision is not None:
            tell_precision(found.precision, given)


def _print(found: Comparison, given: StudyOptions) -> None:
    if given.form == "json":
        from clusterkit.study.redline import told_by_scenario

        print_json(told_by_scenario(found.as_dict(), found.study))
    elif given.form == "csv":
        print_csv(_long_rows(found), CSV_COLUMNS)
    else:
        from clusterkit.report.compare import print_comparison

        print_comparison(console(given.lang), found, given.lang)


def _both(study: Study, given: StudyOptions) -> Study:
    from clusterkit.plugins import Plugins
    from clusterkit.simulation.enforcement import AS_WRITTEN
    from clusterkit.study.calibration import enforcement_of
    from clusterkit.study.comparison import side_by_side

    calibrated = next((one.enforcement for one in study.scenarios if one.enforcement != AS_WRITTEN), None)
    both = side_by_side(
        study, calibrated or enforcement_of("calibrated", given.calibration, Plugins(selection=chosen_plugins()))
    )
    tell_calibrations(both, given)
    return both


def _long_rows(found: Comparison) -> list[dict[str, object]]:
    tables = {
        "difference": found.difference_rows(),
        "holder_difference": found.holder_difference_rows(),
        "loss_difference": found.loss_difference_rows(),
        "saved": found.saved_rows(),
        "burden": found.burden_rows(),
        "flip": found.flip_rows(),
    }
    return [{"table": table, **row} for table, rows in tables.items() for row in rows]
