"""Beijing's law under simulation: what holds of every law, and what its own text says of days and causes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.study.scenario import Scenario
from clusterkit_beijing.dynamics import DYNAMICS
from clusterkit_beijing.policy import POLICY
from clusterkit_beijing.sample import sample_portfolio
from tests.simulation.proofs import Place, tightenings
from tests.simulation.steady import SMALL, cluster, story

PLACE = Place(POLICY, sample_portfolio(), DYNAMICS)


@pytest.mark.parametrize("since", [None, date(2028, 5, 5)])
def test_each_lever_set_to_its_own_default_changes_every_number_by_exactly_nothing(since: date | None) -> None:
    PLACE.check_defaults(since)


@settings(deadline=None, max_examples=10)
@given(tightenings(POLICY), st.integers(0, 3))
def test_stricter_bounds_never_save_a_title(scenarios: list[Scenario], seed: int) -> None:
    PLACE.check_stricter(scenarios, seed)


def test_tiles_neighbours_and_later_years_change_nobodys_fate() -> None:
    PLACE.check_company()


# Days and causes ----------------------------------------------------------------------------------

CAUSES = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")


def test_a_sound_cluster_is_renewed_every_three_years() -> None:
    assert story(POLICY, cluster(POLICY, "2024-02-29")) == ["2027-02-28 renew", "2030-02-28 renew", "2033-02-28 renew"]


@pytest.mark.parametrize("kind", CAUSES)
def test_a_cause_takes_the_title_on_its_day_before_the_review(kind: str) -> None:
    found = story(POLICY, cluster(POLICY, "2024-05-20", events=[("a", "2027-05-20", kind)]))
    assert found == [f"2027-05-20 lose {kind}"]


def test_a_report_is_due_by_the_end_of_march() -> None:
    for sent, told in ((date(2026, 3, 31), []), (date(2026, 4, 1), ["2026-04-01 lose late_report"])):
        found = cluster(POLICY, "2024-05-20", years={2025: {"report_submitted_on": sent}})
        assert story(POLICY, found, years=1) == told


def test_a_large_area_is_an_advisory_unless_the_lever_binds_it() -> None:
    large = cluster(POLICY, "2023-05-20", area_km2=150.0)
    assert story(POLICY, large, years=1) == ["2026-05-20 renew"]
    assert story(POLICY, large, "area_binding=yes", years=1) == ["2026-05-20 lose re_review"]


def test_only_the_first_national_batch_admits_without_review() -> None:
    for entry, told in (("national:1", ["2026-06-30 admit"]), ("national:2", []), ("province", [])):
        assert story(POLICY, cluster(POLICY, years={2025: SMALL}, recognised_by=entry), years=1) == told


def test_the_draft_has_no_end_so_that_it_ends_only_where_a_day_is_set() -> None:
    found = cluster(POLICY, "2024-05-20")
    assert story(POLICY, found, "lapse=ends", years=2) == ["2027-05-20 renew"]
    ended = story(POLICY, found, "lapse=ends", "in_force_until=2026-12-31", years=2)
    assert ended == ["2027-05-20 lose measure_ended"]
