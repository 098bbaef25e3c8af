"""Zhuhai's law under simulation: what holds of every law, and what its own text says of days and causes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.study.scenario import Scenario
from clusterkit_zhuhai.dynamics import DYNAMICS
from clusterkit_zhuhai.policy import POLICY
from clusterkit_zhuhai.sample import sample_portfolio
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
    assert story(POLICY, cluster(POLICY, "2024-05-20")) == ["2027-05-20 renew", "2030-05-20 renew", "2033-05-20 renew"]


@pytest.mark.parametrize("kind", CAUSES)
def test_a_cause_takes_the_title_on_its_day_before_the_review(kind: str) -> None:
    found = story(POLICY, cluster(POLICY, "2024-05-20", events=[("a", "2027-05-20", kind)]))
    assert found == [f"2027-05-20 lose {kind}"]


@pytest.mark.parametrize("place", range(len(CAUSES) - 1))
def test_the_first_of_several_causes_of_a_day_is_reported(place: int) -> None:
    events = [("a", "2026-09-09", kind) for kind in reversed(CAUSES[place:])]
    assert story(POLICY, cluster(POLICY, "2024-05-20", events=events)) == [f"2026-09-09 lose {CAUSES[place]}"]


def test_a_late_report_takes_the_title_on_the_day_after_the_deadline() -> None:
    late = cluster(POLICY, "2023-04-01", years={2025: {"report_submitted_on": date(2026, 4, 1), **SMALL}})
    assert story(POLICY, late) == ["2026-04-01 lose late_report"]
    due = cluster(POLICY, "2023-03-31", years={2025: {"report_submitted_on": date(2026, 4, 1)}})
    assert story(POLICY, due) == ["2026-03-31 renew", "2026-04-01 lose late_report"]


def test_lateness_and_refusal_may_both_be_needed() -> None:
    both, years = "report_breach=both", {2025: {"report_submitted_on": date(2026, 4, 1)}}
    assert story(POLICY, cluster(POLICY, "2024-05-20", years=years), both, years=1) == []
    for day, lost in (
        ("2026-02-02", "2026-04-01 lose late_report"),
        ("2026-06-06", "2026-06-06 lose monitoring_refused"),
    ):
        refusing = cluster(POLICY, "2024-05-20", years=years, events=[("a", day, "monitoring_refused")])
        assert story(POLICY, refusing, both) == [lost]
    punctual = cluster(POLICY, "2024-05-20", events=[("a", "2026-06-06", "monitoring_refused")])
    assert story(POLICY, punctual, both, years=1) == []


@pytest.mark.parametrize("level", ["province", "national", "national:3"])
def test_recognition_from_above_admits_without_review_and_serves_no_re_review(level: str) -> None:
    small = cluster(POLICY, years={2025: SMALL}, recognised_by=level)
    assert story(POLICY, small, years=4)[:2] == ["2026-06-30 admit", "2029-06-30 lose re_review"]
    assert story(POLICY, cluster(POLICY, years={2025: SMALL}), years=2) == []
    assert story(POLICY, small, "automatic_at_review=yes", years=4) == ["2026-06-30 admit", "2029-06-30 renew"]


def test_the_measure_lasts_until_20_october_2027_unless_it_is_renewed() -> None:
    assert story(POLICY, cluster(POLICY, "2024-10-20"), "lapse=ends", years=3) == ["2027-10-20 renew"]
    assert story(POLICY, cluster(POLICY, "2024-10-21"), "lapse=ends", years=3) == ["2027-10-21 lose measure_ended"]
    assert story(POLICY, cluster(POLICY, "2024-10-21"), years=3) == ["2027-10-21 renew"]


def test_attainment_of_the_plan_counts_only_where_a_least_one_is_set() -> None:
    behind = cluster(POLICY, "2023-05-20", years={2025: {"plan_attainment": 0.5}})
    assert story(POLICY, behind, years=1) == ["2026-05-20 renew"]
    assert story(POLICY, behind, "plan_attainment_min=60%", years=1) == ["2026-05-20 lose plan_attainment"]
