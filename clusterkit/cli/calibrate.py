"""`clusterkit calibrate`: how lenient reviews have been, fitted to what was published of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import console, note, print_csv, print_json
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clusterkit.study.fit import Fit
    from clusterkit.study.variants import Variant

_EXAMPLES = """\b
Examples:
  clusterkit calibrate my_folder --outcome outcome.csv
  clusterkit calibrate my_folder --outcome outcome.csv --write calibration.json
  clusterkit calibrate study.toml --outcome outcome.csv --vary PLACE.no_application=0:0.02
  clusterkit simulate my_folder --calibration calibration.json
"""
CSV_COLUMNS = (
    "table", "policy", "input", "value", "certified_in", "reviewed_in", "reviewed", "kept", "strict", "strict_low",
    "strict_high", "calibrated", "calibrated_low", "calibrated_high", "pardon", "low", "high", "confidence", "fit",
    "data_points", "simulation_error", "source", "refused",
)  # fmt: skip
CONFIDENCE = (50.0, 99.9)
"""Per cent: below it is no confidence, and above it the replications of a run say nothing."""


@click.command(epilog=_EXAMPLES)
@study_options
@click.option(
    "--outcome",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV of published outcomes: policy, certified_in, reviewed_in, reviewed, kept, source.",
)
@click.option("--confidence", default=95.0, show_default=True, help="Of the interval, in per cent.")
@click.option(
    "--vary",
    multiple=True,
    metavar="INPUT=LOW:HIGH",
    help="Fit again with an input of the dynamics at other values; may be given several times.",
)
@click.option("--write", type=click.Path(path_type=Path), help="Write the calibration to a new file.")
def calibrate(given: StudyOptions, outcome: Path, confidence: float, vary: tuple[str, ...], write: Path | None) -> None:
    """Fit how lenient reviews have been, from a PORTFOLIO of the titles that were reviewed and what became of them.

    One number is fitted: the chance that a review pardons one shortfall. It comes with its interval, with
    what the law as written would have kept, and with the number of published outcomes behind it.
    """
    from clusterkit.study.calibration import check_new, write_calibrations
    from clusterkit.study.first_reviews import as_far_as
    from clusterkit.study.fit import calibrate as fitted
    from clusterkit.study.published import read_outcomes
    from clusterkit.study.variants import Variation, variants

    _check(given, confidence)
    if write is not None:
        check_new(write)
    study = open_study(given, one_law=True)
    outcomes = read_outcomes(outcome, [policy.key for policy in study.plan.policies])
    study = as_far_as(study, outcomes)
    variations = [Variation.parse(text, study.inputs()) for text in vary]
    share = confidence / 100
    with progress_bar(given.lang, "校准", "calibrating") as progress:
        fits = fitted(study, outcomes, confidence=share, progress=progress)
        others = variants(study, outcomes, variations, confidence=share, progress=progress)
    if write is not None:
        write_calibrations([one.calibration for one in fits], write)
        note(f"calibration: {write}")
    if given.form == "json":
        told = {"fits": [one.as_dict() for one in fits], "variants": [one.as_dict() for one in others]}
        print_json({"manifest": study.manifest(), **told})
    elif given.form == "csv":
        print_csv(_long_rows(fits, others), CSV_COLUMNS)
    else:
        from clusterkit.report.calibration import print_fits

        print_fits(console(given.lang), study, fits, others, given.lang)


def _check(given: StudyOptions, confidence: float) -> None:
    if given.calibration is not None or given.enforcement != "as_written":
        raise InputError("calibrate finds out how lenient reviews are: leave --enforcement and --calibration out")
    if not CONFIDENCE[0] <= confidence <= CONFIDENCE[1]:
        raise InputError(f"--confidence {confidence:g}: per cent, from {CONFIDENCE[0]:g} to {CONFIDENCE[1]:g}")


def _long_rows(fits: Sequence[Fit], others: Sequence[Variant]) -> list[dict[str, Any]]:
    rows = [_calibration_row("calibration", one) for one in fits]
    for one in fits:
        for beside in one.outcomes:
            expected = {
                "strict": beside.strict.mean, "strict_low": beside.strict.low, "strict_high": beside.strict.high,
                "calibrated": beside.fitted.mean, "calibrated_low": beside.fitted.low,
                "calibrated_high": beside.fitted.high,
            }  # fmt: skip
            rows.append({"table": "outcome", **beside.outcome.as_dict(), **expected, "fit": beside.fit})
    for other in others:
        head = {"input": other.input, "value": other.value}
        rows += [{**_calibration_row("variant", one), **head} for one in other.fits]
        if other.refused:
            rows.append({"table": "variant", **head, "refused": other.refused})
    return rows


def _calibration_row(table: str, one: Fit) -> dict[str, Any]:
    """Return a calibration as a row; what is expected are numbers of titles, as in the other rows."""
    held = one.calibration
    expected = {"kept": held.observed, "strict": held.strict * held.reviewed, "calibrated": held.fitted * held.reviewed}
    return {"table": table, **held.as_dict(), **expected, "simulation_error": one.simulation_error}
