"""A stricter bound never lets anybody keep a title that is lost under a laxer one, on the same draws."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.study.scenario import Scenario
from tests.simulation.invented import LAWS, LIVELY, Cluster, portfolio, scenario, study
from tests.simulation.proofs import assert_conserved, assert_never_more_held, edges, held, tightenings

ZONE, MOOR = LAWS["zone"], LAWS["moor"]


def clusters(place: str) -> list[Cluster]:
    """Return clusters that stand near every bound, with terms that end on many days."""
    found = []
    for number in range(8):
        size = 11.0 + 2 * number
        certified = date(2023, 1, 1) + timedelta(days=number * 137)
        figures = {
            "output_value": size, "sme_output_value": size * (0.55 + 0.05 * number), "champions": number % 3,
            "srdi_smes": 6 + number, "co2_intensity": 1.2 + 0.1 * (number % 4), "operating_revenue": size,
        }  # fmt: skip
        found.append(Cluster(f"{place}{number}", place, certified=certified.isoformat(), figures=figures))
    return found


CLUSTERS = {place: portfolio(*clusters(place)) for place in ("zone", "moor")}


def test_all_bounds_are_moved_at_admission_and_at_review() -> None:
    names = [edge.lever.key.removeprefix("zone.") for edge in edges(ZONE)]
    own = ["area", "output_min", "output_growth", "sme_share", "first", "second", "co2", "patents", "energy"]
    assert sorted(names) == sorted([*own, *(f"retention.{name}" for name in own), "plan_attainment_min"])
    directions = {edge.lever.key: edge.direction for edge in edges(ZONE)}
    assert [directions[f"zone.{name}"] for name in ("area", "co2", "output_min", "sme_share")] == [-1, -1, 1, 1]


@settings(deadline=None, max_examples=25)
@given(tightenings(ZONE), st.integers(0, 3), st.sampled_from([(), ("zone.review_lag_days=40",)]))
def test_stricter_terms_of_reviews_at_expiry_never_save_a_title(
    scenarios: list[Scenario], seed: int, everywhere: tuple[str, ...]
) -> None:
    shared = scenario("all", *everywhere).changes
    scenarios = [Scenario(one.name, (*shared, *one.changes)) for one in scenarios]
    outcome = study(CLUSTERS["zone"], models=LIVELY, scenarios=scenarios, replications=20, seed=seed).run()
    assert_never_more_held(outcome)
    assert_conserved(outcome)


@settings(deadline=None, max_examples=15)
@given(tightenings(MOOR), st.integers(0, 3))
def test_stricter_terms_of_periodic_reviews_never_save_a_title(scenarios: list[Scenario], seed: int) -> None:
    outcome = study(CLUSTERS["moor"], models=LIVELY, scenarios=scenarios, replications=20, seed=seed).run()
    assert_never_more_held(outcome)
    assert_conserved(outcome)


@pytest.mark.parametrize(
    "name, bound",
    [("output_min", 18), ("output_growth", 0.04), ("sme_share", 0.7), ("co2", 1.4), ("area", 40), ("energy", 1.22)],
)
def test_each_bound_costs_titles_when_it_bites(name: str, bound: float) -> None:
    scenarios = [scenario("now"), scenario("then", f"zone.{name}={bound}"),
                 scenario("review", f"zone.retention.{name}={bound}")]  # fmt: skip
    outcome = study(CLUSTERS["zone"], models=LIVELY, scenarios=scenarios, replications=20).run()
    kept = held(outcome.policy("zone"), outcome.years).sum(axis=(0, 2, 3))
    assert kept[1] < kept[0]
    # Those who hold a title at the start meet the bound at reviews alone.
    assert kept[1] == kept[2]


def test_a_stricter_bound_at_admission_alone_leaves_titles_at_the_start_alone() -> None:
    loose = "zone.retention.output_min=10"
    scenarios = [scenario("now"), scenario("then", "zone.output_min=30", loose)]
    outcome = study(CLUSTERS["zone"], models=LIVELY, scenarios=scenarios, replications=20).run()
    zone = outcome.policy("zone")
    assert np.array_equal(zone.lost_on[0], zone.lost_on[1])
