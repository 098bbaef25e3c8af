"""Comparisons: what a change of the law alone does, with paired intervals, against which baseline, and how sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.simulation.enforcement import AS_WRITTEN, Calibration, Enforcement
from clusterkit.simulation.interval import estimate
from clusterkit.simulation.tally import Row
from clusterkit.study.comparison import Comparison, compare, side_by_side
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, Cluster, against, portfolio, scenario, study
from tests.simulation.runs import assert_same

HEAD = {"scenario": "what-if", "against": "baseline"}


def lively(*settings: str, scenarios: list[Scenario] | None = None, **more: Any) -> Study:
    """Return clusters of two places to which everything happens, under the law and the law under settings."""
    zone = [
        Cluster(f"z{place}", certified=f"{2022 + place % 3}-03-10", figures={"output_value": 12.0 + place})
        for place in range(6)
    ]
    moor = [Cluster(f"m{place}", "moor", certified="2020-01-01") for place in range(3)]
    given = {"scenarios": scenarios or against(*settings), "models": LIVELY, "replications": 60, "years": 6, **more}
    return study(portfolio(*zone, Cluster("z9"), *moor), **given)


def pardoning(pardon: float) -> Enforcement:
    calibration = Calibration(
        policy="zone", pardon=pardon, low=0.0, high=1.0, confidence=0.95, observed=1, reviewed=2, fitted=0.5,
        strict=0.5, fit=1.0, data_points=1, source="ASSUMED: invented",
    )  # fmt: skip
    return Enforcement((calibration,))


def of(rows: list[Row], **wanted: object) -> list[Row]:
    return [row for row in rows if row.items() >= wanted.items()]


def moved(found: Comparison, place: str) -> list[Row]:
    """Return the rows of a place that say that something differs."""
    tables = (found.difference_rows(), found.holder_difference_rows(), found.loss_difference_rows())
    rows = [row for table in (*tables, found.burden_rows()) for row in table]
    return [row for row in rows if row["policy"] == place and (row["mean"], row["low"], row["high"]) != (0, 0, 0)]


# What differs -------------------------------------------------------------------------------------


def test_a_change_that_changes_nothing_changes_nothing_at_all() -> None:
    found = compare(lively("zone.output_min=10"))
    assert moved(found, "zone") == moved(found, "moor") == []
    assert found.flip_rows() == []
    assert {row["independent"] for row in found.saved_rows()} == {None}


def test_a_change_to_one_place_leaves_the_others_alone() -> None:
    found = compare(lively("moor.revenue_min=15"))
    assert moved(found, "moor")
    assert moved(found, "zone") == []
    assert {row["policy"] for row in found.flip_rows()} == {"moor"}


def test_the_change_of_retention_is_that_of_simulate() -> None:
    one = lively("zone.output_min=14", "moor.revenue_min=15")
    assert compare(one).difference_rows() == one.run().difference_rows()


def test_looking_on_changes_no_ones_fate() -> None:
    one = lively("zone.output_min=14")
    assert_same(compare(one).outcome, one.run())


@pytest.mark.parametrize("status, place", [("never", 0), ("certified", 1), ("lost", 2)])
def test_the_change_of_holders_is_paired_by_replication(status: str, place: int) -> None:
    one = lively("zone.output_min=14")
    counts = one.run().policies["zone"].counts[:, place]
    rows = of(compare(one).holder_difference_rows(), **HEAD, policy="zone", status=status)
    assert [row["year"] for row in rows] == list(one.plan.years)
    for row, by_scenario in zip(rows, counts, strict=True):
        expected = estimate((by_scenario[1] - by_scenario[0]).astype(np.float64))
        assert (row["mean"], row["low"], row["high"]) == (expected.mean, expected.low, expected.high)


def test_the_change_of_losses_is_paired_by_replication_for_causes_and_criteria() -> None:
    one = lively("zone.output_min=14", "zone.spare_changes=yes")
    outcome, rows = one.run().policies["zone"], of(compare(one).loss_difference_rows(), **HEAD, policy="zone")
    assert {("re_review", "zone.output_min"), ("unreported_change", None)} <= {
        (row["cause"], row["criterion"]) for row in rows
    }
    for row in rows:
        arms = [outcome.losses(row["cause"], row["criterion"], scenario) for scenario in (0, 1)]
        expected = estimate(arms[1] - arms[0])
        assert (row["mean"], row["low"], row["high"]) == (expected.mean, expected.low, expected.high)


def test_losses_stand_with_the_largest_change_first_and_their_criteria_under_them() -> None:
    rows = of(compare(lively("zone.output_min=14")).loss_difference_rows(), policy="zone")
    whole = [abs(row["mean"]) for row in rows if row["criterion"] is None]
    assert whole == sorted(whole, reverse=True)
    above = None
    for row in rows:
        above = row["cause"] if row["criterion"] is None else above
        assert row["cause"] == above
        assert row["citation"] == "第一条"


@pytest.mark.parametrize("again", ["no", "yes"])
def test_flips_add_up_to_the_change_of_retention(again: str) -> None:
    readmission = f"zone.readmission={again}"
    scenarios = [scenario(BASELINE, readmission), scenario("what-if", readmission, "zone.output_min=15", "zone.co2=3")]
    found = compare(lively(scenarios=scenarios))
    net = sum(row["kept"] - row["lost"] for row in of(found.flip_rows(), policy="zone"))
    change = of(found.difference_rows(), policy="zone")[-1]["mean"]
    assert change != 0
    assert net / found.outcome.policies["zone"].started == pytest.approx(change)


def test_without_clusters_certified_at_the_start_only_holders_are_compared() -> None:
    one = study(portfolio(Cluster("a"), Cluster("b")), scenarios=against("zone.output_min=25"), years=3)
    found = compare(one)
    tables = (found.difference_rows(), found.saved_rows(), found.burden_rows(), found.flip_rows())
    assert tables == ([], [], [], [])
    assert of(found.holder_difference_rows(), year=2028, status="certified")[0]["mean"] == -2.0


def test_one_replication_has_no_intervals() -> None:
    found = compare(lively("zone.output_min=14", replications=1))
    assert {row["low"] for row in found.difference_rows()} == {None}
    assert {row["independent"] for row in found.saved_rows()} == {None}


# What common draws save ---------------------------------------------------------------------------


def test_what_was_saved_is_the_variance_that_both_arms_share() -> None:
    one = lively("zone.output_min=14")
    retained = one.run().policies["zone"].retained[-1].astype(np.float64)
    apart, paired = retained.var(axis=1, ddof=1).sum(), (retained[1] - retained[0]).var(ddof=1)
    (row,) = of(compare(one).saved_rows(), policy="zone")
    assert row == {
        **HEAD, "policy": "zone", "year": 2031, "replications": 60, "independent": round(60 * apart / paired),
        "saved": round(60 * apart / paired) - 60,
    }  # fmt: skip
    assert row["saved"] > 60


def test_the_paired_interval_is_as_narrow_as_that_of_so_many_independent_replications() -> None:
    one = lively("zone.output_min=14", replications=400)
    (saved,) = of(compare(one).saved_rows(), policy="zone")
    change = of(compare(one).difference_rows(), policy="zone")[-1]
    # Independent arms: the baseline on one seed, the changed law on another.
    arms = [
        evolve(one, plan=evolve(one.plan, seed=seed)).with_replications(saved["independent"]).run() for seed in (11, 12)
    ]
    spread = [arm.policies["zone"].retention(place)[-1].var(ddof=1) for place, arm in enumerate(arms)]
    half = 1.96 * np.sqrt(sum(spread) / saved["independent"])
    assert (change["high"] - change["low"]) / 2 == pytest.approx(half, rel=0.1)


# Which with which ---------------------------------------------------------------------------------


def three() -> list[Scenario]:
    return [Scenario(BASELINE), scenario("strict", "zone.output_min=15"), scenario("soft", "zone.output_min=5")]


def test_every_scenario_is_compared_with_the_first() -> None:
    rows = compare(lively(scenarios=three())).saved_rows()
    assert {(row["scenario"], row["against"]) for row in rows} == {("strict", "baseline"), ("soft", "baseline")}


def test_another_scenario_may_be_the_baseline() -> None:
    one = lively(scenarios=three())
    found, usual = compare(one, "strict"), compare(one)
    assert found.outcome.scenarios == ("strict", "baseline", "soft")
    turned = of(found.difference_rows(), scenario="baseline", against="strict")
    means = [row["mean"] for row in of(usual.difference_rows(), scenario="strict")]
    assert [-row["mean"] for row in turned] == means


def test_an_unknown_baseline_answers_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown scenario: strikt; did you mean strict"):
        compare(lively(scenarios=three()), "strikt")


def test_one_scenario_is_nothing_to_compare() -> None:
    with pytest.raises(InputError, match="there is only baseline to compare: change the law with --set"):
        compare(lively(scenarios=[Scenario(BASELINE)]))


# As written and calibrated ------------------------------------------------------------------------


def test_every_scenario_stands_beside_itself_under_the_other_enforcement() -> None:
    both = side_by_side(lively("zone.output_min=14"), pardoning(0.5))
    assert [(one.name, one.enforcement.name) for one in both.scenarios] == [
        ("baseline", "as_written"), ("baseline (calibrated)", "calibrated"),
        ("what-if", "as_written"), ("what-if (calibrated)", "calibrated"),
    ]  # fmt: skip
    assert [one.changes for one in both.scenarios[::2]] == [one.changes for one in both.scenarios[1::2]]


def test_a_change_is_judged_against_the_baseline_under_its_own_enforcement() -> None:
    found = compare(side_by_side(lively("zone.output_min=14"), pardoning(0.5)))
    names = found.outcome.scenarios
    assert [(names[one], names[other]) for one, other in found.pairs] == [
        ("baseline (calibrated)", "baseline"), ("what-if", "baseline"),
        ("what-if (calibrated)", "baseline (calibrated)"),
    ]  # fmt: skip


def test_a_change_under_another_enforcement_alone_is_judged_against_the_first() -> None:
    what_if = evolve(scenario("lenient", "zone.output_min=14"), enforcement=pardoning(0.5))
    found = compare(lively(scenarios=[Scenario(BASELINE), what_if]))
    assert found.pairs == ((1, 0),)


def test_as_written_is_the_run_without_the_other_beside_it() -> None:
    one = lively("zone.output_min=14")
    alone, both = compare(one), compare(side_by_side(one, pardoning(0.5)))
    assert of(both.difference_rows(), **HEAD) == alone.difference_rows()
    assert of(both.flip_rows(), **HEAD) == alone.flip_rows()


def test_a_calibration_of_its_own_stays() -> None:
    own = evolve(Scenario(BASELINE), enforcement=pardoning(0.25))
    both = side_by_side(lively(scenarios=[own]), pardoning(0.75))
    assert [one.enforcement for one in both.scenarios] == [AS_WRITTEN, pardoning(0.25)]


def test_flips_to_a_lenient_enforcement_name_what_was_pardoned() -> None:
    found = compare(side_by_side(lively(scenarios=[scenario(BASELINE, "zone.output_min=15")]), pardoning(1.0)))
    rows = of(found.flip_rows(), policy="zone")
    assert {(row["lost"], row["cause"]) for row in rows} == {(0.0, "re_review")}
    assert all(row["margin"] is None or row["margin"] < 0 for row in rows)


# The machine-readable output ----------------------------------------------------------------------


def test_the_output_is_that_of_simulate_and_what_differs() -> None:
    one = lively("zone.output_min=14")
    told, simulated = compare(one).as_dict(), one.run().as_dict(one.changes())
    for key in ("manifest", "differences"):
        assert told[key] == simulated[key]
    for own, before in zip(told["scenarios"], simulated["scenarios"], strict=True):
        assert own == before | {"enforcement": "as_written"}
    assert set(told) - set(simulated) == {"holder_differences", "loss_differences", "saved", "burden", "flips"}
