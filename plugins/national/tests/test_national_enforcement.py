"""The leniency of the national re-review: what the plugin brings is what its study fits, and what its page says."""

from __future__ import annotations

import csv
import json
import re
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from clusterkit.cli.main import main
from clusterkit.plugins import Plugins
from clusterkit.portfolio import load_portfolio
from clusterkit.study.fit import calibrate
from clusterkit.study.published import PublishedOutcome, read_outcomes
from clusterkit.study.simulate import Study, prepare
from clusterkit.study.study_file import read_study
from clusterkit_national.batch import batch_2022
from clusterkit_national.enforcement import LAST_YEAR, admitted_batch, calibrations
from clusterkit_national.requirements import REQUIREMENTS

Outcomes = tuple[PublishedOutcome, ...]


@pytest.fixture(scope="module")
def folder(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.rootpath / "simulations" / "national_2022_batch"


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> Outcomes:
    return read_outcomes(folder / "outcome.csv", ["national"])


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    """The study as written, on the batch that the plugin draws."""
    plugins = Plugins()
    asked = read_study(folder / "scenario.toml", plugins)
    ready = prepare(admitted_batch(), **asked.settings, plugins=plugins)
    return ready.with_scenarios(ready.scenarios[:1])


def test_the_plugin_brings_what_the_study_fits(study: Study, outcomes: Outcomes) -> None:
    (fit,) = calibrate(study, outcomes)
    assert calibrations() == (fit.calibration,)
    assert Plugins().calibrations == calibrations()


def test_the_outcome_is_the_published_one(outcomes: Outcomes, pytestconfig: pytest.Config) -> None:
    path = pytestconfig.rootpath / "docs" / "data" / "retention_outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        published = next(row for row in csv.DictReader(file) if "characteristic industrial clusters" in row["scheme"])
    (outcome,) = outcomes
    assert (str(outcome.reviewed), str(outcome.kept)) == (published["n_reviewed"], published["n_retained"])
    assert str(outcome.reviewed_in) == published["review_year"]
    assert outcome.source.startswith(f"retention_outcomes.csv: {published['scheme']}")


def test_the_portfolio_of_the_study_is_the_batch_as_it_was_admitted(folder: Path) -> None:
    tables = load_portfolio(folder / "portfolio", indicators=REQUIREMENTS)
    assert tables.sha256 == admitted_batch().sha256
    assert tables.illustrative


def test_the_batch_as_admitted_is_the_batch_without_what_came_after() -> None:
    admitted, whole = admitted_batch(), batch_2022()
    assert admitted.default_start == date(LAST_YEAR + 1, 1, 1)
    held = admitted.held("national")
    assert {date.fromordinal(int(day)) for day in held.certified_on} == {date(2023, 1, 1)}
    assert np.array_equal(held.expires_on, whole.held("national").expires_on)
    output = admitted.observations["output_value"]
    assert np.array_equal(output, whole.observations["output_value"][: len(output)])


def test_growth_after_admission_is_the_published_one(study: Study) -> None:
    mean = study.inputs()["national.output_value.mean"].value
    assert mean == pytest.approx((np.log(1.1378) + np.log(1.086)) / 2, abs=1e-4)
    assert study.inputs()["national.macro_sd"].value == 0.0


def test_strict_reading_keeps_far_fewer_in_any_run_than_were_kept(study: Study, outcomes: Outcomes) -> None:
    (fit,) = calibrate(evolve(study, replications=200), outcomes)
    (beside,) = fit.outcomes
    assert beside.strict.high < 97
    assert beside.strict.mean < 80
    assert beside.fitted.low < 97 < beside.fitted.high
    assert fit.calibration.high == 1.0


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_other_draws_of_the_batch_say_the_same(seed: int, study: Study, outcomes: Outcomes) -> None:
    inputs = {name: study.inputs()[name].value for name in ("national.output_value.mean", "national.macro_sd")}
    other = prepare(admitted_batch(seed), years=3, replications=1000, inputs=inputs, plugins=Plugins())
    (fit,) = calibrate(other, outcomes)
    assert 0.9595 <= fit.calibration.pardon <= 0.9655
    assert 69.15 <= 100 * fit.calibration.strict <= 72.85


def test_the_page_of_the_study_says_what_was_found(folder: Path) -> None:
    page = (folder / "README.md").read_text(encoding="utf-8")
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = re.findall(r"^\| [^|]+ \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|$", page, re.MULTILINE)
    varied = [row for row in rows if row["table"] == "variant"]
    assert told == [
        (f"{float(row['strict']):.1f}", *(f"{float(row[key]):.3f}" for key in ("pardon", "low", "high")))
        for row in varied
    ]
    fitted, beside = rows[0], rows[1]
    pardon, low, high = (f"{float(fitted[key]):.3f}" for key in ("pardon", "low", "high"))
    assert f"**{pardon}, 95 % interval {low}\nto {high}**" in page
    for name, key in (("as written", "strict"), ("calibrated", "calibrated")):
        span = f"{beside[f'{key}_low']} to {beside[f'{key}_high']}"
        assert f"| {name} | {float(beside[key]):.1f} | {span} |" in page


def test_a_calibrated_run_needs_no_file_and_a_borrowed_one_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def printed(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["clusterkit", "simulate", "--enforcement", "calibrated", *words])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 0
        return capsys.readouterr().out

    short = ("--years", "2", "--replications", "20")
    manifest = json.loads(printed("-j", "national", *short, "--format", "json"))["manifest"]
    assert manifest["calibrations"] == [one.as_dict() for one in calibrations()]
    assert "calibration of national borrowed" in printed("-j", "zhuhai", *short, "--lang", "en")
