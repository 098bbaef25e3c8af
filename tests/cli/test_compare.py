"""`clusterkit compare`: what it prints, the keys that programs read, what it refuses."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Console, Run

pytestmark = pytest.mark.usefixtures("site")

Refused = Callable[..., str]

SHORT = ("--years", "4", "--replications", "20")
HIGHER = ("--set", "zone.output_min=12.5")
HEAD = {"scenario", "against", "policy"}
ESTIMATE = {"mean", "low", "high"}
FLIP = {
    *HEAD, "cluster_id", "share", "low", "high", "lost", "kept", "sooner", "later", "cause", "criterion",
    "citation", "margin", "unit",
}  # fmt: skip

CALIBRATION = {
    "policy": "zone", "pardon": 0.5, "low": 0.25, "high": 0.75, "confidence": 0.95, "observed": 97,
    "reviewed": 100, "fitted": 0.97, "strict": 0.6, "fit": 1.0, "data_points": 1, "source": "an invented outcome",
}  # fmt: skip

STUDY = """
years = 4
replications = 20

[[scenario]]
name = "lower"
set = { "zone.output_min" = 9 }

[[scenario]]
name = "higher"
set = { "zone.output_min" = 12.5 }
"""


SOONER = """
years = 5
replications = 20

[[scenario]]
name = "at once"
set = { "zone.output_min" = 99 }

[[scenario]]
name = "in 2028"
set = { "zone.output_min" = [{ from = 2028-01-01, value = 99 }] }
"""
"""Two laws under which every title is lost in the end, on different days."""


@pytest.fixture
def calibration(here: Path) -> Path:
    """Have the file of a calibration in the working folder."""
    path = here / "calibration.json"
    path.write_text(json.dumps({"calibrations": [CALIBRATION]}), encoding="utf-8")
    return path


def asked(run: Run, *words: object) -> Any:
    said = run("compare", *words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


# For programs -------------------------------------------------------------------------------------


def test_the_output_is_that_of_simulate_and_what_differs(run: Run) -> None:
    told = asked(run, *SHORT, *HIGHER)
    simulated = json.loads(run("simulate", *SHORT, *HIGHER, "--format", "json").out)
    assert [one | {"enforcement": "as_written"} for one in simulated["scenarios"]] == told["scenarios"]
    assert told["differences"] == simulated["differences"]
    assert set(told["manifest"]) < set(simulated["manifest"])  # beyond it, what `reproduce` needs


def test_the_keys_of_every_table(run: Run) -> None:
    told = asked(run, *SHORT, *HIGHER)
    keys = {name: {frozenset(row) for row in told[name]} for name in told if name not in {"manifest", "scenarios"}}
    assert keys == {
        "differences": {frozenset({*HEAD, "year", *ESTIMATE})},
        "holder_differences": {frozenset({*HEAD, "year", "status", *ESTIMATE})},
        "loss_differences": {frozenset({*HEAD, "cause", "criterion", "citation", *ESTIMATE})},
        "saved": {frozenset({*HEAD, "year", "replications", "independent", "saved"})},
        "burden": {frozenset({*HEAD, "by", "group", "clusters", "few", "measure", "span", *ESTIMATE})},
        "flips": {frozenset(FLIP)},
    }


def test_flips_name_cluster_clause_and_margin(run: Run) -> None:
    first = asked(run, *SHORT, *HIGHER)["flips"][0]
    assert (first["criterion"], first["citation"], first["unit"]) == ("zone.output_min", "第二条(二)", "亿元")
    assert first["margin"] < 0
    assert first["share"] == first["lost"] > 0


def test_csv_has_one_table_with_its_names_in_the_first_column(run: Run) -> None:
    said = run("compare", *SHORT, *HIGHER, "--format", "csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert list(dict.fromkeys(row["table"] for row in rows)) == [
        "difference", "holder_difference", "loss_difference", "saved", "burden", "flip",
    ]  # fmt: skip
    told = asked(run, *SHORT, *HIGHER)
    flips = [row for row in rows if row["table"] == "flip"]
    assert [(row["cluster_id"], float(row["share"])) for row in flips] == [
        (row["cluster_id"], row["share"]) for row in told["flips"]
    ]
    assert all("; " in row["span"] for row in rows if row["by"] == "size")


def test_two_runs_print_the_same_bytes(console: Console) -> None:
    words = ("compare", *SHORT, "--jurisdiction", "zone", *HIGHER, "--format", "json")
    first, again = (console.run(*words, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.returncode == 0
    assert first.stdout == again.stdout


# Which with which ---------------------------------------------------------------------------------


@pytest.fixture
def study_file(here: Path) -> Path:
    """Have a study of two scenarios in the working folder."""
    (here / "study.toml").write_text(STUDY, encoding="utf-8")
    return Path("study.toml")


@pytest.mark.parametrize("words, baseline", [((), "baseline"), (("--against", "higher"), "higher")])
def test_a_study_file_names_its_scenarios(run: Run, study_file: Path, words: tuple[str, ...], baseline: str) -> None:
    told = asked(run, study_file, *words)
    assert told["scenarios"][0]["name"] == baseline
    assert {one["name"] for one in told["scenarios"]} == {"baseline", "lower", "higher"}
    assert {row["against"] for row in told["flips"]} == {baseline}


def test_both_enforcements_stand_side_by_side(run: Run, calibration: Path) -> None:
    told = asked(run, *SHORT, *HIGHER, "--both-enforcements", "--calibration", calibration)
    assert [(one["name"], one["enforcement"]) for one in told["scenarios"]] == [
        ("baseline", "as_written"), ("baseline (calibrated)", "calibrated"),
        ("what-if", "as_written"), ("what-if (calibrated)", "calibrated"),
    ]  # fmt: skip
    assert {(row["scenario"], row["against"]) for row in told["differences"]} == {
        ("baseline (calibrated)", "baseline"), ("what-if", "baseline"),
        ("what-if (calibrated)", "baseline (calibrated)"),
    }  # fmt: skip
    assert any(one["key"] == "zone.pardon" for one in told["manifest"]["assumptions"])


def test_both_enforcements_alone_are_two_scenarios(run: Run, calibration: Path) -> None:
    told = asked(run, *SHORT, "--both-enforcements", "--calibration", calibration)
    assert [one["name"] for one in told["scenarios"]] == ["baseline", "baseline (calibrated)"]


# For people ---------------------------------------------------------------------------------------


def test_the_table_says_what_differs_for_whom_and_what_was_saved(run: Run) -> None:
    said = run("compare", *SHORT, *HIGHER)
    assert (said.code, said.err) == (0, "")
    for told in (
        "20 replications, seed 1",
        "what-if − baseline: clusters of the zone [zone]",
        "common random numbers: the difference at the end of 2029 took 20 replications",
        "output in each year (zone.output_min)",
        "who bears it: change of retention at the end, by group",
        "* fewer than three clusters",
        "share of the replications",
        "assumptions in use (ASSUMED)",
    ):
        assert told in said.out


def test_the_table_speaks_chinese(run: Run) -> None:
    said = run("compare", *SHORT, *HIGHER, "--lang", "zh").out
    for told in (
        "示范区集群",
        "留存率差(百分点)",
        "谁受影响",
        "期末结果改变的集群",
        "共同随机数",
        "总产值",
        "平均余量",
    ):
        assert told in said


def test_the_table_says_so_where_nothing_differs(run: Run) -> None:
    said = run("compare", *SHORT, "--set", "zone.output_min=10")
    assert "nothing differs: every replication ends the same" in said.out
    assert "who bears it" not in said.out


def test_one_replication_has_no_intervals_and_saves_nothing(run: Run) -> None:
    said = run("compare", "--years", "4", "--replications", "1", *HIGHER)
    assert "or there is only one; nothing to save" in said.out
    assert "—" in said.out


@pytest.mark.parametrize(
    "setting, margin", [("zone.sme_share=0.65", r"-\d+\.\d\d points"), ("zone.gradient.second=13", "—")]
)
def test_a_margin_stands_in_its_unit_where_there_is_one(run: Run, setting: str, margin: str) -> None:
    said = run("compare", *SHORT, "--set", setting, "--set", "zone.gradient.first=2")
    flips = said.out.partition("share of the replications")[2].partition("assumptions in use")[0]
    assert re.search(rf"{margin} *$", flips, re.MULTILINE)


def test_what_only_comes_sooner_flips_nothing(run: Run, here: Path) -> None:
    (here / "study.toml").write_text(SOONER, encoding="utf-8")
    said = run("compare", "study.toml", "--against", "at once")
    parts = said.out.split(" − at once: ")
    assert len(parts) == 3
    assert "no cluster's fate at the end flips" not in parts[1]
    assert "no cluster's fate at the end flips" in parts[2]


def test_long_lists_are_cut_and_say_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterkit.report.compare.MOST_FLIPS", 1)
    said = run("compare", *SHORT, *HIGHER)
    assert "rows left out here: " in said.out


# What is refused ----------------------------------------------------------------------------------


def test_one_scenario_is_nothing_to_compare(refused: Refused) -> None:
    assert refused("compare", *SHORT) == (
        "error: there is only baseline to compare: change the law with --set LEVER=VALUE, "
        "or name a study file with several scenarios\n"
    )


def test_an_unknown_baseline_answers_with_the_nearest(refused: Refused) -> None:
    told = refused("compare", *SHORT, *HIGHER, "--against", "whatif")
    assert told == "error: unknown scenario: whatif; did you mean what-if?\n"


def test_an_unknown_lever_answers_with_the_nearest(refused: Refused) -> None:
    assert "unknown lever: zone.output_mim; did you mean zone.output_min?" in refused(
        "compare", "--set", "zone.output_mim=3"
    )


def test_without_a_calibration_there_is_no_other_enforcement(refused: Refused) -> None:
    assert "no plugin brings a calibration" in refused("compare", *SHORT, *HIGHER, "--both-enforcements")
