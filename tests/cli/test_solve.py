"""`clusterkit solve`: what programs read, what people see, and what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")

QUICK = ("--years", "4", "--replications", "20")
FLOOR = ("--lever", "zone.output_min")
SHORT = ("solve", "retention@2029 >= 0.3", *QUICK, *FLOOR)
FIXED = {"manifest", "goal", "lever", "status", "low", "high", "confidence"}
ROW = {"value", "mean", "low", "high"}


def asked(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


# What programs read -----------------------------------------------------------------------------


def test_the_json_has_the_threshold_as_an_interval_with_its_confidence(run: Run) -> None:
    told = asked(run, *SHORT)
    assert set(told) >= FIXED
    assert (told["goal"], told["lever"], told["unit"]) == ("retention@2029 >= 0.3", "zone.output_min", "亿元")
    assert (told["status"], told["confidence"], told["side"]) == ("found", 0.95, "highest")
    assert told["low"] <= told["estimate"] <= told["high"]
    assert told["at_estimate"]["mean"] >= 0.3
    assert told["evaluations"] == len(told["points"])
    assert all(set(row) == ROW for row in told["points"])
    assert told["manifest"]["command"].startswith("clusterkit solve retention@2029 >= 0.3 --years 4")
    assert told["changes"] == {}


def test_every_point_is_what_simulate_says_of_that_value(run: Run) -> None:
    told = asked(run, *SHORT)
    for row in told["points"][::20]:
        found = asked(run, "simulate", *QUICK, "--set", f"zone.output_min={row['value']!r}")
        retention = found["scenarios"][1]["policies"][0]["retention"][-1]
        assert {key: retention[key] for key in ("mean", "low", "high")} == {
            key: pytest.approx(row[key]) for key in ("mean", "low", "high")
        }


def test_confidence_is_a_percentage_or_a_share(run: Run) -> None:
    one, other = (asked(run, *SHORT, "--confidence", text) for text in ("90", "0.9"))
    assert (one["confidence"], one["low"], one["high"]) == (0.9, other["low"], other["high"])
    assert one["high"] - one["low"] <= asked(run, *SHORT)["high"] - asked(run, *SHORT)["low"]


def test_ends_are_read_in_the_levers_unit(run: Run) -> None:
    told = asked(run, "solve", "losses <= 3", *QUICK, "--lever", "zone.sme_share", "--from", "50%", "--to", "0.9")
    assert told["searched"] == [0.5, 0.9]
    told = asked(run, *SHORT, "--from", "5亿元")
    assert told["searched"][0] == 5


def test_settings_stand_beside_the_lever(run: Run) -> None:
    assert "[zone.term_years]" in run(*SHORT, "--set", "zone.term_years=1").out
    told = asked(run, *SHORT, "--set", "zone.term_years=1")
    assert told["changes"] == {"zone.term_years": [{"from": None, "value": 1}]}
    assert told["status"] in {"found", "not_reachable"}


def test_what_is_out_of_reach_says_what_comes_nearest(run: Run) -> None:
    told = asked(run, "solve", "holders > 6", *QUICK, *FLOOR)
    assert (told["status"], told["low"], told["high"], told["estimate"]) == ("not_reachable", None, None, None)
    assert told["best"]["mean"] == max(row["mean"] for row in told["points"])


def test_two_levers_give_the_frontier(run: Run) -> None:
    words = ("solve", "retention >= 0.3", *QUICK, "--lever", "zone.term_years", "--values", "2, 3,4")
    told = asked(run, *words, *FLOOR)
    assert (told["lever"], told["low"], told["high"]) == (["zone.term_years", "zone.output_min"], None, None)
    assert [row["value"] for row in told["frontier"]] == [2, 3, 4]
    assert told["frontier"][1]["status"] == "found"
    assert told["manifest"]["replications"] == 20


def test_without_values_the_frontier_steps_around_the_law(run: Run) -> None:
    words = ("solve", "retention >= 0.3", *QUICK, *FLOOR, "--steps", "2", "--lever", "zone.sme_share")
    assert [row["value"] for row in asked(run, *words)["frontier"]] == [5, 15]


def test_the_csv_has_the_solution_then_its_points(run: Run) -> None:
    rows = list(csv.DictReader(run(*SHORT, "--format", "csv").out.splitlines()))
    assert [row["table"] for row in rows[:2]] == ["solution", "points"]
    assert (rows[0]["status"], rows[0]["lever"]) == ("found", "zone.output_min")
    assert float(rows[0]["low"]) <= float(rows[0]["estimate"]) <= float(rows[0]["high"])
    assert all(row["mean"] for row in rows[1:])


def test_the_csv_of_a_frontier_has_a_row_for_each_value(run: Run) -> None:
    words = ("solve", "retention >= 0.3", *QUICK, "--lever", "zone.term_years", "--values", "2,3", *FLOOR)
    rows = list(csv.DictReader(run(*words, "--format", "csv").out.splitlines()))
    assert [(row["table"], row["value"]) for row in rows] == [("frontier", "2"), ("frontier", "3")]


def test_the_same_command_prints_the_same_bytes(run: Run) -> None:
    assert run(*SHORT, "--format", "json").out == run(*SHORT, "--format", "json").out


# What people see --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "goal, more, told",
    [
        ("retention@2029 >= 0.3", (), "the highest value that meets the goal: "),
        ("retention@2029 <= 0.3", (), "the lowest value that meets the goal: "),
        ("retention >= 0", (), "every value of the range meets the goal"),
        ("holders > 6", (), "no value in the range reaches the goal; nearest is "),
        ("retention >= 0.3", ("--set", "zone.output_min=9"), "on the same draws"),
    ],
)
def test_the_answer_is_a_sentence(run: Run, goal: str, more: tuple[str, ...], told: str) -> None:
    said = run("solve", goal, *QUICK, *FLOOR, *more)
    assert said.code == 0
    assert told in said.out
    assert "bounds applied as written" in said.out
    assert "assumptions in use (ASSUMED)" in said.out
    assert "20 replications, seed 1" in said.out


def test_the_table_marks_the_ends_and_the_estimate(run: Run) -> None:
    out = run(*SHORT).out
    assert " 亿元" in out
    assert "(95% confidence)" in out
    for mark in ("low", "estimate", "high"):
        assert any(line.rstrip().endswith(f" {mark}") for line in out.splitlines())


def test_a_frontier_is_a_table_of_pairs(run: Run) -> None:
    words = ("solve", "retention >= 0.3", *QUICK, "--lever", "zone.term_years", "--values", "1,3", *FLOOR)
    out = run(*words).out
    assert "zone.output_min: 95 % interval" in out
    assert "all on the same draws" in out


def test_a_lever_without_effect_may_have_any_value(run: Run) -> None:
    """In a run of one year nobody is reviewed on fewer champions than in the year before it."""
    out = run("solve", "losses >= 0", "--years", "1", *FLOOR, "--to", "1", "--replications", "10").out
    assert "the lever does not move this quantity" in out
    assert "any value" in out or "0 亿元 – 1 亿元" in out


def test_chinese_is_told_in_chinese(run: Run) -> None:
    assert "恰好满足目标的最高取值: " in run(*SHORT, "--lang", "zh").out
    assert "范围内没有取值能达到目标" in run("solve", "holders > 6", *QUICK, *FLOOR, "--lang", "zh").out


def test_a_portfolio_follows_the_goal(run: Run, sample: Path) -> None:
    told = asked(run, "solve", "retention >= 0.3", sample, *QUICK, *FLOOR)
    assert told["status"] == "found"
    assert told["manifest"]["portfolio"]["clusters"] == 6


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, told",
    [
        (("retention = 0.8", *FLOOR), "error: 'retention = 0.8' is no goal; write a quantity, one of >= <= > <"),
        (("retention >= 80", *FLOOR), "a share lies from 0 to 1; write a share such as 0.80 or 80%"),
        (("zune.retention >= 0.8", *FLOOR), "unknown policy of the run: zune; did you mean zone?"),
        (("retention >= 0.8", "--lever", "zone.outputmin"), "did you mean zone.output_min?"),
        (("retention >= 0.8", "--lever", "zone.report_deadline"), "only a number can be solved for"),
        (("retention >= 0.8", *FLOOR, "--from", "50", "--to", "40"), "the range from 50 to 40 is empty"),
        (("retention >= 0.8", *FLOOR, "--from", "-5"), "its legal range is from 0 to ∞ 亿元"),
        (("retention >= 0.8", *FLOOR, "--to", "5%"), "the unit is 亿元, not a percentage"),
        (("retention >= 0.8", "--lever", "zone.area_binding", "--to", "yes"), "an end of the range is a number"),
        (("retention >= 0.8", *FLOOR, "--confidence", "20"), "choose a percentage from 50 to 99.99"),
        (("retention >= 0.8", *FLOOR, "--confidence", "high"), "write a percentage such as 95"),
        (("retention >= 0.8", *FLOOR, "--replications", "3"), "solve needs at least 10"),
        (("retention >= 0.8", *FLOOR, "--steps", "3"), "are of the first of two levers"),
        (("retention >= 0.8", *FLOOR, *FLOOR), "is named twice"),
        (("retention >= 0.8", *FLOOR, "--lever", "zone.sme_share", "--steps", "0"), "needs at least two values"),
        (("retention >= 0.8", *FLOOR, "--lever", "zone.sme_share", "--values", ","), "a frontier needs values"),
        (("retention >= 0.8", *FLOOR, "--lever", "zone.sme_share", "--values", "-1"), "its legal range"),
        (("retention >= 0.8", *FLOOR, "--lever", "zone.sme_share", "--values", "1", "--steps", "2"), "one of the two"),
        (("retention >= 0.8", *FLOOR, *FLOOR, *FLOOR), "--lever is given 3 times"),
        (("retention >= 0.8", *FLOOR, "--scenario", "strict"), "unknown scenario: strict"),
    ],
)
def test_bad_input_is_one_clear_line(refused: Callable[..., str], words: tuple[str, ...], told: str) -> None:
    message = refused("solve", *words)
    assert told in message
    assert message.count("\n") == 1
