"""What falls on one day happens in the law's order: causes, late reports, reviews, admission last."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from tests.simulation.invented import SMALL, Cluster, portfolio, story, study
from tests.simulation.runs import stories

CAUSES = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")
"""The order that counts where several are established on one day."""


def reported(cluster: Cluster, **sent: str) -> Cluster:
    """Return the cluster with the days on which its reports on some years were sent (`on_2025="2026-04-01"`)."""
    years = {
        int(year.removeprefix("on_")): {"report_submitted_on": date.fromisoformat(day)} for year, day in sent.items()
    }
    return Cluster(cluster.name, cluster.place, cluster.certified, figures=cluster.figures, years=years)


@pytest.mark.parametrize("kind", CAUSES)
def test_a_cause_comes_before_the_review_of_its_day(kind: str) -> None:
    failing = Cluster(certified="2024-05-20", figures=SMALL)
    assert story(failing) == ["2027-05-20 lose re_review"]
    assert story(failing, events=[("a", "2027-05-20", kind)]) == [f"2027-05-20 lose {kind}"]


def test_a_cause_on_the_day_after_the_review_finds_no_title() -> None:
    failing = Cluster(certified="2024-05-20", figures=SMALL)
    assert story(failing, events=[("a", "2027-05-21", "incident")]) == ["2027-05-20 lose re_review"]


def test_a_cause_on_the_day_after_a_renewal_costs_the_title() -> None:
    found = story(Cluster(certified="2024-05-20"), events=[("a", "2027-05-21", "incident")])
    assert found == ["2027-05-20 renew", "2027-05-21 lose incident"]


def test_a_cause_comes_before_a_late_report_and_both_before_a_review() -> None:
    cluster = reported(Cluster(certified="2023-04-01", figures=SMALL), on_2025="2026-04-01")
    assert story(cluster) == ["2026-04-01 lose late_report"]
    assert story(cluster, events=[("a", "2026-04-01", "incident")]) == ["2026-04-01 lose incident"]
    assert story(Cluster(certified="2023-04-01", figures=SMALL)) == ["2026-04-01 lose re_review"]


def test_a_review_on_the_deadline_itself_comes_before_lateness() -> None:
    late = reported(Cluster(certified="2023-03-31"), on_2025="2026-04-01")
    assert story(late) == ["2026-03-31 renew", "2026-04-01 lose late_report"]
    failing = reported(Cluster(certified="2023-03-31", figures=SMALL), on_2025="2026-04-01")
    assert story(failing) == ["2026-03-31 lose re_review"]


@pytest.mark.parametrize("sent, kept", [("2026-03-31", True), ("2026-04-01", False)])
def test_a_report_on_the_deadline_is_in_time(sent: str, kept: bool) -> None:
    found = story(reported(Cluster(certified="2024-05-20"), on_2025=sent), years=1)
    assert found == ([] if kept else ["2026-04-01 lose late_report"])


@pytest.mark.parametrize(
    "first, second", [(one, other) for place, one in enumerate(CAUSES) for other in CAUSES[place + 1 :]]
)
def test_of_two_causes_on_one_day_the_first_of_the_law_is_reported(first: str, second: str) -> None:
    cluster = Cluster(certified="2024-05-20")
    for kinds in permutations([first, second]):
        events = [("a", "2026-09-09", kind) for kind in kinds]
        assert story(cluster, events=events) == [f"2026-09-09 lose {first}"]


def test_of_two_causes_the_earlier_day_counts_before_the_order_of_the_law() -> None:
    events = [("a", "2026-09-09", "false_declaration"), ("a", "2026-09-08", "incident")]
    assert story(Cluster(certified="2024-05-20"), events=events) == ["2026-09-08 lose incident"]


def test_a_cause_that_a_lever_spares_leaves_the_next_of_its_day() -> None:
    events = [("a", "2026-09-09", "unreported_change"), ("a", "2026-09-09", "incident")]
    cluster = Cluster(certified="2024-05-20")
    assert story(cluster, events=events) == ["2026-09-09 lose unreported_change"]
    assert story(cluster, "zone.spare_changes=yes", events=events) == ["2026-09-09 lose incident"]


def test_the_first_cause_that_costs_the_standing_is_the_one_reported() -> None:
    events = [("a", "2026-09-09", "monitoring_refused"), ("a", "2026-10-10", "illegality")]
    found = study(portfolio(Cluster(certified="2024-05-20"), events=events), "zone.at_once=no")
    assert stories(found)["a"] == [
        "2026-09-09 lose_standing monitoring_refused",
        "2027-05-20 lose term_ended_without_standing",
    ]
    outcome = found.run().policy("zone")
    assert outcome.causes[outcome.because[0, 0, 0]] == "monitoring_refused"


def test_of_two_causes_on_one_day_the_first_takes_the_standing() -> None:
    events = [("a", "2027-05-20", "monitoring_refused"), ("a", "2027-05-20", "illegality")]
    found = story(Cluster(certified="2024-05-20"), "zone.at_once=no", events=events)
    assert found == ["2027-05-20 lose_standing illegality", "2027-05-20 lose term_ended_without_standing"]


@pytest.mark.parametrize("kind", CAUSES)
def test_an_event_on_the_rounds_day_does_not_touch_a_title_granted_on_it(kind: str) -> None:
    assert story(Cluster(), events=[("a", "2026-07-01", kind)])[:2] == ["2026-06-30 admit", f"2026-07-01 lose {kind}"]
    found = story(Cluster(), events=[("a", "2026-06-30", kind)])
    if kind == "incident":  # the window of the round reaches up to its day
        assert found[0] == "2030-06-30 admit"
    else:
        assert found[:2] == ["2026-06-30 admit", "2029-06-30 renew"]


@pytest.mark.parametrize("kind", CAUSES)
def test_nor_does_it_touch_a_title_certified_on_file_on_its_day(kind: str) -> None:
    cluster = Cluster(certified="2026-08-08")
    assert story(cluster, events=[("a", "2026-08-08", kind)], years=3) == ["2026-08-08 admit"]
    assert story(cluster, events=[("a", "2026-08-09", kind)]) == ["2026-08-08 admit", f"2026-08-09 lose {kind}"]


def test_a_title_granted_on_the_day_after_the_deadline_owes_no_report_for_it() -> None:
    late = reported(Cluster(), on_2025="2026-05-05")
    settings = ("zone.round_on=04-01", "zone.first_report=year_before")
    assert story(late, *settings)[:2] == ["2026-04-01 admit", "2029-04-01 renew"]
    on_the_deadline = ("zone.round_on=03-31", "zone.first_report=year_before")
    assert story(late, *on_the_deadline)[:2] == ["2026-03-31 admit", "2026-04-01 lose late_report"]


def test_a_title_lost_on_the_rounds_day_enters_that_round_where_readmission_is_allowed() -> None:
    events = [("a", "2026-06-30", "illegality")]
    found = story(Cluster(certified="2024-05-20"), "zone.readmission=yes", events=events)
    assert found == ["2026-06-30 lose illegality", "2026-06-30 admit", "2029-06-30 renew", "2032-06-30 renew"]
    assert story(Cluster(certified="2024-05-20"), events=events) == ["2026-06-30 lose illegality"]


def test_a_periodic_review_comes_before_the_round_of_its_day() -> None:
    moor = Cluster(place="moor", certified="2024-05-20", figures={"operating_revenue": 5.0})
    assert story(moor) == ["2026-06-30 lose delisted"]
    assert story(Cluster(place="moor"), years=1) == ["2026-06-30 admit"]
