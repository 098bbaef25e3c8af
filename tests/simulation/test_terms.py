"""Terms on real days: the first and the last day of a run, 29 February, dates on file, lags, rounds."""

from __future__ import annotations

from datetime import date

import pytest

from clusterkit.errors import InputError
from tests.simulation.invented import SMALL, START, Cluster, portfolio, story, study
from tests.simulation.runs import stories

LAST = START + 8
"""The last year of a run of nine."""


# The last day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cluster, event, told",
    [
        (Cluster(certified="2023-12-31", expires=f"{LAST}-12-31", figures=SMALL), None, "lose re_review"),
        (Cluster(certified=f"{LAST - 3}-12-31"), None, "renew"),
        (Cluster(certified="2023-06-01"), "incident", "lose incident"),
        (Cluster(certified=f"{LAST}-12-31"), None, "admit"),
    ],
)
def test_what_falls_on_the_last_day_of_a_run_happens(cluster: Cluster, event: str | None, told: str) -> None:
    found = story(cluster, events=[("a", f"{LAST}-12-31", event)] if event else [])
    assert found[-1] == f"{LAST}-12-31 {told}"


def test_a_loss_on_the_last_day_counts_in_its_year() -> None:
    cluster = Cluster(certified="2023-12-31", expires=f"{LAST}-12-31", figures=SMALL)
    outcome = study(cluster).run().policy("zone")
    assert outcome.retained[:, 0, 0].tolist() == [1] * 8 + [0]
    assert outcome.counts[:, 1, 0, 0].tolist() == [1] * 8 + [0]
    assert outcome.counts[:, 2, 0, 0].tolist() == [0] * 8 + [1]
    assert outcome.lost_on.item() == date(LAST, 12, 31).toordinal()


def test_a_loss_on_the_day_after_the_last_is_outside_the_run() -> None:
    assert story(Cluster(certified="2023-12-31", expires=f"{LAST + 1}-01-01", figures=SMALL)) == []


@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_loss_on_31_december_counts_in_that_year_and_not_in_the_next(years: int) -> None:
    cluster = Cluster(certified="2023-12-31", expires=f"{START}-12-31", figures=SMALL)
    outcome = study(cluster, years=years).run().policy("zone")
    assert outcome.retained[:, 0, 0].tolist() == [0] * years


def test_a_report_that_becomes_late_on_the_last_day_costs_the_title() -> None:
    sent = {2025: {"report_submitted_on": date(2026, 12, 31)}}
    cluster = Cluster(certified="2024-05-20", years=sent)
    assert story(cluster, "zone.report_deadline=12-30", years=1) == ["2026-12-31 lose late_report"]
    punctual = Cluster(certified="2025-05-20", years=sent)
    assert story(punctual, "zone.report_deadline=12-31", years=1) == []


def test_a_round_on_the_last_day_admits() -> None:
    assert story(Cluster(), "zone.round_on=12-31", years=1) == [f"{START}-12-31 admit"]


def test_a_periodic_review_on_the_last_day_is_held() -> None:
    cluster = Cluster(place="moor", certified="2020-05-20", figures={"operating_revenue": 5.0})
    assert story(cluster, "moor.review_on=12-31", years=1) == [f"{START}-12-31 lose delisted"]


# The first day ----------------------------------------------------------------------------------


def test_a_term_that_ends_on_the_first_day_is_reviewed_on_it() -> None:
    assert story(Cluster(certified="2023-01-01", figures=SMALL)) == ["2026-01-01 lose re_review"]
    found = study(Cluster(certified="2023-01-01"))
    assert stories(found)["a"] == ["2026-01-01 renew", "2029-01-01 renew", "2032-01-01 renew"]
    assert not any("renewed_before_start" in one.key for one in found.assumptions)


def test_a_term_that_ends_after_the_first_day_is_reviewed_on_its_own() -> None:
    assert story(Cluster(certified="2023-01-02", figures=SMALL)) == ["2026-01-02 lose re_review"]


@pytest.mark.parametrize(
    "certified, next_review",
    [("2022-12-31", "2028-12-31"), ("2016-05-20", "2028-05-20"), ("2011-01-01", "2026-01-01")],
)
def test_terms_that_ended_before_count_as_renewed_on_time(certified: str, next_review: str) -> None:
    found = study(Cluster(certified=certified, figures=SMALL))
    assert stories(found)["a"] == [f"{next_review} lose re_review"]


def test_such_terms_are_named_in_the_assumptions_with_their_number() -> None:
    found = study(
        portfolio(
            Cluster("a", certified="2022-12-31"),
            Cluster("b", certified="2016-05-20"),
            Cluster("c", certified="2023-01-01"),
            Cluster("d", certified="2016-05-20", expires="2026-05-20"),
            Cluster("e"),
        )
    )
    (told,) = (one for one in found.assumptions if one.key == "zone.renewed_before_start")
    assert told.clusters == 2
    assert told.as_dict()["assumed"]
    assert found.run().policy("zone").renewed_before_start.tolist() == [True, True, False, False, False]


def test_a_cluster_certified_on_the_first_day_holds_its_title_at_the_start() -> None:
    outcome = study(Cluster(certified="2026-01-01")).run().policy("zone")
    assert outcome.at_start.tolist() == [True]
    assert story(Cluster(certified="2026-01-01"), events=[("a", "2026-01-01", "illegality")])[0] == "2029-01-01 renew"


def test_events_before_the_start_do_nothing_to_a_title_held_at_it() -> None:
    kinds = ("false_declaration", "illegality", "monitoring_refused", "unreported_change")
    events = [("a", "2025-12-31", kind) for kind in kinds]
    assert story(Cluster(certified="2024-05-20"), events=events)[0] == "2027-05-20 renew"


def test_incidents_before_the_start_stay_in_the_window_of_later_reviews() -> None:
    file = {2025: {"incidents": 1}}
    events = [("a", "2025-12-31", "incident")]
    assert story(Cluster(certified="2024-05-20", years=file), events=events) == ["2027-05-20 lose re_review"]
    assert story(Cluster(certified="2025-12-31", years=file), events=events) == ["2028-12-31 lose re_review"]
    assert story(Cluster(certified="2026-01-01", years=file), events=events)[0] == "2029-01-01 renew"


def test_no_application_before_the_start_does_nothing() -> None:
    cluster = Cluster(certified="2023-05-20")
    assert story(cluster, events=[("a", "2025-12-31", "no_renewal_application")])[0] == "2026-05-20 renew"
    lost = ["2026-05-20 lose no_renewal_application"]
    assert story(cluster, events=[("a", "2026-01-01", "no_renewal_application")]) == lost


# 29 February ------------------------------------------------------------------------------------


def test_a_term_from_29_february_ends_on_28_february_and_runs_on_from_there() -> None:
    found = story(Cluster(certified="2024-02-29"))
    assert found == ["2027-02-28 renew", "2030-02-28 renew", "2033-02-28 renew"]


def test_so_it_does_where_the_terms_ended_before_the_start() -> None:
    assert story(Cluster(certified="2016-02-29"))[0] == "2028-02-28 renew"
    # Four years on, 29 February comes again; after three it is 28 February for good.
    assert story(Cluster(certified="2020-02-29"), "zone.term_years=4")[0] == "2028-02-29 renew"


def test_a_term_that_ends_on_29_february_is_reviewed_on_it() -> None:
    cluster = Cluster(certified="2023-05-20", expires="2028-02-29")
    assert story(cluster) == ["2028-02-29 renew", "2031-02-28 renew", "2034-02-28 renew"]


def test_a_deadline_and_a_round_on_29_february_fall_on_28_february_in_other_years() -> None:
    assert story(Cluster(), "zone.round_on=02-29")[0] == "2026-02-28 admit"
    assert story(Cluster(), "zone.round_on=02-29", "zone.output_min=1@2028-01-01", years=3)[0] == "2026-02-28 admit"
    late = {2025: {"report_submitted_on": date(2026, 3, 1)}}
    cluster = Cluster(certified="2024-05-20", years=late)
    assert story(cluster, "zone.report_deadline=02-29") == ["2026-03-01 lose late_report"]


# Days on file -----------------------------------------------------------------------------------


def test_an_expiry_on_file_stands_and_the_next_is_counted_from_it() -> None:
    found = story(Cluster(certified="2024-05-20", expires="2026-03-03"))
    assert found == ["2026-03-03 renew", "2029-03-03 renew", "2032-03-03 renew"]


def test_an_expiry_before_the_start_is_refused() -> None:
    with pytest.raises(InputError, match="expires_on 2025-12-31 of cluster a lies before the run's start"):
        study(Cluster(certified="2022-05-20", expires="2025-12-31"))


def test_a_cluster_certified_within_the_run_is_a_candidate_until_its_day_and_needs_no_test() -> None:
    found = study(portfolio(Cluster("a", certified="2027-08-08"), Cluster("b", certified="2027-08-08", figures=SMALL)))
    told = stories(found)
    assert told["a"] == ["2027-08-08 admit", "2030-08-08 renew", "2033-08-08 renew"]
    assert told["b"] == ["2027-08-08 admit", "2030-08-08 lose re_review"]
    outcome = found.run().policy("zone")
    assert not outcome.at_start.any()
    assert outcome.counts[:2, :, 0, 0].tolist() == [[2, 0, 0], [0, 2, 0]]


@pytest.mark.parametrize("certified", ["2026-06-29", "2026-06-30", "2026-07-01"])
def test_an_expiry_on_file_also_stands_for_a_title_certified_within_the_run(certified: str) -> None:
    found = story(Cluster(certified=certified, expires="2027-01-15"), years=2)
    assert found == [f"{certified} admit", "2027-01-15 renew"]


@pytest.mark.parametrize(
    "certified, reviewed", [("2027-08-08", "2027-08-09"), ("2027-12-31", "2028-01-01"), ("2026-01-01", "2026-01-01")]
)
def test_a_title_certified_on_the_last_day_of_its_term_is_reviewed_on_the_first_day_that_it_can(
    certified: str, reviewed: str
) -> None:
    found = story(Cluster(certified=certified, expires=certified), years=3)
    assert found[-1] == f"{reviewed} renew"
    failing = Cluster(certified=certified, expires=certified, figures=SMALL)
    assert story(failing, years=3)[-1] == f"{reviewed} lose re_review"


def test_a_title_on_file_takes_no_place_of_its_rounds_quota() -> None:
    clusters = portfolio(Cluster("a", certified="2026-06-30"), Cluster("b"))
    told = stories(study(clusters, "zone.round_quota=1", "zone.ranking=output_value", years=1))
    assert told == {"a": ["2026-06-30 admit"], "b": ["2026-06-30 admit"]}


def test_no_application_on_file_concerns_the_first_expiry_on_or_after_its_day() -> None:
    cluster = Cluster(certified="2023-05-20")
    for day, lost in [("2026-05-20", "2026-05-20"), ("2026-05-21", "2029-05-20"), ("2029-05-20", "2029-05-20")]:
        found = story(cluster, events=[("a", day, "no_renewal_application")])
        assert found[-1] == f"{lost} lose no_renewal_application"


# Reviews that lag, rounds, re-admission ----------------------------------------------------------


def test_a_review_that_lags_is_held_later_and_extends_from_the_old_expiry() -> None:
    found = story(Cluster(certified="2024-05-20"), "zone.review_lag_days=30")
    assert found == ["2027-06-19 renew", "2030-06-19 renew", "2033-06-19 renew"]


def test_a_review_may_lag_into_the_next_year_and_then_reads_the_year_before_its_day() -> None:
    lagging = "zone.review_lag_days=30"
    assert story(Cluster(certified="2023-12-20"), lagging)[0] == "2027-01-19 renew"
    weak = Cluster(certified="2022-12-20", expires="2026-12-20", years={2025: {"plan_attainment": 0.1}})
    found = story(weak, lagging, "zone.plan_attainment_min=0.5", "zone.plan_attainment_min=0.05@2027-01-01")
    assert found[0] == "2027-01-19 renew"
    assert story(weak, "zone.plan_attainment_min=0.5") == ["2026-12-20 lose plan_attainment"]


def test_a_cause_between_expiry_and_a_lagging_review_costs_the_title() -> None:
    found = story(
        Cluster(certified="2023-12-20"), "zone.review_lag_days=30", events=[("a", "2027-01-18", "illegality")]
    )
    assert found == ["2027-01-18 lose illegality"]


def test_a_review_that_lags_beyond_the_run_is_not_held() -> None:
    lagging = "zone.review_lag_days=30"
    assert story(Cluster(certified="2023-12-02", figures=SMALL), lagging, years=1) == []
    assert story(Cluster(certified="2023-12-01", figures=SMALL), lagging, years=1) == ["2026-12-31 lose re_review"]


def test_a_round_admits_who_meets_the_standard_and_the_term_starts_on_its_day() -> None:
    found = stories(study(portfolio(Cluster("a"), Cluster("b", figures=SMALL))))
    assert found == {"a": ["2026-06-30 admit", "2029-06-30 renew", "2032-06-30 renew"], "b": []}


def test_the_best_of_a_round_come_first_where_there_is_a_quota() -> None:
    larger = {"output_value": 30.0, "sme_output_value": 24.0}
    clusters = portfolio(Cluster("a"), Cluster("b", figures=larger), Cluster("c", figures=SMALL))
    told = stories(study(clusters, "zone.round_quota=1", "zone.ranking=output_value", years=3))
    assert told == {"a": ["2027-06-30 admit"], "b": ["2026-06-30 admit"], "c": []}


def test_without_a_ranking_the_order_of_ids_chooses() -> None:
    told = stories(study(portfolio(Cluster("b"), Cluster("a")), "zone.round_quota=1", years=2))
    assert told == {"a": ["2026-06-30 admit"], "b": ["2027-06-30 admit"]}


def test_a_ranking_reads_the_figures_on_file_whatever_the_standard_reads() -> None:
    clusters = portfolio(Cluster("a"), Cluster("b", figures={"operating_revenue": 30.0}))
    told = stories(study(clusters, "zone.round_quota=1", "zone.ranking=operating_revenue", years=1))
    assert told == {"a": [], "b": ["2026-06-30 admit"]}


def test_a_lost_title_is_granted_again_only_where_readmission_is_allowed() -> None:
    cluster, events = Cluster(certified="2024-05-20"), [("a", "2026-09-09", "illegality")]
    assert story(cluster, events=events) == ["2026-09-09 lose illegality"]
    again = story(cluster, "zone.readmission=yes", events=events)
    assert again == ["2026-09-09 lose illegality", "2027-06-30 admit", "2030-06-30 renew", "2033-06-30 renew"]
    outcome = study(portfolio(cluster, events=events), "zone.readmission=yes").run().policy("zone")
    assert outcome.counts[:, 1, 0, 0].tolist() == [0] + [1] * 8
    assert outcome.lost_on.item() == date(2026, 9, 9).toordinal()


# Reviews of all titles --------------------------------------------------------------------------


@pytest.mark.parametrize("certified", ["2010-01-01", "2025-12-31", "2026-06-29"])
def test_a_periodic_review_asks_every_title_held_whatever_its_age(certified: str) -> None:
    cluster = Cluster(place="moor", certified=certified, figures={"operating_revenue": 5.0})
    assert story(cluster)[-1] == "2026-06-30 lose delisted"


def test_it_falls_in_every_second_year_and_asks_no_title_granted_on_its_day() -> None:
    found = story(Cluster(place="moor", certified="2024-05-20"))
    assert found == [f"{year}-06-30 keep" for year in (2026, 2028, 2030, 2032, 2034)]
    granted = Cluster(place="moor", certified="2026-06-30", figures={"operating_revenue": 5.0})
    assert story(granted) == ["2026-06-30 admit", "2028-06-30 lose delisted"]


def test_a_measure_without_terms_ignores_an_expiry_on_file() -> None:
    cluster = Cluster(place="moor", certified="2024-05-20", expires="2027-05-20")
    assert story(cluster, years=2) == ["2026-06-30 keep"]


def test_a_measure_that_runs_out_ends_each_title_whatever_others_were_reviewed_in_that_year() -> None:
    until = ("zone.in_force_until=2027-10-20", "zone.lapse=ends")
    beside = [Cluster("a", certified="2024-05-20", figures=SMALL), Cluster("b", certified="2024-11-20")]
    told = ["2027-11-20 lose measure_ended"]
    assert stories(study(portfolio(*beside), *until, years=2))["b"] == told
    assert stories(study(portfolio(beside[1]), *until, years=2))["b"] == told


# Reports ----------------------------------------------------------------------------------------


def test_the_first_report_due_is_on_the_year_of_certification() -> None:
    late = {2025: {"report_submitted_on": date(2026, 5, 5)}}
    assert story(Cluster(certified="2025-12-31", years=late), years=1) == ["2026-04-01 lose late_report"]
    assert story(Cluster(certified="2026-01-01", years=late), years=1) == []
    before = "zone.first_report=year_before"
    assert story(Cluster(certified="2026-01-01", years=late), before, years=1) == ["2026-04-01 lose late_report"]


def test_a_deadline_on_a_weekend_moves_on_where_the_lever_says_so() -> None:
    late = {2025: {"report_submitted_on": date(2026, 3, 30)}}  # 28 March 2026 is a Saturday
    cluster = Cluster(certified="2024-05-20", years=late)
    assert story(cluster, "zone.report_deadline=03-28", years=1) == ["2026-03-29 lose late_report"]
    moved = ("zone.report_deadline=03-28", "zone.holiday_shift=next_working_day")
    assert story(cluster, *moved, years=1) == []


def test_a_blank_report_on_a_year_before_the_latest_costs_nothing() -> None:
    assert story(Cluster(certified="2023-05-20"), "zone.report_deadline=12-31", years=1) == ["2026-05-20 renew"]
    assert story(Cluster(certified="2022-05-20"), start=date(2024, 1, 1), years=1) == []
