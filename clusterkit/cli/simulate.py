"""`clusterkit simulate`: nine years of the law on real dates."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, note, print_csv, print_json
from clusterkit.cli.out_options import Out, first_day, out_options
from clusterkit.cli.precision_options import precision_options, run_precisely, tell_precision
from clusterkit.cli.run_options import SOME_FAILED, RunOptions, run_options, tell_kept, telling
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError
from clusterkit.law.text import Text

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.simulation.results import Results
    from clusterkit.simulation.totals import Summary
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
  clusterkit simulate my.xlsx --out results.xlsx
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
@out_options()
def simulate(
    given: StudyOptions,
    out: Out,
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
    if trace is None and stopping is None:
        _by_blocks(given, durable, out)
        return
    if durable.asked:
        raise InputError("--run, --workers, --engine and --shard go neither with --trace nor with --precision")
    study, precision = open_study(given), None
    out.spare(study.portfolio.source)
    with progress_bar(given.lang) as progress:
        if stopping is None:
            outcome = study.run(progress=progress, trace=trace, trace_replications=trace_replications)
        else:
            study, outcome, precision = run_precisely(study, stopping, progress)
    with written(out, outcome, study, given.lang):
        print_results(outcome, study, given.form, given.lang)
        if precision is not None:
            tell_precision(precision, given)
        if trace is not None:
            note(f"trace: {trace}")


def print_results(found: Results, study: Study, form: str, lang: Language) -> None:
    """Print what a run found, in the form that was asked for."""
    if form == "json":
        from clusterkit.runs.result import machine_readable

        print_json(machine_readable(found, study))
    elif form == "csv":
        print_csv(_long_rows(found), CSV_COLUMNS)
    elif found.replications:
        from clusterkit.report.terminal import print_outcome

        print_outcome(console(lang), found, study, lang)


def written(out: Out, found: Results, study: Study, lang: Language) -> AbstractContextManager[None]:
    """Write what a run found to the file that was asked for, and let it be printed; nothing where all of it failed."""
    if not found.replications:
        return nullcontext()

    def workbook(path: Path) -> Path:
        from clusterkit.report.workbook.results import write_results

        return write_results(path, found, study, first_day(study), lang)

    return out.written(
        lambda: _long_rows(found), CSV_COLUMNS, lang=lang, manifest=lambda: found.manifest, workbook=workbook
    )


def print_summary(found: Summary, study: Study, form: str, lang: Language) -> None:
    """Print the result of a run by blocks, with what failed; leave with its exit code where something did."""
    from clusterkit.report.failures import failure_lines, warning_lines

    print_results(found, study, form, lang)
    failed = failure_lines(found.manifest, lang)
    for line in (*warning_lines(found.manifest, lang), *failed):
        note(line)
    if failed:
        click.get_current_context().exit(SOME_FAILED)


def _by_blocks(given: StudyOptions, durable: RunOptions, out: Out) -> None:
    """Run block by block, here or by several workers, and keep the blocks where a folder is named."""
    from clusterkit.report.failures import reason_lines
    from clusterkit.runs.blocks import grouped
    from clusterkit.runs.run import compute, compute_shard

    engine, shard, tell = durable.checked_engine(), durable.checked_shard(), telling(given.lang)
    if shard is not None and out.path is not None:
        raise InputError(f"--out is of the whole run: `clusterkit collect {durable.folder} --out {out.path}` writes it")
    study = open_study(given)
    out.spare(study.portfolio.source)
    try:
        with progress_bar(given.lang) as progress:
            if shard is not None and durable.folder is not None:
                failures = compute_shard(
                    study, durable.folder, shard, engine=engine, progress=progress, tell=tell
                )  # fmt: skip
            else:
                found = compute(study, durable.folder, engine=engine, progress=progress, tell=tell)
    except KeyboardInterrupt:
        if durable.folder is not None:
            tell_kept(durable.folder, given.lang)
        raise
    if shard is None:
        with written(out, found, study, given.lang):
            print_summary(found, study, given.form, given.lang)
        return
    for line in reason_lines(grouped(failures), given.lang):
        note(line)
    if failures:
        click.get_current_context().exit(SOME_FAILED)
    tell(
        Text(
            f"本分片已完成;各分片都完成后用 clusterkit collect {durable.folder} 汇总",
            f"this shard is done; `clusterkit collect {durable.folder}` adds up the run once all are",
        )
    )


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
