"""Henan's law under simulation: what holds of every law, and what its own text says of days and causes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.plugins import Plugins
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import prepare
from clusterkit_henan.dynamics import DYNAMICS
from clusterkit_henan.policy import POLICY
from clusterkit_henan.sample import sample_portfolio
from tests.simulation.proofs import Place, tightenings
from tests.simulation.runs import only
from tests.simulation.steady import SMALL, cluster, story

PLACE = Place(POLICY, sample_portfolio(), DYNAMICS)


@pytest.mark.parametrize("since", [None, date(2028, 5, 5)])
def test_each_lever_set_to_its_own_default_changes_every_number_by_exactly_nothing(since: date | None) -> None:
    PLACE.check_defaults(since)


@settings(deadline=None, max_examples=20)
@given(tightenings(POLICY), st.integers(0, 3))
def test_stricter_bounds_never_save_a_title(scenarios: list[Scenario], seed: int) -> None:
    PLACE.check_stricter(scenarios, seed)


def test_tiles_neighbours_and_later_years_change_nobodys_fate() -> None:
    PLACE.check_company()


# Days and causes ----------------------------------------------------------------------------------


def test_every_title_is_reviewed_in_every_second_year() -> None:
    told = [f"{year}-06-30 keep" for year in (2026, 2028, 2030, 2032, 2034)]
    for certified in ("2016-06-30", "2024-02-29", "2026-01-01"):
        assert story(POLICY, cluster(POLICY, certified)) == told


def test_a_title_that_falls_short_is_delisted() -> None:
    assert story(POLICY, cluster(POLICY, "2024-05-20", years={2025: SMALL})) == ["2026-06-30 lose delisted"]
    assert story(POLICY, cluster(POLICY, "2024-05-20", years={2024: SMALL}), years=1) == ["2026-06-30 keep"]


def test_an_incomplete_review_costs_the_title_too() -> None:
    found = cluster(POLICY, "2024-05-20", years={2025: {"building_density": None}})
    assert story(POLICY, found, missing="unknown") == ["2026-06-30 lose incomplete_review"]


def test_a_title_granted_on_the_day_of_the_review_is_not_asked_on_it() -> None:
    found = cluster(POLICY, "2026-06-30", years={2025: SMALL})
    assert story(POLICY, found) == ["2026-06-30 admit", "2028-06-30 lose delisted"]


def test_the_review_may_fall_on_the_last_day_of_the_run() -> None:
    weak = cluster(POLICY, "2024-05-20", years={2025: SMALL})
    assert story(POLICY, weak, "review_on=12-31", years=1) == ["2026-12-31 lose delisted"]


def test_there_is_no_term_no_cause_and_no_report() -> None:
    kinds = ("incident", "illegality", "false_declaration", "no_renewal_application")
    found = cluster(POLICY, "2024-05-20", expires_on="2027-05-20", events=[("a", "2026-03-03", kind) for kind in kinds])
    assert story(POLICY, found, years=2) == ["2026-06-30 keep"]


def test_a_change_to_henan_leaves_the_other_places_bit_identical() -> None:
    plugins = Plugins()
    levers = {lever.key: lever for lever in POLICY.levers}
    changed = Scenario.of("what-if", levers, ["henan.revenue_min=80", "henan.review_every=1@2029-01-01"])
    outcome = prepare(plugins=plugins, replications=10, scenarios=[Scenario(BASELINE), changed]).run()
    henan = outcome.policy("henan")
    assert not np.array_equal(henan.lost_on[0], henan.lost_on[1])
    for place, other in outcome.policies.items():
        if place != "henan":
            before, after = only(other, 0), only(other, 1)
            assert [name for name, array in before.items() if not np.array_equal(array, after[name])] == []
    rows = [row for row in outcome.difference_rows() if row["policy"] != "henan"]
    assert all(row["mean"] == row["low"] == row["high"] == 0.0 for row in rows)
