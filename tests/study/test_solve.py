"""Thresholds: planted ones are found, and it is said where there is none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.provisions import Change
from clusterkit.study.frontier import frontier, frontier_values
from clusterkit.study.scenario import Scenario
from clusterkit.study.solve import CUT, EVERYWHERE, FLAT, RESOLUTION, UNEVEN, UNSURE, Solution, lever_of, solve
from tests.study.planted import CHAMPIONS, FLOOR, kept, planted, study

STUDY = study()


def solved(goal: str, lever: str = FLOOR, **more: Any) -> Solution:
    return solve(STUDY, goal, lever, **more)


def test_the_planted_threshold_is_the_one_of_the_goal() -> None:
    for share in (0.2, 0.8, 0.95):
        assert kept(planted(share)) >= share > kept(planted(share) * 1.001)


# Found ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "goal", ["retention@2027 >= 0.8", "moor.retention >= 80%", "holders >= 16", "losses <= 4", "losses:delisted <= 4"]
)
def test_the_same_goal_in_other_words_has_the_same_threshold(goal: str) -> None:
    one, other = solved("retention@2027 >= 0.8"), solved(goal)
    assert (one.status, other.status) == ("found", "found")
    assert (other.low, other.high, other.estimate) == (one.low, one.high, one.estimate)
    assert one.low is not None
    assert one.high is not None
    assert one.low < planted(0.8) < one.high


def test_the_estimate_is_the_last_value_that_meets_the_goal_and_the_next_does_not() -> None:
    found = solved("retention >= 0.8")
    values, means = found.response.values, found.response.means
    place = values.tolist().index(found.estimate)
    assert means[place] >= 0.8 > means[place + 1]
    assert values[place + 1] - values[place] <= RESOLUTION * values[place + 1]
    assert found.side == "highest"


def test_the_interval_holds_the_values_at_which_the_goal_lies_within_the_noise() -> None:
    found = solved("retention >= 0.8", confidence=0.9)
    assert found.low is not None
    assert found.high is not None
    for row in found.rows():
        inside = found.low < row["value"] < found.high
        assert inside == (row["low"] < 0.8 <= row["high"])


def test_more_confidence_or_fewer_replications_widen_the_interval() -> None:
    def width(found: Solution) -> float:
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    usual = width(solved("retention >= 0.8"))
    assert width(solved("retention >= 0.8", confidence=0.99)) > 1.2 * usual
    assert width(solve(study(replications=25), "retention >= 0.8", FLOOR)) > 1.5 * usual


@pytest.mark.parametrize("goal, side", [("retention >= 0.8", "highest"), ("retention <= 0.8", "lowest"),
                                        ("losses > 4", "lowest"), ("losses < 4", "highest")])  # fmt: skip
def test_the_threshold_is_the_end_of_the_values_that_meet_the_goal(goal: str, side: str) -> None:
    found = solved(goal)
    assert (found.status, found.side) == ("found", side)
    met = found.goal.met_by(found.response.means)
    values = found.response.values[met]
    assert found.estimate == (values.max() if side == "highest" else values.min())


def test_a_whole_lever_is_solved_for_over_whole_numbers() -> None:
    """Cluster i has i champions: of twenty clusters, sixteen have at least four."""
    still = study(spread=0.0)
    found = solve(still, "retention >= 0.8", CHAMPIONS)
    assert (found.low, found.high, found.estimate) == (4.0, 4.0, 4.0)
    strict = solve(still, "retention > 0.8", CHAMPIONS)
    assert (strict.low, strict.high, strict.estimate) == (3.0, 3.0, 3.0)
    fewer = solve(still, "retention <= 0.8", CHAMPIONS)
    assert (fewer.low, fewer.high, fewer.estimate, fewer.side) == (4.0, 4.0, 4.0, "lowest")
    assert all(value.is_integer() for value in found.response.values)


def test_a_threshold_without_chance_is_found_to_its_resolution() -> None:
    found = solve(study(spread=0.0), "retention >= 0.5", FLOOR)
    assert found.low == found.estimate
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 20.0 <= found.high
    assert found.high - found.low <= RESOLUTION * found.high


def test_it_is_solved_under_the_scenario_of_the_study() -> None:
    lenient = Scenario("lenient", (Change("moor.first_review", 2030.0),))
    found = solve(STUDY.with_scenarios([lenient]), "retention >= 0.8", FLOOR)
    assert (found.note, found.direction) == (FLAT, "flat")
    replaced = Scenario("set", (Change(FLOOR, 1000.0),))
    again = solve(STUDY.with_scenarios([replaced]), "holders >= 16", FLOOR)
    assert (again.low, again.high) == (solved("retention >= 0.8").low, solved("retention >= 0.8").high)


def test_later_changes_of_the_lever_stay() -> None:
    later = date(2027, 1, 1).toordinal()
    dated = Scenario("phased in", (Change(FLOOR, 16.0, later),))
    for goal in ("retention >= 0.8", "holders >= 16"):
        assert solve(STUDY.with_scenarios([dated]), goal, FLOOR).direction == "flat"


def test_the_same_study_gives_the_same_solution() -> None:
    one, other = (json.dumps(solve(study(), "retention >= 0.8", FLOOR).as_dict()) for _ in range(2))
    assert one == other


def test_progress_is_told_to_its_end() -> None:
    told: list[float] = []
    solved("retention >= 0.8", progress=lambda done, total: told.append(done / total))
    assert told[-1] == 1.0
    assert all(0 < one <= 1 for one in told)


@pytest.mark.slow
@pytest.mark.parametrize("goal, share", [("retention@2027 >= 0.8", 0.8)])
def test_a_thousand_intervals_hold_the_planted_threshold(goal: str, share: float) -> None:
    held = 0
    for seed in range(1000):
        found = solve(study(seed=seed), goal, FLOOR)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= planted(share) <= found.high
    assert held >= 930


# Not found --------------------------------------------------------------------------------------


def test_a_goal_that_no_value_reaches_is_out_of_reach() -> None:
    found = solve(study(spread=0.0), "retention >= 0.8", CHAMPIONS, start=5.0)
    assert (found.status, found.low, found.high, found.estimate) == ("not_reachable", None, None, None)
    best = found.at(found.best)
    assert best is not None
    assert (best["value"], best["mean"]) == (5.0, pytest.approx(0.75))
    assert found.note is None


def test_a_goal_missed_by_no_more_than_the_noise_says_so() -> None:
    """At a floor of 20 half of the titles are kept, give or take."""
    means = [solve(study(seed=seed), "retention >= 0.5", FLOOR, start=20.0) for seed in range(10)]
    missed = [one for one in means if one.status == "not_reachable"]
    assert missed
    assert all(one.note == UNSURE for one in missed)


def test_a_lever_that_changes_nothing_meets_the_goal_everywhere_or_nowhere() -> None:
    late = STUDY.with_scenarios([Scenario("late", (Change("moor.first_review", 2050.0),))])
    everywhere = solve(late, "retention >= 0.8", FLOOR)
    assert (everywhere.status, everywhere.low, everywhere.high, everywhere.note) == ("found", 0.0, None, FLAT)
    nowhere = solve(late, "retention <= 0.8", FLOOR)
    assert (nowhere.status, nowhere.low, nowhere.high, nowhere.note) == ("not_reachable", None, None, FLAT)


def test_where_every_value_meets_the_goal_the_strictest_is_the_threshold() -> None:
    found = solved("retention >= 0.8", end=10.0)
    assert (found.status, found.low, found.high, found.estimate) == ("found", 10.0, 10.0, 10.0)
    assert found.note == EVERYWHERE


@pytest.mark.parametrize("goal", ["losses <= 21", "retention >= 0"])
def test_where_the_law_sets_no_end_there_is_none(goal: str) -> None:
    found = solved(goal)
    assert (found.status, found.high, found.note) == ("found", None, EVERYWHERE)
    assert found.low == found.response.values[-1]
    lowest = solved("retention <= 1")
    assert (lowest.side, lowest.low, lowest.high, lowest.note) == ("lowest", 0.0, 0.0, EVERYWHERE)


def test_an_interval_that_reaches_the_end_of_the_range_says_so() -> None:
    wide = solved("retention >= 0.8")
    assert wide.estimate is not None
    found = solved("retention >= 0.8", start=10.0, end=wide.estimate * 1.001)
    assert (found.status, found.note) == ("found", CUT)
    assert found.high == wide.estimate * 1.001
    assert found.low == pytest.approx(wide.low, rel=1e-3)


def test_a_response_that_rises_and_falls_has_no_threshold() -> None:
    """The floor is also the ceiling of a figure of 15: below 15 and far above it nobody keeps the title."""
    found = solve(study(ceiling=True), "retention >= 0.5", FLOOR)
    assert (found.status, found.low, found.high, found.estimate) == ("not_monotone", None, None, None)
    assert found.turn is not None
    rise, fall = found.turn
    assert rise.mean > 0 > fall.mean
    assert rise.start < 15.0 <= rise.end
    assert fall.start >= 15.0
    assert len(found.meets()) == 1
    turn = found.as_dict()["turn"]
    assert turn["rise"]["mean"] == rise.mean


def test_part_of_it_is_monotone_and_has_one() -> None:
    found = solve(study(ceiling=True), "retention >= 0.8", FLOOR, start=15.0)
    assert found.status == "found"
    assert found.estimate == pytest.approx(planted(0.8), rel=0.05)


def test_out_of_reach_stands_before_not_monotone_and_says_both() -> None:
    found = solve(study(ceiling=True), "retention >= 0.999", FLOOR)
    assert (found.status, found.note) == ("not_reachable", UNEVEN)
    assert found.turn is not None


# Refused ----------------------------------------------------------------------------------------


def test_what_cannot_be_solved_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown lever of the run: moor\.revenue; did you mean moor\.revenue_"):
        solved("retention >= 0.8", "moor.revenue")
    with pytest.raises(InputError, match="only a number can be solved for"):
        solved("retention >= 0.8", "moor.review_on")
    with pytest.raises(InputError, match="solve needs at least 10"):
        solve(study(replications=9), "retention >= 0.8", FLOOR)
    with pytest.raises(InputError, match="this study has 2"):
        solve(STUDY.with_scenarios([Scenario("one"), Scenario("other")]), "retention >= 0.8", FLOOR)
    with pytest.raises(InputError, match="is no goal"):
        solved("retention = 0.8")


def test_a_share_of_no_titles_is_refused() -> None:
    nobody = study(clusters=2, certified="")
    with pytest.raises(InputError, match="no cluster is certified at the start"):
        solve(nobody, "retention >= 0.8", FLOOR)


# The frontier -----------------------------------------------------------------------------------


def test_each_row_of_the_frontier_is_the_solution_at_that_value() -> None:
    found = frontier(STUDY, "retention >= 0.5", CHAMPIONS, [0, 4, 15], FLOOR)
    for value, one in zip((0.0, 4.0, 15.0), found.solutions, strict=True):
        alone = solve(STUDY.with_scenarios([Scenario("at", (Change(CHAMPIONS, value),))]), "retention >= 0.5", FLOOR)
        assert one.as_dict() == alone.as_dict()
    told = found.as_dict()
    assert told["lever"] == [CHAMPIONS, FLOOR]
    assert [row["status"] for row in told["frontier"]] == ["found", "found", "not_reachable"]
    assert [row["value"] for row in told["frontier"]] == [0, 4, 15]
    assert told["frontier"][0]["estimate"] > told["frontier"][1]["estimate"]
    assert (told["status"], told["low"], told["high"]) == ("found", None, None)


def test_the_first_lever_of_a_frontier_may_be_a_date() -> None:
    found = frontier(STUDY, "retention >= 0.5", "moor.review_on", [630, 1231], FLOOR)
    assert [row["value"] for row in found.rows()] == ["06-30", "12-31"]


def test_without_values_the_first_lever_is_stepped_around_the_law() -> None:
    assert frontier_values(lever_of(STUDY, FLOOR), None, None, 3) == (5.0, 10.0, 15.0)
    assert frontier_values(lever_of(STUDY, "moor.review_every"), None, None, 30) == tuple(map(float, range(1, 31)))
    assert np.diff(frontier_values(lever_of(STUDY, FLOOR), 8.0, None, 5)).tolist() == [1.75] * 4


@pytest.mark.parametrize(
    "lever, steps, told",
    [(FLOOR, 1, "--steps 1: a frontier needs at least two values"), (CHAMPIONS, 5, "say which values")],
)
def test_what_cannot_be_stepped_through_is_refused(lever: str, steps: int, told: str) -> None:
    with pytest.raises(InputError, match=told):
        frontier_values(lever_of(STUDY, lever), None, None, steps)


def test_a_frontier_is_of_two_levers_under_one_scenario() -> None:
    with pytest.raises(InputError, match="is named twice"):
        frontier(STUDY, "retention >= 0.5", FLOOR, [1.0], FLOOR)
    with pytest.raises(InputError, match="needs values"):
        frontier(STUDY, "retention >= 0.5", CHAMPIONS, [], FLOOR)
    two = STUDY.with_scenarios([Scenario("one"), Scenario("other")])
    with pytest.raises(InputError, match="has 2"):
        frontier(two, "retention >= 0.5", CHAMPIONS, [1], FLOOR)
