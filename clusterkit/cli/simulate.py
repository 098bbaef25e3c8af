"""`clusterkit simulate`: nine years of the law on real dates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, note, print_csv, print_json
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.simulation.outcome import Outcome

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
@study_options
@click.option(
    "--trace", type=click.Path(path_type=Path), help="Write the folder from which every path can be replayed."
)
@click.option("--trace-replications", default=5, show_default=True, help="How many replications the trace holds.")
def simulate(given: StudyOptions, trace: Path | None, trace_replications: int) -> None:
    """Simulate a PORTFOLIO (folder or workbook) or a study file; without one, illustrative clusters.

    With --set, the law as it is and the changed one are run on the same draws, and the paired
    difference is shown.
    """
    if trace is not None:
        _check_trace(trace, trace_replications)
    study = open_study(given)
    with progress_bar(given.lang) as progress:
        outcome = study.run(progress=progress, trace=trace, trace_replications=trace_replications)
    if given.form == "json":
        print_json(outcome.as_dict(study.changes()))
    elif given.form == "csv":
        print_csv(_long_rows(outcome), CSV_COLUMNS)
    else:
        from clusterkit.report.terminal import print_outcome

        print_outcome(console(given.lang), outcome, study, given.lang)
    if trace is not None:
        note(f"trace: {trace}")


def _check_trace(folder: Path, replications: int) -> None:
    """Refuse what the trace could not be written to before the run, not after it."""
    if replications < 1:
        raise InputError(f"--trace-replications {replications}: a trace holds at least one replication")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists already: name a new or an empty folder for the trace")


def _long_rows(outcome: Outcome) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index, name in enumerate(outcome.scenarios):
        for key in outcome.policies:
            head = {"scenario": name, "policy": key}
            rows += [{**head, "table": "retention", **row} for row in outcome.retention_rows(key, index)]
            rows += [{**head, "table": "holders", **row} for row in outcome.holder_rows(key, index)]
            rows += [{**head, "table": "losses", **row} for row in outcome.loss_rows(key, index)]
    return rows + [{"table": "difference", **row} for row in outcome.difference_rows()]
