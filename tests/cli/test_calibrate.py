"""`clusterkit calibrate` as a user meets it: what it prints and writes, what a calibrated run then shows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterkit.portfolio.writing import write_folder
from tests.cli import zone
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")

HEADER = "policy,certified_in,reviewed_in,reviewed,kept,source"
FIGURES = {"pardon", "low", "high", "confidence", "observed", "reviewed", "fitted", "strict", "fit", "data_points"}


@pytest.fixture
def outcome(here: Path) -> Path:
    """Have a published outcome in the working folder: both titles of 2024 passed in 2027."""
    (here / "outcome.csv").write_text(f"{HEADER}\nzone,2024,2027,2,2,gazette\n", encoding="utf-8")
    return Path("outcome.csv")


@pytest.fixture
def calibration(run: Run, sample: Path, outcome: Path) -> Path:
    """Have that outcome's calibration in the working folder."""
    assert run("calibrate", sample, "--outcome", outcome, "--write", "calibration.json").code == 0
    return Path("calibration.json")


def asked(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0
    return json.loads(said.out)


# What it tells ------------------------------------------------------------------------------------


def test_the_table_tells_strict_calibrated_and_observed_with_the_interval_and_the_data(
    run: Run, sample: Path, outcome: Path
) -> None:
    said = run("calibrate", sample, "--outcome", outcome, "--vary", "zone.no_application=0:0.1")
    assert (said.code, said.err) == (0, "")
    for words in (
        "2026-01-01 → 2027-12-31, 6 clusters, 200 replications, seed 1, bounds applied as written",
        "chance that a review pardons one shortfall", "95% interval", "data points", "fit p", "simulation error",
        "as written", "calibrated", "observed", "gazette", "zone.no_application",
        "One published outcome and one parameter", "assumptions in use",
    ):  # fmt: skip
        assert words in said.out
    assert "校准" in run("calibrate", sample, "--outcome", outcome, "--lang", "zh").out


def test_json_holds_the_fits_the_outcomes_and_the_variants(run: Run, sample: Path, outcome: Path) -> None:
    told = asked(run, "calibrate", sample, "--outcome", outcome, "--vary", "zone.no_application=0:0.1")
    assert set(told) == {"manifest", "fits", "variants"}
    assert (told["manifest"]["end"], told["manifest"]["enforcement"]) == ("2027-12-31", "as_written")
    (fit,) = told["fits"]
    assert set(fit["calibration"]) == {"policy", "source", *FIGURES}
    (beside,) = fit["outcomes"]
    assert (beside["reviewed_in"], beside["reviewed"], beside["kept"], beside["source"]) == (2027, 2, 2, "gazette")
    assert beside["strict"]["mean"] < beside["calibrated"]["mean"]
    assert [(one["input"], one["value"]) for one in told["variants"]] == [
        ("zone.no_application", 0.0), ("zone.no_application", 0.1),
    ]  # fmt: skip


def test_csv_is_one_table_of_all_that(run: Run, sample: Path, outcome: Path) -> None:
    said = run("calibrate", sample, "--outcome", outcome, "--vary", "zone.rate.incident=0:5", "--format", "csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert [row["table"] for row in rows] == ["calibration", "outcome", "variant", "variant"]
    assert rows[0]["kept"] == rows[1]["kept"] == "2"
    assert rows[0]["strict"] == rows[1]["strict"]
    assert rows[2]["pardon"]
    assert "no leniency explains 2 of 2" in rows[3]["refused"]


def test_the_same_seed_gives_the_same_bytes(run: Run, sample: Path, outcome: Path) -> None:
    words = ("calibrate", sample, "--outcome", outcome, "--format", "json", "--replications", "50")
    assert run(*words).out == run(*words).out


def test_more_confidence_is_a_wider_interval(run: Run, sample: Path, outcome: Path) -> None:
    outcome.write_text(f"{HEADER}\nzone,2024,2027,2,1,gazette\n", encoding="utf-8")
    words = ("calibrate", sample, "--outcome", outcome, "--confidence")
    highs = [asked(run, *words, level)["fits"][0]["calibration"]["high"] for level in (60, 80, 95)]
    assert highs == sorted(highs)
    assert highs[0] < highs[2]


# What a calibrated run shows ----------------------------------------------------------------------


def test_the_written_calibration_makes_a_run_lenient_and_every_output_says_so(
    run: Run, sample: Path, calibration: Path
) -> None:
    written = asked(run, "simulate", sample)
    lenient = asked(run, "simulate", sample, "--calibration", calibration)
    assert written["manifest"]["calibrations"] == []
    assert lenient["manifest"]["enforcement"] == "calibrated"
    (held,) = lenient["manifest"]["calibrations"]
    assert held == json.loads(calibration.read_text(encoding="utf-8"))["calibrations"][0]
    last = [told["scenarios"][0]["policies"][0]["retention"][-1]["mean"] for told in (written, lenient)]
    assert last[1] > last[0]
    (assumed,) = [one for one in lenient["manifest"]["assumptions"] if one["key"] == "zone.pardon"]
    assert assumed["value"] == held["pardon"]
    assert "data points: 1" in assumed["source"]


def test_the_table_shows_the_pardon_its_interval_its_fit_and_its_data(
    run: Run, sample: Path, calibration: Path
) -> None:
    said = run("simulate", sample, "--calibration", calibration, "--enforcement", "calibrated")
    flat = " ".join(said.out.split())
    assert "reviews pardon shortfalls as calibrated" in flat
    assert "clusters of the zone [zone]: a review pardons each shortfall with chance 1.000 (95% interval " in flat
    assert "of 2 reviewed 2 were kept" in flat
    assert "fit p = 1.00, data points: 1" in flat
    assert "宽限" in run("simulate", sample, "--calibration", calibration, "--lang", "zh").out


def test_csv_holds_the_numbers_alone_and_the_calibration_stands_beside_it(
    run: Run, sample: Path, calibration: Path
) -> None:
    said = run("simulate", sample, "--calibration", calibration, "--format", "csv")
    assert "pardon" not in said.out
    assert "data points: 1" in said.err


def test_a_borrowed_calibration_is_called_borrowed(run: Run, sample: Path, calibration: Path) -> None:
    text = calibration.read_text(encoding="utf-8").replace('"policy": "zone"', '"policy": "moor"')
    calibration.write_text(text, encoding="utf-8")
    said = run("simulate", sample, "--calibration", calibration, "--years", "1")
    assert "clusters of the zone [zone] (calibration of moor borrowed)" in " ".join(said.out.split())


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, fault",
    [
        (("--outcome", "none.csv"), "none.csv: the file cannot be read"),
        (("--outcome", "outcome.csv", "--confidence", "100"), "--confidence 100: per cent, from 50 to 99.9"),
        (("--outcome", "outcome.csv", "--enforcement", "calibrated"), "leave --enforcement and --calibration out"),
        (("--outcome", "outcome.csv", "--vary", "zone.no_aplication=1"), "did you mean zone.no_application?"),
        (("--outcome", "outcome.csv", "--vary", "zone.no_application=much"), "values are numbers (share)"),
        (("--outcome", "outcome.csv", "--years", "1"), "the run covers 2026 to 2026; state --start and --years"),
        (("--outcome", "outcome.csv", "--write", "outcome.csv"), "outcome.csv exists already"),
        (("--outcome", "outcome.csv", "--write", "none/a.json"), "there is no folder none"),
    ],
)
def test_bad_input_is_one_clear_line(
    refused: Callable[..., str], sample: Path, outcome: Path, words: tuple[str, ...], fault: str
) -> None:
    told = refused("calibrate", sample, *words)
    assert fault in told
    assert len(told.strip().splitlines()) <= 2


def test_without_an_outcome_there_is_nothing_to_fit(refused: Callable[..., str], sample: Path) -> None:
    assert "Missing option '--outcome'" in refused("calibrate", sample)


def test_an_outcome_of_more_titles_than_there_are_is_refused(
    refused: Callable[..., str], sample: Path, here: Path
) -> None:
    (here / "outcome.csv").write_text(f"{HEADER}\nzone,2024,2027,100,97,gazette\n", encoding="utf-8")
    assert "100 titles were reviewed, and the portfolio has 2" in refused(
        "calibrate", sample, "--outcome", "outcome.csv"
    )


def test_an_outcome_of_another_measure_is_answered_with_the_nearest(
    refused: Callable[..., str], sample: Path, here: Path
) -> None:
    (here / "outcome.csv").write_text(f"{HEADER}\nzonne,2024,2027,2,2,gazette\n", encoding="utf-8")
    assert "unknown policy of the run: zonne; did you mean zone?" in refused(
        "calibrate", sample, "--outcome", "outcome.csv"
    )


def test_where_there_is_no_fit_nothing_is_written(refused: Callable[..., str], here: Path, outcome: Path) -> None:
    whole = zone.clusterkit_sample_portfolio()
    write_folder(whole.subset(["Z1", "Z3", "Z5"]), here / "three")
    (here / "outcome.csv").write_text(f"{HEADER}\nzone,2023,2026,1,1,gazette\n", encoding="utf-8")
    told = refused("calibrate", "three", "--outcome", outcome, "--write", "calibration.json")
    assert "no title falls short at these reviews" in told
