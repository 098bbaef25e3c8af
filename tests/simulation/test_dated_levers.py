"""A lever's value counts from its day on; terms, deadlines and measures that change while they run."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from clusterkit.law import (
    Effect,
    LeverNamespace,
    at_expiry,
    keep,
    lose,
    lose_standing,
    met,
    not_met,
    otherwise,
    procedure,
    renew,
    warn,
    when,
    without_standing,
)
from clusterkit.study.scenario import BASELINE, Scenario
from tests.simulation.invented import CITE, SMALL, WORDS, ZONE, Cluster, against, portfolio, story, study
from tests.simulation.runs import stories

TITLE = Cluster(certified="2024-05-20")
"""A title whose reviews fall on 20 May 2027, 2030 and 2033."""


@pytest.mark.parametrize(
    "since, lost",
    [("2027-05-20", "2027-05-20"), ("2027-05-21", "2030-05-20"), ("2030-05-20", "2030-05-20"), ("2033-05-21", "")],
)
def test_a_bound_counts_from_its_day_on(since: str, lost: str) -> None:
    found = story(TITLE, f"zone.output_min=40@{since}")
    assert [line for line in found if "lose" in line] == ([f"{lost} lose re_review"] if lost else [])


def test_a_bound_may_hold_for_a_while_only() -> None:
    assert story(TITLE, "zone.output_min=40@2027-05-21", "zone.output_min=10@2030-05-20")[-1] == "2033-05-20 renew"
    assert story(TITLE, "zone.output_min=40", "zone.output_min=10@2027-05-20")[0] == "2027-05-20 renew"


def test_a_bound_at_re_reviews_follows_the_one_at_admission_until_it_is_set() -> None:
    followed = story(TITLE, "zone.output_min=40@2027-01-01")
    assert followed == ["2027-05-20 lose re_review"]
    own = story(TITLE, "zone.output_min=40@2027-01-01", "zone.retention.output_min=15")
    assert own == ["2027-05-20 renew", "2030-05-20 renew", "2033-05-20 renew"]
    assert story(TITLE, "zone.retention.output_min=40@2030-01-01")[1] == "2030-05-20 lose re_review"
    assert story(Cluster(), "zone.retention.output_min=40") == ["2026-06-30 admit", "2029-06-30 lose re_review"]


def test_a_round_asks_for_the_bound_of_its_day() -> None:
    assert story(Cluster(), "zone.output_min=40", "zone.output_min=10@2028-06-30")[0] == "2028-06-30 admit"
    assert story(Cluster(), "zone.output_min=40", "zone.output_min=10@2028-07-01")[0] == "2029-06-30 admit"


# Old titles under old rules ----------------------------------------------------------------------

KEEPING = "zone.new_rules_at_review=no"


def test_a_running_term_keeps_its_own_rules_where_the_lever_says_so() -> None:
    change = "zone.output_min=40@2025-06-01"
    assert story(TITLE, change) == ["2027-05-20 lose re_review"]
    # The next term begins under the new rule.
    assert story(TITLE, change, KEEPING) == ["2027-05-20 renew", "2030-05-20 lose re_review"]


@pytest.mark.parametrize(
    "since, lost",
    [("2024-05-20", "2027-05-20"), ("2024-05-21", "2030-05-20"), ("2027-05-20", "2030-05-20"),
     ("2027-05-21", "2033-05-20"), ("2030-05-21", "")],
)  # fmt: skip
def test_a_terms_own_rules_are_those_of_the_day_it_begins(since: str, lost: str) -> None:
    found = story(TITLE, f"zone.output_min=40@{since}", KEEPING)
    assert [line for line in found if "lose" in line] == ([f"{lost} lose re_review"] if lost else [])


def test_titles_of_one_sitting_may_stand_under_different_rules() -> None:
    clusters = portfolio(Cluster("a", certified="2024-05-20"), Cluster("b", certified="2024-08-20"))
    told = stories(study(clusters, "zone.output_min=40@2024-07-01", KEEPING, years=2))
    assert told == {"a": ["2027-05-20 renew"], "b": ["2027-08-20 lose re_review"]}


def test_scenarios_of_one_run_may_differ_in_whether_old_rules_stay() -> None:
    change = "zone.output_min=40@2025-06-01"
    found = study(TITLE, scenarios=[*against(change), evolve(against(change, KEEPING)[1], name="keeping")])
    assert stories(found, scenario=0)["a"][0] == "2027-05-20 renew"
    assert stories(found, scenario=1)["a"][0] == "2027-05-20 lose re_review"
    assert stories(found, scenario=2)["a"] == ["2027-05-20 renew", "2030-05-20 lose re_review"]


def test_a_title_of_a_measure_without_terms_keeps_the_rules_of_its_admission() -> None:
    moor = Cluster(place="moor", certified="2024-05-20")
    change = "moor.revenue_min=40@2025-01-01"
    assert story(moor, change) == ["2026-06-30 lose delisted"]
    assert story(moor, change, "moor.new_rules_at_review=no")[-1] == "2034-06-30 keep"
    later = Cluster(place="moor", certified="2025-01-01")
    assert story(later, change, "moor.new_rules_at_review=no") == ["2026-06-30 lose delisted"]


# Terms, lags, deadlines, rounds ------------------------------------------------------------------


def test_the_length_of_a_term_is_the_one_in_force_when_it_begins() -> None:
    found = story(TITLE, "zone.term_years=5@2027-05-20")
    assert found == ["2027-05-20 renew", "2032-05-20 renew"]
    assert story(TITLE, "zone.term_years=5@2027-05-21")[1:] == ["2030-05-20 renew"]
    assert story(TITLE, "zone.term_years=5") == ["2029-05-20 renew", "2034-05-20 renew"]


def test_a_title_held_at_the_start_has_the_term_of_its_certification() -> None:
    assert story(TITLE, "zone.term_years=5@2024-05-20")[0] == "2029-05-20 renew"
    assert story(TITLE, "zone.term_years=5@2024-05-21")[:2] == ["2027-05-20 renew", "2032-05-20 renew"]


def test_the_term_of_a_new_title_is_the_one_in_force_on_the_rounds_day() -> None:
    assert story(Cluster(), "zone.term_years=5@2026-06-30")[1] == "2031-06-30 renew"
    assert story(Cluster(), "zone.term_years=5@2026-07-01")[1] == "2029-06-30 renew"


def test_titles_of_one_sitting_may_be_renewed_for_different_terms() -> None:
    clusters = portfolio(Cluster("a", certified="2024-05-20"), Cluster("b", certified="2024-08-20"))
    told = stories(study(clusters, "zone.term_years=5@2027-07-01", years=7))
    assert told == {"a": ["2027-05-20 renew", "2030-05-20 renew"], "b": ["2027-08-20 renew", "2032-08-20 renew"]}


def test_a_lag_that_is_lengthened_moves_the_reviews_to_come() -> None:
    found = story(TITLE, "zone.review_lag_days=30@2028-01-01")
    assert found == ["2027-05-20 renew", "2030-06-19 renew", "2033-06-19 renew"]
    # What was reviewed is not reviewed again when the lag reaches back behind it.
    found = story(TITLE, "zone.review_lag_days=30@2027-05-25")
    assert found == ["2027-05-20 renew", "2030-06-19 renew", "2033-06-19 renew"]


def test_a_lag_that_is_shortened_leaves_no_review_out() -> None:
    lagging = "zone.review_lag_days=60"
    assert story(TITLE, lagging, "zone.review_lag_days=0@2028-01-01")[:2] == ["2027-07-19 renew", "2030-05-20 renew"]
    # A review that is overdue when the lag shrinks is held on that day.
    found = story(TITLE, lagging, "zone.review_lag_days=0@2027-06-01")
    assert found == ["2027-06-01 renew", "2030-05-20 renew", "2033-05-20 renew"]
    found = story(TITLE, lagging, "zone.review_lag_days=30@2027-06-01")
    assert found == ["2027-06-19 renew", "2030-06-19 renew", "2033-06-19 renew"]


def test_what_follows_an_overdue_review_comes_after_it() -> None:
    shortened = ("zone.review_lag_days=60", "zone.review_lag_days=0@2027-06-01")
    events = [("a", "2027-08-08", "illegality")]
    assert story(TITLE, *shortened, events=events) == ["2027-06-01 renew", "2027-08-08 lose illegality"]
    failing = Cluster(certified="2024-05-20", figures=SMALL)
    assert story(failing, *shortened, events=events) == ["2027-06-01 lose re_review"]
    for day, cause in (("2027-06-01", "illegality"), ("2027-05-31", "illegality"), ("2027-06-02", "re_review")):
        found = story(failing, *shortened, events=[("a", day, "illegality")])
        assert found == [f"{min(day, '2027-06-01')} lose {cause}"]


@pytest.mark.parametrize("effect", [warn(), keep(), None])
def test_a_review_that_leaves_the_title_held_begins_a_new_term_and_is_held_once_a_term(effect: Effect | None) -> None:
    lever = LeverNamespace("zone")
    lag = procedure.review_lag_days(lever, cite=CITE)
    rules = () if effect is None else (when(not_met, effect),)
    review = at_expiry(
        ZONE.retention_standard, *rules, when(met, renew()), lag=lag, title=WORDS, cite=CITE
    )  # fmt: skip
    law = evolve(ZONE, decisions=tuple(review if one.key == review.key else one for one in ZONE.decisions))
    failing = Cluster(certified="2024-05-20", figures=SMALL)
    told = [] if effect is None else [f"{year}-05-20 {effect.kind}" for year in (2027, 2030, 2033)]
    for settings in ([], ["zone.output_min=10@2027-08-08"]):
        assert story(failing, *settings, laws=[law]) == told
    later = ["2027-05-20", *(f"{year}-06-19" for year in (2030, 2033))]
    found = story(failing, "zone.review_lag_days=30@2027-06-01", laws=[law])
    assert found == ([] if effect is None else [f"{day} {effect.kind}" for day in later])


def test_a_review_may_be_held_before_the_expiry() -> None:
    lever = LeverNamespace("zone")
    lag = lever("review_lag_days", -30, "天", zh="提前", en="days", cite=CITE, range=(-90.0, 0.0), whole=True)
    review = at_expiry(ZONE.retention_standard, otherwise(keep()), lag=lag, title=WORDS, cite=CITE)
    law = evolve(ZONE, decisions=tuple(review if one.key == review.key else one for one in ZONE.decisions))
    found = story(Cluster(certified="2024-05-20"), laws=[law], scenarios=[Scenario(BASELINE)])
    assert found == [f"{year}-04-20 keep" for year in (2027, 2030, 2033)]


def test_standing_lost_at_a_review_leaves_the_term_that_then_begins() -> None:
    lever = LeverNamespace("zone")
    lag = procedure.review_lag_days(lever, cite=CITE)
    rules = (when(without_standing, lose("term_ended_without_standing", cite=CITE)),
             when(not_met, lose_standing("re_review", cite=CITE)))  # fmt: skip
    review = at_expiry(ZONE.retention_standard, *rules, lag=lag, title=WORDS, cite=CITE)
    law = evolve(ZONE, decisions=tuple(review if one.key == review.key else one for one in ZONE.decisions))
    found = story(Cluster(certified="2024-05-20", figures=SMALL), laws=[law])
    assert found == ["2027-05-20 lose_standing re_review", "2030-05-20 lose term_ended_without_standing"]


def test_a_deadline_is_the_one_in_force_on_its_day() -> None:
    sent = {2025: {"report_submitted_on": date(2026, 5, 5)}}
    late = Cluster(certified="2024-05-20", years=sent)
    assert story(late, years=1) == ["2026-04-01 lose late_report"]
    assert story(late, "zone.report_deadline=05-31@2026-02-01", years=1) == []
    assert story(late, "zone.report_deadline=04-30@2026-02-01", years=1) == ["2026-05-01 lose late_report"]
    assert story(late, "zone.report_deadline=02-28@2026-02-01", years=1) == ["2026-03-01 lose late_report"]
    assert story(late, "zone.report_deadline=05-31@2027-01-01", years=1) == ["2026-04-01 lose late_report"]


def test_scenarios_of_one_run_may_have_different_deadlines() -> None:
    sent = {2025: {"report_submitted_on": date(2026, 5, 5)}}
    found = study(Cluster(certified="2024-05-20", years=sent), scenarios=against("zone.report_deadline=05-31"), years=1)
    assert stories(found, scenario=0)["a"] == ["2026-04-01 lose late_report"]
    assert stories(found, scenario=1)["a"] == []


def test_a_report_never_sent_may_be_ignored_from_a_day_on() -> None:
    never = {"report_submitted_on": date(2099, 1, 1)}
    late = Cluster(certified="2024-05-20", years={2025: never})
    assert story(late, "zone.never_sent=ignored", years=1) == ["2026-04-01 lose late_report"]  # sent, long after


def test_a_round_is_held_on_the_day_in_force() -> None:
    assert story(Cluster(), "zone.round_on=09-30@2026-03-01", years=1) == ["2026-09-30 admit"]
    assert story(Cluster(), "zone.round_on=09-30@2027-01-01", years=1) == ["2026-06-30 admit"]


def test_periodic_reviews_follow_their_interval_and_day() -> None:
    moor = Cluster(place="moor", certified="2024-05-20")
    assert story(moor, "moor.review_on=09-30@2027-01-01", years=3) == ["2026-06-30 keep", "2028-09-30 keep"]
    found = story(moor, "moor.review_every=3@2027-01-01")
    assert found == ["2026-06-30 keep", "2028-06-30 keep", "2031-06-30 keep", "2034-06-30 keep"]
    assert story(moor, "moor.first_review=2027", years=3) == ["2027-06-30 keep"]
    assert story(moor, "moor.first_review=2030", years=5) == ["2030-06-30 keep"]


# Measures that end -------------------------------------------------------------------------------

ENDS = "zone.lapse=ends"


def test_a_measure_past_its_end_is_renewed_unless_the_lever_says_that_it_ends() -> None:
    late = Cluster(certified="2024-10-21")
    assert story(late, years=2) == ["2027-10-21 renew"]
    assert story(late, ENDS, years=2) == ["2027-10-21 lose measure_ended"]


def test_the_last_day_of_a_measure_is_still_under_it() -> None:
    assert story(Cluster(certified="2024-10-20"), ENDS, years=2) == ["2027-10-20 renew"]
    assert story(Cluster(certified="2024-10-20", figures=SMALL), ENDS, years=2) == ["2027-10-20 lose re_review"]
    assert story(Cluster(), ENDS, "zone.round_on=10-20", "zone.output_min=40", "zone.output_min=1@2027-01-01") == [
        "2027-10-20 admit",
        "2030-10-20 lose measure_ended",
    ]


def test_after_a_measures_end_nobody_is_admitted_and_no_cause_or_deadline_counts() -> None:
    weak = Cluster(figures=SMALL)
    assert story(weak, ENDS, "zone.output_min=1@2028-01-01") == []
    never = [("a", "2027-10-21", "illegality")]
    assert story(TITLE, ENDS, events=never) == ["2027-05-20 renew", "2030-05-20 lose measure_ended"]
    assert story(TITLE, ENDS, events=[("a", "2027-10-20", "illegality")])[-1] == "2027-10-20 lose illegality"


def test_a_measures_end_may_be_moved() -> None:
    late = Cluster(certified="2024-10-21")
    assert story(late, ENDS, "zone.in_force_until=2027-10-21", years=2) == ["2027-10-21 renew"]
    assert story(late, ENDS, "zone.in_force_until=2030-01-01@2027-01-01", years=2) == ["2027-10-21 renew"]
    assert story(TITLE, ENDS, "zone.in_force_until=2027-05-19") == ["2027-05-20 lose measure_ended"]
    assert story(TITLE, ENDS, "zone.in_force_until=none")[-1] == "2033-05-20 renew"


def test_a_run_past_the_end_says_what_it_takes_for_granted() -> None:
    def told(*settings: str, years: int = 9) -> str:
        found = study(TITLE, *settings, years=years).assumptions
        return next((one.text.en for one in found if one.key == "zone.lapse"), "")

    assert told() == "zone: ends on 2027-10-20, taken as renewed unchanged"
    assert told(ENDS) == "zone: ends on 2027-10-20 and lapses"
    assert told(years=1) == ""
