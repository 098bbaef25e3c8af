"""Shanghai's law under simulation: what holds of every law, and what its own text says of days and causes."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.study.scenario import Scenario
from clusterkit_shanghai.dynamics import DYNAMICS
from clusterkit_shanghai.policy import POLICY
from clusterkit_shanghai.sample import sample_portfolio
from tests.simulation.invented import given as given_as
from tests.simulation.proofs import Place, tightenings
from tests.simulation.steady import ON_TIME, SMALL, cluster, model, story, study

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
ENDED = "2027-05-20 lose term_ended_without_standing"


def test_a_sound_cluster_is_renewed_every_three_years() -> None:
    assert story(POLICY, cluster(POLICY, "2024-05-20")) == ["2027-05-20 renew", "2030-05-20 renew", "2033-05-20 renew"]


@pytest.mark.parametrize("day", ["2026-01-01", "2026-09-09", "2027-05-20"])
@pytest.mark.parametrize("kind", CAUSES)
def test_a_cause_takes_the_standing_and_the_title_lasts_until_its_term_ends(kind: str, day: str) -> None:
    found = cluster(POLICY, "2024-05-20", events=[("a", day, kind)])
    assert story(POLICY, found) == [f"{day} lose_standing {kind}", ENDED]
    assert story(POLICY, found, "immediate_revocation=yes") == [f"{day} lose {kind}"]


def test_the_first_cause_is_kept() -> None:
    events = [("a", "2026-09-09", "incident"), ("a", "2026-10-10", "false_declaration")]
    found = study(POLICY, cluster(POLICY, "2024-05-20", events=events))
    outcome = found.run().policy("shanghai")
    assert outcome.causes[outcome.cause.item()] == "term_ended_without_standing"
    assert outcome.causes[outcome.because.item()] == "incident"


def test_of_causes_on_one_day_the_first_of_the_law_is_kept() -> None:
    events = [("a", "2026-09-09", kind) for kind in reversed(CAUSES)]
    told = ["2026-09-09 lose_standing false_declaration", ENDED]
    assert story(POLICY, cluster(POLICY, "2024-05-20", events=events)) == told


def test_lost_standing_comes_before_no_application_and_that_before_the_review() -> None:
    waived, standing = ("a", "2027-05-20", "no_renewal_application"), ("a", "2027-05-20", "incident")
    weak = {2025: SMALL}
    assert story(POLICY, cluster(POLICY, "2024-05-20", years=weak, events=[waived, standing]))[-1] == ENDED
    told = ["2027-05-20 lose no_renewal_application"]
    assert story(POLICY, cluster(POLICY, "2024-05-20", years=weak, events=[waived])) == told


@pytest.mark.parametrize(
    "report, form, told",
    [
        ("2026-03-31", "2026-04-10", []),
        ("2026-04-05", "2026-04-10", []),  # late to the district: an advisory
        ("2026-03-31", "2026-04-11", ["2026-04-11 lose_standing late_report"]),  # the form decides
        ("2026-04-11", "2026-04-01", []),
    ],
)
def test_the_form_to_the_city_decides(report: str, form: str, told: list[str]) -> None:
    sent = {"report_submitted_on": date.fromisoformat(report), "form_submitted_on": date.fromisoformat(form)}
    assert story(POLICY, cluster(POLICY, "2024-05-20", years={2025: sent}), years=1) == told


@pytest.mark.parametrize("report, told", [("2026-04-10", []), ("2026-04-11", ["2026-04-11 lose_standing late_report"])])
def test_the_report_stands_in_where_no_form_was_sent(report: str, told: list[str]) -> None:
    never = [evolve(one, never=given_as(1.0)) if one.column == "form_submitted_on" else one for one in ON_TIME]
    sent = cluster(POLICY, "2024-05-20", years={2025: {"report_submitted_on": date.fromisoformat(report)}})
    assert story(POLICY, sent, years=1, dynamics=[model("shanghai", never)]) == told


def test_a_late_report_to_the_district_may_count_like_a_late_form() -> None:
    sent = {"report_submitted_on": date(2026, 4, 1), "form_submitted_on": date(2026, 4, 1)}
    late = cluster(POLICY, "2024-05-20", years={2025: sent})
    told = story(POLICY, late, "district_report_late=standing", years=1)
    assert told == ["2026-04-01 lose_standing late_report"]


def test_a_failed_renewal_bars_no_fresh_application_where_readmission_is_allowed() -> None:
    found = cluster(POLICY, "2024-05-20", events=[("a", "2026-09-09", "illegality")])
    told = story(POLICY, found, "readmission=yes", years=5)
    assert told == ["2026-09-09 lose_standing illegality", ENDED, "2027-06-30 admit", "2030-06-30 renew"]


def test_a_cluster_must_be_three_years_old_on_the_day() -> None:
    assert story(POLICY, cluster(POLICY, established_on="2023-06-30"), years=1) == ["2026-06-30 admit"]
    assert story(POLICY, cluster(POLICY, established_on="2023-07-01"), years=1) == []
