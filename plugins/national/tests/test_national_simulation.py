"""The national law under simulation: what holds of every law, and what its own texts say of days and causes."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.assessment import assess
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import TitleRow
from clusterkit.study.scenario import Scenario
from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.policy import POLICY
from clusterkit_national.sample import sample_portfolio
from tests.simulation.proofs import Place, tightenings
from tests.simulation.steady import SMALL, cluster, story

PLACE = Place(POLICY, sample_portfolio(), DYNAMICS)
LEVERS = {lever.key: lever for lever in POLICY.levers}


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


def test_a_sound_cluster_is_renewed_every_three_years() -> None:
    assert story(POLICY, cluster(POLICY, "2024-02-29")) == ["2027-02-28 renew", "2030-02-28 renew", "2033-02-28 renew"]


@pytest.mark.parametrize("kind", ["illegality", "unreported_change", "incident"])
def test_a_cause_takes_the_title_on_its_day_before_the_review(kind: str) -> None:
    found = story(POLICY, cluster(POLICY, "2024-05-20", events=[("a", "2027-05-20", kind)]))
    assert found == [f"2027-05-20 lose {kind}"]


@pytest.mark.parametrize("kind", ["false_declaration", "monitoring_refused"])
def test_what_no_known_text_names_costs_nothing(kind: str) -> None:
    found = story(POLICY, cluster(POLICY, "2024-05-20", events=[("a", "2026-05-20", kind)]), years=2)
    assert found == ["2027-05-20 renew"]


def test_a_late_report_costs_the_title_only_by_lever_and_the_deadline_may_be_that_of_2022() -> None:
    late = cluster(POLICY, "2024-05-20", years={2025: {"report_submitted_on": date(2026, 4, 15)}})
    assert story(POLICY, late, years=1) == []
    assert story(POLICY, late, "report_late=title", years=1) == ["2026-04-01 lose late_report"]
    assert story(POLICY, late, "report_late=title", "report_deadline=04-30", years=1) == []


def test_the_batch_of_2022_reports_by_the_end_of_april() -> None:
    for batch, sent, told in (
        ("2022", date(2026, 4, 30), []),
        ("2022", date(2026, 5, 1), ["2026-05-01 lose late_report"]),
        ("2024", date(2026, 4, 1), ["2026-04-01 lose late_report"]),
        ("", date(2026, 3, 31), []),
    ):
        held = cluster(POLICY, "2025-01-01", years={2025: {"report_submitted_on": sent}})
        of_batch = evolve(held, titles=(TitleRow("a", "national", 0, 0, batch),))
        assert story(POLICY, of_batch, "report_late=title", years=1) == told, (batch, sent)
        due = assess(of_batch, date(2026, 12, 31), policies=[POLICY], plugins=Plugins({})).of("a").duties
        late = [duty.verdict for duty in due if duty.year == 2025]
        assert late == ["not_met" if told else "met"], (batch, sent)


def test_only_a_cluster_that_its_province_recognises_is_admitted() -> None:
    for entry, told in (("province", ["2026-06-30 admit"]), (None, []), ("national:1", [])):
        assert story(POLICY, cluster(POLICY, recognised_by=entry), years=1) == told
    assert story(POLICY, cluster(POLICY), "prerequisite_binding=no", years=1) == ["2026-06-30 admit"]
    small = cluster(POLICY, years={2025: SMALL}, recognised_by="province")
    assert story(POLICY, small, years=1) == []


def test_a_title_held_is_renewed_whatever_the_province_says() -> None:
    assert story(POLICY, cluster(POLICY, "2023-05-20"), years=1) == ["2026-05-20 renew"]


def test_a_cap_on_the_round_counts_only_those_whom_their_province_recognises() -> None:
    # CN-30 alone of the candidates meets the standard, and only its province's recognition is missing.
    cap = ["national.round_quota=1"]
    capped = [Scenario.of("cap", LEVERS, cap), Scenario.of("open", LEVERS, [*cap, "national.prerequisite_binding=no"])]
    found = PLACE.run(capped, years=1).policy("national")
    admitted = (found.admitted_on[:, ~found.at_start] > 0).any(axis=2)
    assert admitted.tolist() == [[False] * 4, [False, False, False, True]]


def test_an_assessment_tells_of_the_recognition_that_is_missing() -> None:
    found = assess(sample_portfolio(), date(2026, 6, 30), policies=[POLICY], plugins=Plugins({}))
    waiting, ready = found.of("CN-30"), found.of("CN-01")
    assert (waiting.verdict, waiting.admission.verdict) == ("passes", "fails")
    assert [(one.id, one.verdict) for one in waiting.admission.prerequisites] == [
        ("national.prerequisite", "not_met"), ("national.own_title", "not_applicable"),
    ]  # fmt: skip
    assert (ready.verdict, ready.admission.verdict) == ("passes", "passes")
