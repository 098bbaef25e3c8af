"""`clusterkit simulate`: nine years of the law on real dates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import console, note, print_csv, print_json
from clusterkit.cli.precision_options import precision_options, run_precisely, tell_precision
from clusterkit.cli.run_options import SOME_FAILED, RunOptions, run_options, tell_failures
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.simulation.results import Results
    from clusterkit.study.precision import Stopping
    from clusterkit.study.simulate import Study

_EXAMPLES = """\b
Examples:
  clusterkit simulate --years 9
  clusterkit simulate my.xlsx --jurisdiction PLACE
  clusterkit simulate --set PLACE.output_min=40 --set PLACE.output_min=45@2029-01-01
  clusterkit simulate my_folder --replications 1000 --format json > result.json
  clusterkit simulate --precision 0.5pp --confidence 90 --max-replications 5000
  clusterkit simulate --trace trace --trace-replications 5
  clusterkit simulate my.xlsx --replications 20000 --run big --workers 2
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
@precision_options
@run_options
def simulate(
    given: StudyOptions,
    trace: Path | None,
    trace_replications: int,
    stopping: Stopping | None,
    durable: RunOptions,
) -> None:
    """Simulate a PORTFOLIO (folder or workbook) or a study file; without one, illustrative clusters.

    With --set, the law as it is and the changed one are run on the same draws, and the paired
    difference is shown.
    """
    if trace is not None:
        _check_trace(trace, trace_replications)
        if stopping is not None:
            raise InputError("--trace and --precision do not go together: trace a run of stated replications")
    if durable.asked:
        _keep(given, durable, trace, stopping)
        return
    study, precision = open_study(given), None
    with progress_bar(given.lang) as progress:
        if stopping is None:
            outcome = study.run(progress=progress, trace=trace, trace_replications=trace_replications)
        else:
            study, outcome, precision = run_precisely(study, stopping, progress)
    print_results(outcome, study, given)
    if precision is not None:
        tell_precision(precision, given)
    if trace is not None:
        note(f"trace: {trace}")


def print_results(found: Results, study: Study, given: StudyOptions) -> None:
    """Print what a run found, in the form that was asked for."""
    if given.form == "json":
        print_json(machine_readable(found, study))
    elif given.form == "csv":
        print_csv(_long_rows(found), CSV_COLUMNS)
    else:
        from clusterkit.report.terminal import print_outcome

        print_outcome(console(given.lang), found, study, given.lang)


def machine_readable(found: Results, study: Study) -> dict[str, Any]:
    """Return what `simulate` prints as JSON."""
    from clusterkit.study.redline import told_by_scenario

    return told_by_scenario(found.as_dict(study.changes()), study)


def _keep(given: StudyOptions, durable: RunOptions, trace: Path | None, stopping: Stopping | None) -> None:
    """Run block by block, in a folder or by several workers."""
    if trace is not None or stopping is not None:
        raise InputError("--run, --workers, --engine and --shard go neither with --trace nor with --precision")
    durable.checked_engine(), durable.checked_shard()
    study = open_study(given)
    with progress_bar(given.lang) as progress:
        found = durable.compute(study, progress)
    if found is None:
        note(f"this shard is done; `clusterkit collect {durable.folder}` adds up the run once all are")
        return
    if durable.folder is not None:
        keep_result(durable.folder, machine_readable(found, study))
    if found.replications:
        print_results(found, study, given)
    tell_failures(found)
    if found.manifest["replications_failed"]:
        click.get_current_context().exit(SOME_FAILED)


def keep_result(folder: Path, result: dict[str, Any]) -> None:
    """Write the result of a run into its folder."""
    from clusterkit.runs.folder import RESULT, RunFolder

    RunFolder(folder).write(RESULT, (json.dumps(result, ensure_ascii=False, indent=2) + "\n").encode())


def _check_trace(folder: Path, replications: int) -> None:
    """Refuse what the trace could not be written to before the run, not after it."""
    if replications < 1:
        raise InputError(f"--trace-replications {replications}: a trace holds at least one replication")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists already: name a new or an empty folder for the trace")


def _long_rows(outcome: Results) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index, name in enumerate(outcome.scenarios):
        for key in outcome.keys:
            head = {"scenario": name, "policy": key}
            rows += [{**head, "table": "retention", **row} for row in outcome.retention_rows(key, index)]
            rows += [{**head, "table": "holders", **row} for row in outcome.holder_rows(key, index)]
            rows += [{**head, "table": "losses", **row} for row in outcome.loss_rows(key, index)]
    return rows + [{"table": "difference", **row} for row in outcome.difference_rows()]
