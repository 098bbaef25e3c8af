"""Sweeps: every point is a run of its own, whichever way it was found; the cliff, slopes and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law import (
    InForce,
    LeverNamespace,
    admit,
    all_of,
    at_least,
    in_round,
    lose,
    meets,
    met,
    not_met,
    otherwise,
    procedure,
    recognised,
    renew,
    unknown,
    when,
)
from clusterkit.law.criterion import Bound
from clusterkit.law.policy import Policy
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement, supposed
from clusterkit.simulation.tile import Plan, run_tile
from clusterkit.study import monotone
from clusterkit.study import sweep as sweeping
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from clusterkit.study.sweep import sweep
from tests.simulation.invented import CITE, LIVELY, MOOR, SMALL, WORDS, ZONE, Cluster, portfolio, scenario, study
from tests.study.swept import CLUSTERS, assert_equal, assert_exact, clusters, lively, tallies_of

HALF = Enforcement((supposed("zone", 0.5), supposed("moor", 0.5)))
FLOOR, SHARE = "zone.output_min", "zone.sme_share"


# Every point is a run of its own ------------------------------------------------------------------

ZONE_BOUNDS = {
    "output_min": [0.0, 5.0, 9.5, 12.0, 14.0, 40.0],
    "output_growth": [-1.0, -0.2, 0.0, 0.04, 0.1, 2.0],
    "sme_share": [0.0, 0.6, 0.62, 0.7, 0.8, 1.0],
    "area": [0.0, 49.0, 50.0, 51.0, 200.0],
    "co2": [0.0, 1.0, 1.3, 1.5, 2.5],
    "patents": [0.0, 80.0, 100.0, 120.0],
    "energy": [0.0, 1.1, 1.2, 1.25, 3.0],
}
FURTHER = (
    (),
    ("zone.incomplete_passes=yes",),
    ("zone.at_once=no",),
    ("zone.review_lag_days=40", "zone.term_years=2"),
    ("zone.in_force_until=2028-05-05", "zone.lapse=ends"),
    ("zone.term_years=1@2028-02-03", "zone.new_rules_at_review=no"),
    ("zone.output_years=1@2029-01-01", "zone.at_once=no@2028-01-01"),
    ("zone.plan_attainment_min=1.0",),
)


@st.composite
def sweeps(draw: st.DrawFn, bounds: dict[str, list[float]], place: str) -> tuple[str, list[float]]:
    """Draw a bound, at admission or at the review alone, and some of its values in any order."""
    name = draw(st.sampled_from(sorted(bounds)))
    values = draw(st.lists(st.sampled_from(bounds[name]), min_size=1, max_size=5))
    return draw(st.sampled_from([f"{place}.{name}", f"{place}.retention.{name}"])), values


@settings(deadline=None, max_examples=60)
@given(
    sweeps(ZONE_BOUNDS, "zone"), st.sampled_from(FURTHER), st.sampled_from(["assume", "unknown"]),
    st.sampled_from([AS_WRITTEN, HALF]), st.integers(0, 3),
)  # fmt: skip
def test_every_value_of_a_bound_reviewed_at_expiry_is_a_run_of_its_own(
    swept: tuple[str, list[float]], further: tuple[str, ...], missing: str, enforcement: Enforcement, seed: int
) -> None:
    one = lively("zone", *further, enforcement=enforcement, missing=missing, seed=seed)
    found = assert_exact(one, swept)
    # Under pardons, a figure that is not known can cost a title that a worse one would not.
    assert found.method == "critical_value" or found.reason == monotone.NOT_MONOTONE
    assert found.method == "critical_value" or (missing, enforcement) == ("unknown", HALF)


@settings(deadline=None, max_examples=15)
@given(
    sweeps({"revenue_min": [0.0, 6.0, 9.0, 12.0, 15.0, 60.0]}, "moor"), st.sampled_from(["assume", "unknown"]),
    st.sampled_from([(), ("moor.review_every=1@2029-01-01", "moor.incomplete_passes=yes")]),
    st.sampled_from([AS_WRITTEN, HALF]),
)  # fmt: skip
def test_every_value_of_a_bound_reviewed_at_intervals_is_a_run_of_its_own(
    swept: tuple[str, list[float]], missing: str, further: tuple[str, ...], enforcement: Enforcement
) -> None:
    found = assert_exact(lively("moor", *further, missing=missing, enforcement=enforcement), swept)
    assert found.method == "critical_value" or found.reason == monotone.NOT_MONOTONE


@pytest.mark.parametrize(
    "swept",
    [
        ("zone.first", [0.0, 1.0, 2.0, 5.0]),
        ("zone.second", [0.0, 8.0, 12.0]),
        ("zone.output_years", [1.0, 2.0, 3.0]),
        ("zone.term_years", [1.0, 3.0, 5.0]),
        ("zone.report_deadline", [131, 331, 630]),
        ("zone.at_once", [True, False]),
        ("zone.growth_mean", ["compound", "yearly"]),
        ("zone.plan_attainment_min", [None, 0.9, 1.1]),
        ("zone.in_force_until", [None, 20280505.0, 20300101.0]),
        ("zone.readmission", [False, True]),
    ],
    ids=lambda swept: swept[0],
)
def test_every_value_of_any_other_lever_is_a_run_of_its_own(swept: tuple[str, list[Any]]) -> None:
    found = assert_exact(lively("zone", "zone.lapse=ends"), swept)
    assert found.method == "scenario_axis"
    assert found.reason is not None


@pytest.mark.parametrize(
    "first, second, method",
    [
        ((FLOOR, [5.0, 10.0, 15.0]), (SHARE, [0.5, 0.7]), "critical_value"),
        ((FLOOR, [5.0, 15.0]), (SHARE, [0.7, 0.5, 0.6]), "critical_value"),
        (("zone.term_years", [5.0, 2.0]), (FLOOR, [5.0, 10.0, 15.0]), "critical_value"),
        (("zone.area_binding", [True, False]), ("zone.area", [40.0, 60.0]), "critical_value"),
        (("zone.output_years", [1.0, 3.0]), (FLOOR, [5.0, 10.0, 15.0]), "scenario_axis"),
        (("zone.at_once", [True, False]), ("zone.report_deadline", [131, 630]), "scenario_axis"),
    ],
)
def test_every_point_of_a_grid_is_a_run_of_its_own(
    first: tuple[str, list[Any]], second: tuple[str, list[Any]], method: str
) -> None:
    assert assert_exact(lively("zone"), first, second).method == method


def test_all_of_a_bounds_values_come_from_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[int] = []

    def counted(plan: Plan, *args: Any, **more: Any) -> Any:
        parts.append(len(plan.provisions))
        return run_tile(plan, *args, **more)

    monkeypatch.setattr("clusterkit.simulation.harness.run_tile", counted)
    found = sweep(lively("zone"), FLOOR, np.linspace(0, 40, 80).tolist())
    assert (len(found.tallies), parts) == (80, [1])


@pytest.mark.parametrize("bound", ["MOST_TITLES", "MOST_COUNTS"])
@pytest.mark.parametrize(
    "axes",
    [
        [("zone.term_years", [1.0, 2.0, 3.0])],
        [(FLOOR, [12.0, 5.0, 9.0])],
        [(FLOOR, [5.0, 9.0, 12.0]), (SHARE, [0.5, 0.7])],
    ],
)
def test_the_parts_in_which_a_sweep_is_run_change_nothing(
    axes: list[tuple[str, list[Any]]], bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, bound, 1)
    told: list[tuple[int, int]] = []
    one = lively("zone")
    assert_exact(one, *axes)
    sweep(one, *axes[0], second=axes[1] if len(axes) > 1 else None, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == len(told)
    assert told == sorted(told)


def test_the_measures_that_a_lever_does_not_touch_stay_as_they_are() -> None:
    both = portfolio(*clusters("zone"), *clusters("moor"))
    one = study(both, models=LIVELY, replications=12)
    found = assert_exact(one, (FLOOR, [5.0, 10.0, 30.0]))
    assert found.method == "critical_value"
    assert len({id(tallies["moor"]) for tallies in found.tallies}) == 1
    assert {slope.policy for slope in found.slopes} == {"zone"}


def test_a_law_that_is_applied_day_by_day_is_followed_as_well() -> None:
    """Its review asks who holds another measure's title, as it stood the day before."""
    crowned = recognised("crown", id="zone.crowned", title=WORDS, cite=CITE)
    assert ZONE.review is not None
    rules = (
        when(unknown & ~meets(crowned), lose("incomplete_review", cite=CITE)),
        when(not_met & ~meets(crowned), lose("re_review", cite=CITE)),
        otherwise(renew()),
    )
    excusing = evolve(ZONE.review, rules=rules)
    law = evolve(ZONE, decisions=tuple(excusing if one is ZONE.review else one for one in ZONE.decisions))
    lever = LeverNamespace("crown")
    asked = all_of(at_least("output_value", lever("floor", 14.0, "亿元", zh="产值", en="output", cite=CITE)))
    on = procedure.round_on(lever, cite=CITE)
    crown = Policy(
        key="crown", title=WORDS, level="province", version="1", in_force=InForce(None, CITE), standard=asked,
        decisions=(in_round(on, asked, when(met, admit()), title=WORDS, cite=CITE),), register=(), scope=("zone",),
    )  # fmt: skip
    one = study(CLUSTERS["zone"], laws=[crown, law], models=LIVELY, replications=8)
    found = assert_exact(one, (FLOOR, [5.0, 10.0, 14.0, 18.0, 40.0]))
    assert found.method == "critical_value"
    assert float(found.tallies[-1]["zone"].retention[-1].mean()) > 0.0  # the crown's are excused


def test_a_base_law_that_is_changed_from_a_day_on_keeps_its_change() -> None:
    one = lively("zone", f"{FLOOR}=30@2028-06-01", f"{FLOOR}=7")
    found = assert_exact(one, (FLOOR, [5.0, 10.0, 15.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.DATED)


# What a sweep says --------------------------------------------------------------------------------


def planted(count: int = 10) -> Study:
    """Return a study whose clusters stand at 11, 12, 13 ... and never move: each unit of the floor costs one."""
    sizes = [11.0 + number for number in range(count)]
    found = [
        Cluster(
            f"c{number:02d}", certified="2024-05-20", figures={"output_value": size, "sme_output_value": size * 0.8}
        )
        for number, size in enumerate(sizes)
    ]
    return study(portfolio(*found), replications=3, years=3)


def test_the_cliff_is_where_retention_falls_fastest_with_the_clusters_near_it() -> None:
    found = sweep(planted(), FLOOR, [5.0, 10.5, 15.5, 16.5, 30.0])
    retention = [float(tallies["zone"].retention[-1].mean()) for tallies in found.tallies]
    assert retention == pytest.approx([1.0, 1.0, 0.5, 0.4, 0.0])
    assert [slope.change.mean for slope in found.slopes] == pytest.approx([0.0, -0.1, -0.1, -0.4 / 13.5])
    cliff = found.cliff()
    assert cliff is not None
    assert (cliff.slope.low, cliff.slope.high, cliff.value) == (10.5, 15.5, 15.5)
    assert cliff.near == 2  # 15 and 16 lie within 5 % of 15.5
    assert (cliff.slope.change.low, cliff.slope.change.high) == pytest.approx((-0.1, -0.1))


def test_the_values_may_come_in_any_order() -> None:
    values = [16.5, 5.0, 30.0, 15.5, 10.5]
    mixed, sorted_ = (sweep(planted(), FLOOR, one) for one in (values, sorted(values)))
    assert mixed.slopes == sorted_.slopes
    assert mixed.cliff() == sorted_.cliff()
    wanted = dict(zip(sorted_.values, sorted_.tallies, strict=True))
    assert_equal([dict(one) for one in mixed.tallies], [dict(wanted[value]) for value in mixed.values])


def test_an_upper_bound_falls_towards_its_lower_values() -> None:
    found = sweep(lively("zone"), "zone.co2", [1.0, 1.3, 1.6, 4.0])
    cliff = found.cliff()
    assert cliff is not None
    assert cliff.slope.change.mean > 0
    assert cliff.value == cliff.slope.low


def test_slopes_are_paired_by_replication() -> None:
    found = sweep(lively("zone", replications=30), FLOOR, [9.0, 12.0])
    (slope,) = found.slopes
    first, last = (tallies["zone"].retention[-1] for tallies in found.tallies)
    assert slope.change.mean == pytest.approx(float((last - first).mean()) / 3)
    assert slope.change.low is not None
    assert slope.change.high is not None
    width = (slope.change.high - slope.change.low) / 2
    assert width == pytest.approx(2.0452 * float((last - first).std(ddof=1)) / np.sqrt(30) / 3, rel=1e-3)


def test_dates_are_told_by_the_day_and_words_have_no_cliff() -> None:
    one = lively("zone", replications=30)
    by_day = sweep(one, "zone.report_deadline", [131, 331])
    change = [float(tallies["zone"].retention[-1].mean()) for tallies in by_day.tallies]
    assert [slope.change.mean for slope in by_day.slopes] == pytest.approx([(change[1] - change[0]) / 59])
    cliff = by_day.cliff()
    assert cliff is not None
    assert (cliff.value, cliff.near) == (131, None)
    in_words = sweep(one, "zone.growth_mean", ["compound", "yearly"])
    assert (in_words.slopes, in_words.cliff()) == ((), None)


def test_a_lever_that_changes_nothing_has_no_cliff() -> None:
    found = sweep(planted(), "zone.patents", [0.0, 0.5, 1.0])
    assert (found.slopes, found.cliff()) == ((), None)


def test_none_asks_nothing_and_has_no_place_on_the_curve() -> None:
    (review,) = (one for one in MOOR.decisions if one.key == "periodic_review")
    assert review.standard is not None
    (bound,) = review.standard.parts
    assert isinstance(bound, Bound)
    asked = evolve(review, standard=all_of(evolve(bound, lever=evolve(bound.lever, optional=True))))
    law = evolve(MOOR, decisions=tuple(asked if one is review else one for one in MOOR.decisions))
    one = study(CLUSTERS["moor"], laws=[law], models=LIVELY, replications=10)
    found = assert_exact(one, ("moor.retention.revenue_min", [30.0, None, 10.0]))
    assert found.method == "critical_value"
    assert found.tallies[1]["moor"].retention[-1].mean() == 1.0
    assert [(slope.low, slope.high) for slope in found.slopes] == [(10.0, 30.0)]


def test_the_machine_readable_output_has_the_shapes_of_simulate() -> None:
    one = lively("zone")
    found = sweep(one, FLOOR, [5.0, 12.0]).as_dict()
    assert (found["lever"], found["method"], found["reason"]) == (FLOOR, "critical_value", None)
    assert [point["value"] for point in found["points"]] == [5, 12]
    for point, value in zip(found["points"], (5.0, 12.0), strict=True):
        own = evolve(scenario("what-if", f"{FLOOR}={value}"))
        outcome = one.with_scenarios([own]).run()
        (policy,) = outcome.as_dict([{}])["scenarios"][0]["policies"]
        del policy["holders"]
        assert point["policies"] == [policy]
    grid = sweep(one, FLOOR, [5.0, 12.0], second=("zone.report_deadline", [131, 331])).as_dict()
    assert grid["lever"] == [FLOOR, "zone.report_deadline"]
    assert [point["value"] for point in grid["points"]] == [[5, "01-31"], [5, "03-31"], [12, "01-31"], [12, "03-31"]]
    assert (grid["slopes"], grid["cliff"]) == ([], None)


def test_the_long_rows_hold_everything() -> None:
    found = sweep(lively("zone"), FLOOR, [5.0, 12.0])
    rows = found.rows()
    assert {row["table"] for row in rows} == {"retention", "losses", "slope"}
    retention = [row for row in rows if row["table"] == "retention"]
    assert len(retention) == 2 * len(found.study.plan.years)
    assert {row["value"] for row in retention} == {5, 12}
    assert [(row["value"], row["to"]) for row in rows if row["table"] == "slope"] == [(5, 12)]


# Refused ------------------------------------------------------------------------------------------


def test_what_cannot_be_swept_is_refused() -> None:
    one = lively("zone")
    with pytest.raises(UnknownNameError, match=r"zone\.output_mim; did you mean zone\.output_min\?"):
        sweep(one, "zone.output_mim", [1.0])
    with pytest.raises(LeverError, match="legal range"):
        sweep(one, FLOOR, [5.0, -1.0])
    with pytest.raises(InputError, match="a sweep needs values"):
        sweep(one, FLOOR, [])
    with pytest.raises(InputError, match="swept twice"):
        sweep(one, FLOOR, [1.0], second=(FLOOR, [2.0]))
    with pytest.raises(InputError, match="several scenarios: one, two; choose one"):
        sweep(one.with_scenarios([Scenario("one"), Scenario("two")]), FLOOR, [5.0])


def test_a_run_without_clusters_of_the_policy_has_an_empty_sweep() -> None:
    others: Sequence[Policy] = [ZONE, MOOR]
    one = study(CLUSTERS["moor"], laws=others, models=LIVELY, replications=2)
    found = assert_exact(one, (FLOOR, [5.0, 12.0]))
    assert [list(tallies) for tallies in found.tallies] == [["moor"], ["moor"]]
    assert found.cliff() is None


def test_candidates_alone_are_no_curve() -> None:
    one = study(portfolio(Cluster("a"), Cluster("b", figures=SMALL)), replications=2)
    found = assert_exact(one, (FLOOR, [5.0, 12.0]))
    assert [tallies["zone"].started for tallies in found.tallies] == [0, 0]
    assert found.cliff() is None
    assert tallies_of(one, [()])[0]["zone"].started == 0
