"""`clusterkit sensitivity`, as a user meets it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Site

FEW = ("--years", "4", "--replications", "10", "--lang", "en")
TWO = ("--factor", "zone.output_min", "--factor", "zone.output_value.mean")


def found(run: Run, *words: object) -> dict[str, Any]:
    said = run("sensitivity", *FEW, *words, "--format", "json")
    assert (said.code, said.err) == (0, "")
    result: dict[str, Any] = json.loads(said.out)
    return result


def test_the_tornado_is_json_with_its_manifest(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample, *TWO)
    assert (result["method"], result["quantity"], result["unit"]) == ("tornado", "retention@2029", "share")
    assert result["manifest"]["replications"] == 10
    rows = result["factors"]
    assert {row["factor"]: row["kind"] for row in rows} == {
        "zone.output_min": "lever",
        "zone.output_value.mean": "input",
    }
    assert [row["value"] for row in rows if row["factor"] == "zone.output_min"] == [9, 11]
    assert all(row["low"] <= row["mean"] <= row["high"] for row in rows)
    assert all(1 <= row["rank_best"] <= row["rank_worst"] <= 2 for row in rows)


def test_without_factors_it_moves_all_and_says_what_it_leaves_out(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample, "--replications", 2)
    told = {row["factor"] for row in result["factors"]} | {one["factor"] for one in result["left_out"]}
    assert {"zone.output_min", "zone.retention.output_min", "zone.round_on", "zone.macro_sd"} <= told


def test_a_range_and_a_setting_are_heeded(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample, *TWO, "--set", "zone.output_min=12", "--range", "zone.output_value.mean=0:0.2")
    assert result["changes"] == {"zone.output_min": [{"from": None, "value": 12}]}
    values = {(row["factor"], row["now"], row["value"]) for row in result["factors"]}
    assert ("zone.output_min", 12, 13.2) in values
    assert {value for name, _, value in values if name == "zone.output_value.mean"} == {0, 0.2}


def test_csv_has_a_row_for_each_value(site: Site, run: Run, sample: Path) -> None:
    said = run("sensitivity", sample, *TWO, *FEW, "--on", "zone.losses:re_review", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["quantity"] for row in rows] == ["zone.losses:re_review"] * 4
    assert sorted(row["factor"] for row in rows) == sorted(["zone.output_min", "zone.output_value.mean"] * 2)


@pytest.mark.parametrize("method, measures", [("morris", ("mu_star", "sigma")), ("sobol", ("S1", "ST"))])
def test_designs_are_csv_with_their_measures(
    method: str, measures: tuple[str, ...], site: Site, run: Run, sample: Path
) -> None:
    size = {"morris": 4, "sobol": 8}[method]
    said = run("sensitivity", sample, *TWO, *FEW, "--method", method, "--size", size, "--format", "csv")
    assert said.code == 0
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert len(rows) == 2
    for row in rows:
        for name in measures:
            assert float(row[f"{name}_low"]) <= float(row[name]) <= float(row[f"{name}_high"])


@pytest.mark.parametrize("lang, told", [("en", "with nothing moved"), ("zh", "现状")])
@pytest.mark.parametrize("method", ["tornado", "morris", "sobol"])
def test_the_terminal_says_what_was_run_and_what_the_ranks_mean(
    method: str, lang: str, told: str, site: Site, run: Run, sample: Path
) -> None:
    size = {"tornado": (), "morris": ("--size", 4), "sobol": ("--size", 8)}[method]
    said = run(
        "sensitivity", sample, *TWO, *FEW[:-2], "--method", method, *size, "--lang", lang, "--set", "zone.area=90"
    )
    assert said.code == 0
    for word in (
        told,
        "retention@2029",
        "10",
        "zone.output_min",
        "zone.output_value.mean",
        "≤ 100 km² → ≤ 90 km²",
        "ASSUMED",
    ):
        assert word in said.out
    assert ("separate" if lang == "en" else "分不出先后") in said.out


def test_what_has_no_effect_and_what_is_not_moved_are_named(site: Site, run: Run, sample: Path) -> None:
    said = run("sensitivity", sample, *FEW, "--replications", 2)
    assert "no effect in any run" in said.out
    assert "not moved, moves with the same bound at admission (" in said.out
    assert "zone.retention.output_min" in said.out


def test_the_same_command_gives_the_same_bytes(site: Site, run: Run, sample: Path) -> None:
    words = ("sensitivity", sample, *TWO, *FEW, "--method", "morris", "--size", 4, "--seed", 0, "--format", "json")
    assert run(*words).out == run(*words).out


@pytest.mark.parametrize(
    "words, told",
    [
        (("--factor", "zone.output_mn"), "unknown lever or input: zone.output_mn; did you mean zone.output_min?"),
        (("--factor", "zone.macro"), "did you mean zone.macro_sd?"),
        (("--range", "zone.output_min"), "--range zone.output_min: write NAME=LOW:HIGH"),
        (("--range", "zone.output_min=9"), "--range zone.output_min=9: write NAME=LOW:HIGH"),
        (("--range", "zone.output_min=9:9"), "the low end must lie below the high one"),
        (("--range", "zone.area=1:2", "--range", "zone.area=3:4"), "--range zone.area is given twice"),
        (("--on", "retention@1999"), "retention@1999: the run covers 2026 to 2029"),
        (("--on", "happiness"), "'happiness' is no quantity"),
        (("--size", "8"), "--size is of the designs of --method morris and sobol"),
        (("--method", "sobol", "--size", "0", *TWO), "--size 0: Sobol needs a power of two"),
        (("--method", "morris", "--factor", "zone.area"), "name two or more"),
        (("--method", "morris", "--widest", "1"), "--widest 1: morris moves several factors together"),
        (("--method", "morris", "--factor", "zone.area", "--factor", "zone.first_report"), "it is no number to draw"),
        (("--scenario", "tight"), "unknown scenario: tight"),
    ],
)
def test_bad_input_is_one_clear_line(
    words: tuple[str, ...], told: str, site: Site, refused: Callable[..., str], sample: Path
) -> None:
    said = refused("sensitivity", sample, *FEW, *words)
    assert told in said
    assert said.count("\n") == 1
