"""A lenient authority pardons shortfalls at reviews, each with the same chance, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import comb
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.docket import unpacked
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.study.scenario import BASELINE, Scenario
from tests.simulation.invented import SMALL, START, Cluster, Row, portfolio, scenario, study
from tests.simulation.proofs import assert_never_more_held
from tests.simulation.runs import arrays, assert_same, differing, of_clusters, only
from tests.simulation.test_same_bytes import CROWD, EVENTS, crowded, run

REVIEWED = "2023-06-01"
"""A day of certification whose title is reviewed in the first year of a run."""

SHORT: dict[int, Row] = {
    1: {"champions": 0},
    2: {"champions": 0, "co2_intensity": 3.0},
    3: {"champions": 0, "co2_intensity": 3.0, "invention_patents": 0},
    5: {"champions": 0, "co2_intensity": 3.0, "invention_patents": 0, "output_value": 5.0, "sme_output_value": 1.0},
}  # fmt: skip
"""Figures that fall short on so many criteria."""


def lenient(**pardons: float) -> Enforcement:
    """Return the enforcement with a chance of pardon for each of some measures."""
    return Enforcement(tuple(supposed(policy, pardon) for policy, pardon in pardons.items()))


def leniencies(*pardons: float, moor: float = 0.0) -> list[Scenario]:
    """Return the baseline and a scenario for each chance that the zone's reviews pardon one shortfall."""
    enforced = [Scenario(f"{pardon:g}", enforcement=lenient(zone=pardon, moor=moor)) for pardon in pardons]
    return [Scenario(BASELINE), *enforced]


def lost(outcome: PolicyOutcome, scenario: int) -> set[str]:
    return {outcome.causes[code] for code in np.unique(outcome.cause[scenario])} - {""}


def kept(clusters: Portfolio, *pardons: float, **more: Any) -> NDArray[np.bool_]:
    """Say which titles the first year leaves, shape (pardon, cluster, replication)."""
    outcome = study(clusters, scenarios=leniencies(*pardons), years=1, **more).run()
    return np.asarray(outcome.policy("zone").lost_on[1:] == 0)


def of_binomial(count: int, trials: int, chance: float) -> float:
    """Return the chance of a count at least as far out on its side, twice: an exact two-sided test."""
    weights = [comb(trials, n) * chance**n * (1 - chance) ** (trials - n) for n in range(trials + 1)]
    return min(1.0, 2 * min(sum(weights[: count + 1]), sum(weights[count:])))


@pytest.fixture(scope="module")
def crowd() -> Outcome:
    """The crowd under the baseline and four leniencies of the zone."""
    return run(scenarios=leniencies(0.0, 0.4, 0.8, 1.0))


# The two ends -----------------------------------------------------------------------------------


def test_no_pardon_is_the_law_as_written_to_the_last_bit(crowd: Outcome) -> None:
    for outcome in crowd.policies.values():
        written, never = only(outcome, 0), only(outcome, 1)
        assert [name for name, array in written.items() if not np.array_equal(array, never[name])] == []


def test_a_lenient_scenario_changes_nothing_in_the_written_one_beside_it(crowd: Outcome) -> None:
    alone = run(scenarios=[Scenario(BASELINE)])
    for place, outcome in crowd.policies.items():
        own = only(alone.policy(place), 0)
        assert [name for name, array in own.items() if not np.array_equal(array, only(outcome, 0)[name])] == []


def test_where_every_shortfall_is_pardoned_no_review_takes_a_title_for_one(crowd: Outcome) -> None:
    zone = crowd.policy("zone")
    assert "re_review" in lost(zone, 0)
    assert "re_review" not in lost(zone, 4)
    assert {"illegality", "incident", "late_report", "no_renewal_application"} <= lost(zone, 4)


def test_a_periodic_review_is_lenient_as_one_at_expiry_is() -> None:
    outcome = run(scenarios=leniencies(0.0, moor=1.0)).policy("moor")
    assert lost(outcome, 0) == {"delisted"}
    assert lost(outcome, 1) == set()


# How often a title is pardoned --------------------------------------------------------------------


@pytest.mark.parametrize("shortfalls", sorted(SHORT))
def test_a_title_with_k_shortfalls_is_kept_with_the_kth_power_of_the_pardon(shortfalls: int) -> None:
    pardons = (0.3, 0.7, 0.95)
    clusters = [Cluster(f"a{number}", certified=REVIEWED, figures=SHORT[shortfalls]) for number in range(10)]
    outcome = study(portfolio(*clusters), scenarios=leniencies(*pardons), years=1, replications=100).run()
    failed = unpacked(outcome.policy("zone").failed[:, 0], outcome.policy("zone").criteria)
    assert (np.sum(list(failed.values()), axis=0) == shortfalls).all()
    for place, pardon in enumerate(pardons):
        count = int((outcome.policy("zone").lost_on[place + 1] == 0).sum())
        assert of_binomial(count, 1000, pardon**shortfalls) > 1e-3


def test_a_title_without_a_shortfall_is_kept_whatever_the_pardon() -> None:
    assert kept(portfolio(Cluster(certified=REVIEWED)), 0.0, 0.5, replications=100).all()


def test_titles_are_pardoned_independently_of_each_other() -> None:
    clusters = [Cluster(f"a{number}", certified=REVIEWED, figures=SHORT[1]) for number in range(40)]
    counts = kept(portfolio(*clusters), 0.5, replications=400)[0].sum(axis=0)
    # The variance of a binomial count is 10; over 400 runs its estimate has a standard error of 0.7.
    assert counts.var(ddof=1) == pytest.approx(10.0, abs=2.8)


def test_a_second_review_is_drawn_anew() -> None:
    clusters = [Cluster(f"a{number}", certified=REVIEWED, figures=SHORT[1]) for number in range(10)]
    outcome = study(portfolio(*clusters), scenarios=leniencies(0.5), years=4, replications=100).run()
    once, twice = (int(outcome.policy("zone").retained[year, 1].sum()) for year in (0, 3))
    assert of_binomial(once, 1000, 0.5) > 1e-3
    assert of_binomial(twice, 1000, 0.25) > 1e-3


def test_a_measure_without_a_calibration_of_its_own_borrows_the_first() -> None:
    enforcement = Enforcement((supposed("moor", 0.3), supposed("far", 0.6)))
    assert [enforcement.pardon(policy) for policy in ("zone", "moor", "far")] == [0.3, 0.3, 0.6]
    borrowed = [Scenario(BASELINE), Scenario("borrowed", enforcement=Enforcement((supposed("moor", 1.0),)))]
    assert "re_review" not in lost(run(scenarios=borrowed).policy("zone"), 1)


# What is never pardoned ---------------------------------------------------------------------------


def test_what_is_unknown_stays_unknown_when_the_shortfalls_are_pardoned() -> None:
    short = Cluster("short", certified=REVIEWED, figures=SMALL)
    blank = Cluster("blank", certified=REVIEWED, figures={**SMALL, "zone_sound": None})
    outcome = study(portfolio(short, blank), scenarios=leniencies(1.0), years=1, missing="unknown").run().policy("zone")
    causes = [[outcome.causes[code] for code in outcome.cause[scenario, :, 0]] for scenario in (0, 1)]
    assert outcome.cluster_ids.tolist() == ["blank", "short"]
    assert causes == [["re_review", "re_review"], ["incomplete_review", ""]]
    failed = {name for name, bits in unpacked(outcome.failed[:, 1], outcome.criteria).items() if bits[0, 0]}
    assert failed == {"zone.sound"}


def test_a_plan_that_is_not_reached_costs_the_title_all_the_same() -> None:
    idle = Cluster("a", certified=REVIEWED, figures={**SMALL, "plan_attainment": 0.5})
    settings = scenario("plan", "zone.plan_attainment_min=0.8")
    full = evolve(settings, name="lenient", enforcement=lenient(zone=1.0))
    outcome = study(portfolio(idle), scenarios=[settings, full], years=1).run().policy("zone")
    assert [outcome.causes[code] for code in outcome.cause[:, 0, 0]] == ["re_review", "plan_attainment"]


def test_causes_and_missed_deadlines_cost_the_title_on_the_same_day() -> None:
    outcome = run(scenarios=leniencies(1.0), years=1).policy("zone")
    at_review = np.isin(outcome.cause[0], [outcome.causes.index("re_review")])
    for name in ("lost_on", "cause"):
        array = getattr(outcome, name)
        assert np.array_equal(array[0][~at_review], array[1][~at_review])
    assert (outcome.lost_on[1] > 0).any()


def test_nobody_is_admitted_who_falls_short() -> None:
    candidates = [Cluster("zone", figures=SMALL), Cluster("moor", "moor", figures={"operating_revenue": 5.0})]
    candidates += [cluster for cluster in CROWD if not cluster.certified]
    outcome = run(portfolio(*candidates), scenarios=leniencies(1.0, moor=1.0), years=2).policies
    for one in outcome.values():
        assert (one.admitted_on > 0).any()
        assert (one.admitted_on == 0).any()
        assert np.array_equal(one.admitted_on[0], one.admitted_on[1])


# More pardon, more kept ---------------------------------------------------------------------------


def test_a_title_that_one_chance_keeps_is_kept_by_every_greater_one(crowd: Outcome) -> None:
    reversed_order = [Scenario(one.name, enforcement=one.enforcement) for one in leniencies(0.1, 0.4, 0.8, 1.0)[::-1]]
    assert_never_more_held(run(scenarios=reversed_order))
    shares = crowd.policy("zone").retained[-1].sum(axis=1)
    assert (np.diff(shares) >= 0).all()
    assert len(set(shares.tolist())) == 4


# Whatever stands beside ---------------------------------------------------------------------------


def lenient_run(clusters: Portfolio | None = None, **more: Any) -> Outcome:
    return run(clusters, **{"scenarios": leniencies(0.6, moor=0.4), **more})


@pytest.fixture(scope="module")
def whole() -> Outcome:
    return lenient_run()


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_the_size_of_tiles_pardons_nobody_else(whole: Outcome, size: int) -> None:
    assert_same(whole, lenient_run(size=size))


@pytest.mark.parametrize("size", [3, 1000])
def test_nor_does_it_where_a_tile_holds_several_blocks(size: int) -> None:
    assert_same(lenient_run(replications=230, years=4), lenient_run(replications=230, years=4, size=size))


def test_the_order_of_rows_in_the_file_pardons_nobody_else(whole: Outcome) -> None:
    assert_same(whole, lenient_run(portfolio(*reversed(CROWD), events=EVENTS)))


@pytest.mark.parametrize(
    "other",
    [Cluster("aaa", "zone", certified="2023-03-03"), Cluster("zzz", "moor", certified="2010-01-01", figures=SMALL)],
)
def test_an_unrelated_cluster_pardons_nobody_else(whole: Outcome, other: Cluster) -> None:
    more = lenient_run(crowded(other))
    for place, outcome in whole.policies.items():
        assert differing(outcome, of_clusters(more.policy(place), outcome.cluster_ids.tolist()), counted=False) == []


def test_another_measures_pardon_is_no_business_of_this_one(whole: Outcome) -> None:
    other = lenient_run(scenarios=leniencies(0.6, moor=0.9))
    assert_same(whole, other, ["zone"])
    assert differing(whole.policy("moor"), other.policy("moor"))


def test_more_replications_and_years_only_append(whole: Outcome) -> None:
    more = lenient_run(replications=120, years=11)
    for place, outcome in whole.policies.items():
        longer = arrays(more.policy(place))
        assert np.array_equal(longer["retained"][:9, ..., :40], outcome.retained)
        early = (longer["lost_on"][..., :40] > 0) & (longer["lost_on"][..., :40] <= date(START + 8, 12, 31).toordinal())
        assert np.array_equal(early, outcome.lost_on > 0)


def test_other_scenarios_pardon_nobody_else(whole: Outcome) -> None:
    several: Sequence[Scenario] = [*leniencies(0.6, moor=0.4), *leniencies(0.2, moor=0.1)[1:]]
    found = lenient_run(scenarios=several)
    for place, outcome in whole.policies.items():
        for number in (0, 1):
            own = only(found.policy(place), number)
            assert all(np.array_equal(array, own[name]) for name, array in only(outcome, number).items())
