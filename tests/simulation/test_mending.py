"""Time to mend: between a review and the loss of the title lies a period, and a decision at its end."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.law import (
    Effect,
    all_of,
    at_mending_end,
    earlier,
    keep,
    lose,
    lose_standing,
    met,
    not_met,
    on_event,
    otherwise,
    renew,
    unknown,
    warn,
    when,
    without_standing,
)
from clusterkit.law.ranking import among_lowest
from tests.simulation.invented import CITE, WORDS
from tests.simulation.reformed import (
    MEND,
    NOT_MENDED,
    admission,
    cluster,
    cycle,
    law,
    mending_end,
    number,
    review,
    story,
    study,
)
from tests.simulation.runs import stories

HELD = "2024-05-20"
"""A title whose first review is on 20 May 2026, on the figures of 2025."""


def test_what_falls_short_is_to_mend_and_is_lost_where_it_is_not_mended() -> None:
    found = story(cluster(certified=HELD, _2025=5.0, _2026=5.0), "zone.mending_months=8")
    assert found == ["2026-05-20 mend", "2027-01-20 lose not_mended"]


def test_the_period_runs_to_the_same_day_of_the_month_and_a_renewal_counts_from_the_old_expiry() -> None:
    # The end lies in the next year, so that the figures of 2026 decide.
    found = story(cluster(certified=HELD, _2025=5.0), "zone.mending_months=8")
    assert found[:3] == ["2026-05-20 mend", "2027-01-20 renew", "2028-05-20 renew"]


def test_within_the_same_year_the_same_figures_decide() -> None:
    found = story(cluster(certified=HELD, _2025=5.0))
    assert found == ["2026-05-20 mend", "2026-11-20 lose not_mended"]


def test_a_month_without_such_a_day_ends_the_period_on_its_last() -> None:
    found = story(cluster(certified="2024-08-31", _2025=5.0))
    assert found == ["2026-08-31 mend", "2027-02-28 renew", "2028-08-31 renew", "2030-08-31 renew", "2032-08-31 renew",
                     "2034-08-31 renew"]  # fmt: skip


def test_the_title_is_held_meanwhile_and_a_cause_may_take_it() -> None:
    cause = on_event("incident", otherwise(lose("incident", cite=CITE)), title=WORDS, cite=CITE)
    policy = law(cause, review(), mending_end())
    short = cluster(certified=HELD, _2025=5.0)
    for day, lost in (("2026-11-20", "incident"), ("2026-11-21", "not_mended")):
        found = story(short, policy=policy, events=[("a", day, "incident")])
        assert found == ["2026-05-20 mend", f"2026-11-20 lose {lost}"]
    outcome = study([short], "zone.mending_months=8").run().policy("zone")
    assert outcome.counts[:2, 1, 0, 0].tolist() == [1, 1]


def test_it_may_be_given_again() -> None:
    again = mending_end(when(not_met & ~earlier("mending", within=1), MEND), when(not_met, NOT_MENDED),
                        otherwise(renew()))  # fmt: skip
    policy = law(review(), again)
    short = cluster(certified=HELD, _2025=5.0, _2026=5.0)
    assert story(short, policy=policy) == ["2026-05-20 mend", "2026-11-20 mend", "2027-05-20 lose not_mended"]
    mended = cluster(certified=HELD, _2025=5.0)
    found = story(mended, policy=policy)
    assert found[:4] == ["2026-05-20 mend", "2026-11-20 mend", "2027-05-20 renew", "2028-05-20 renew"]


def test_a_title_that_mends_beyond_a_whole_term_counts_as_renewed_meanwhile() -> None:
    long = ("zone.mending_months=30", "zone.term_years=1")
    found = story(cluster(certified="2025-05-20", _2025=5.0), *long, years=4)
    # The term of 2026 is followed by those of 2027 and 2028: the next review is on the first expiry to come.
    assert found == ["2026-05-20 mend", "2028-11-20 renew", "2029-05-20 renew"]


def test_a_term_renewed_at_the_end_of_mending_may_end_in_the_same_year() -> None:
    found = story(cluster(certified="2025-12-01", _2025=5.0), "zone.term_years=1", years=3)
    assert found == ["2026-12-01 mend", "2027-06-01 renew", "2027-12-01 renew", "2028-12-01 renew"]


# What ends it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", [keep(), warn(), renew()])
def test_who_stays_at_the_end_has_a_new_term_where_the_old_one_ran_out(effect: Effect) -> None:
    policy = law(review(), mending_end(otherwise(effect)))
    found = story(cluster(certified=HELD, _2025=5.0), policy=policy)
    assert found[:3] == ["2026-05-20 mend", f"2026-11-20 {effect.kind}", "2028-05-20 renew"]


def test_what_no_rule_takes_up_at_the_end_stays_as_well() -> None:
    policy = law(review(), mending_end(when(unknown, NOT_MENDED)))
    assert story(cluster(certified=HELD, _2025=5.0), policy=policy)[:2] == ["2026-05-20 mend", "2028-05-20 renew"]


def test_standing_lost_at_the_end_leaves_one_more_term() -> None:
    last = review(when(without_standing, lose("term_ended_without_standing", cite=CITE)), when(not_met, MEND),
                  otherwise(renew()))  # fmt: skip
    policy = law(last, mending_end(when(not_met, lose_standing("not_mended", cite=CITE)), otherwise(renew())))
    found = story(cluster(certified=HELD, _2025=5.0), policy=policy)
    assert found == ["2026-05-20 mend", "2026-11-20 lose_standing not_mended",
                     "2028-05-20 lose term_ended_without_standing"]  # fmt: skip


def test_a_later_admission_knows_of_no_mending() -> None:
    cause = on_event("incident", otherwise(lose("incident", cite=CITE)), title=WORDS, cite=CITE)
    policy = law(cause, review(), mending_end(), admission())
    found = story(cluster(certified=HELD, _2025=5.0), "zone.mending_months=18", policy=policy,
                  events=[("a", "2026-06-01", "incident")])  # fmt: skip
    assert found[:4] == ["2026-05-20 mend", "2026-06-01 lose incident", "2027-06-30 admit", "2029-06-30 renew"]


# Reviews at fixed intervals ----------------------------------------------------------------------


def test_a_review_at_fixed_intervals_may_give_time_to_mend_and_asks_no_title_that_mends() -> None:
    policy = law(cycle(), mending_end(when(not_met, NOT_MENDED), otherwise(keep())), term=None)
    found = story(cluster(certified=HELD, _2025=5.0), "zone.mending_months=18", policy=policy, years=4)
    assert found == ["2026-06-30 mend", "2027-12-30 keep", "2028-06-30 keep", "2029-06-30 keep"]
    failing = cluster(certified=HELD, _2025=5.0, _2026=5.0)
    found = story(failing, "zone.mending_months=18", policy=policy)
    assert found == ["2026-06-30 mend", "2027-12-30 lose not_mended"]


def test_the_day_of_a_review_still_lies_within_the_period_that_ends_on_it() -> None:
    policy = law(cycle(), mending_end(when(not_met, NOT_MENDED), otherwise(keep())), term=None)
    found = story(cluster(certified=HELD, _2025=5.0), "zone.mending_months=12", policy=policy, years=3)
    assert found == ["2026-06-30 mend", "2027-06-30 keep", "2028-06-30 keep"]


def test_a_term_that_ends_while_a_title_mends_is_followed_by_another_where_it_stays() -> None:
    policy = law(cycle(years=3), review(), mending_end(when(not_met, NOT_MENDED), otherwise(keep())))
    found = story(cluster(certified="2024-09-09", _2025=5.0), "zone.mending_months=12", policy=policy, years=3)
    assert found == ["2026-06-30 mend", "2027-06-30 keep", "2028-09-09 renew"]
    # A term that ends after the period is reviewed as any other.
    found = story(cluster(certified="2024-09-09", _2025=5.0), "zone.mending_months=2", policy=law(
        cycle(years=3), review(), mending_end(otherwise(keep()))), years=1)  # fmt: skip
    assert found == ["2026-06-30 mend", "2026-08-30 keep", "2026-09-09 mend", "2026-11-09 keep"]


def test_two_of_three_reviews_failed_are_too_many() -> None:
    rules = (when(not_met & earlier("warned", within=2), lose("two_of_three", cite=CITE)), when(not_met, warn()),
             otherwise(keep()))  # fmt: skip
    policy = law(cycle(*rules), term=None)
    found = story(cluster(certified=HELD, _2025=5.0, _2028=5.0), policy=policy, years=5)
    assert found == ["2026-06-30 warn", "2027-06-30 keep", "2028-06-30 keep", "2029-06-30 warn", "2030-06-30 keep"]
    found = story(cluster(certified=HELD, _2025=5.0, _2027=5.0), policy=policy)
    assert found == ["2026-06-30 warn", "2027-06-30 keep", "2028-06-30 lose two_of_three"]


# Events ------------------------------------------------------------------------------------------


def test_a_cause_may_give_time_to_mend_and_what_follows_comes_after_its_end() -> None:
    cause = on_event("incident", when(earlier("mending", within=1), lose("second_incident", cite=CITE)),
                     otherwise(MEND), title=WORDS, cite=CITE)  # fmt: skip
    change = on_event("unreported_change", otherwise(lose("unreported_change", cite=CITE)), title=WORDS, cite=CITE)
    policy = law(cause, change, cycle(otherwise(keep()), years=9), mending_end(otherwise(keep())), term=None)
    events = [("a", "2027-01-10", "incident"), ("a", "2027-07-11", "unreported_change")]
    found = story(cluster(certified=HELD), policy=policy, events=events)
    assert found == ["2026-06-30 keep", "2027-01-10 mend", "2027-07-10 keep", "2027-07-11 lose unreported_change"]
    events = [("a", "2027-01-10", "incident"), ("a", "2027-07-10", "unreported_change")]
    found = story(cluster(certified=HELD), policy=policy, events=events)
    assert found[1:] == ["2027-01-10 mend", "2027-07-10 lose unreported_change"]
    twice = [("a", "2027-01-10", "incident"), ("a", "2027-03-10", "incident")]
    found = story(cluster(certified=HELD), policy=policy, events=twice)
    assert found[1:3] == ["2027-01-10 mend", "2027-03-10 lose second_incident"]


# Levers, scenarios, other titles -----------------------------------------------------------------


def test_the_length_of_the_period_is_that_in_force_when_it_begins() -> None:
    short = cluster(certified=HELD, _2025=5.0)
    changed = story(short, "zone.mending_months=2@2026-05-20", "zone.mending_months=9@2026-05-21", years=1)
    assert changed == ["2026-05-20 mend", "2026-07-20 lose not_mended"]


def test_titles_of_one_sitting_may_have_different_periods() -> None:
    clusters = [cluster("a", HELD, _2025=5.0), cluster("b", "2024-08-20", _2025=5.0)]
    told = stories(study(clusters, "zone.mending_months=2@2026-07-01", years=1))
    assert told["a"] == ["2026-05-20 mend", "2026-11-20 lose not_mended"]
    assert told["b"] == ["2026-08-20 mend", "2026-10-20 lose not_mended"]


def test_old_rules_stay_for_the_end_of_mending_as_well() -> None:
    short = cluster(certified=HELD, _2025=8.0, _2026=8.0)
    eased = ("zone.output_min=7@2026-08-01", "zone.mending_months=8")
    assert story(short, *eased)[:2] == ["2026-05-20 mend", "2027-01-20 renew"]
    kept = story(short, *eased, "zone.new_rules_at_review=no")
    assert kept == ["2026-05-20 mend", "2027-01-20 lose not_mended"]


def test_where_a_review_compares_titles_the_days_are_taken_one_by_one() -> None:
    """The lowest of those before the authority are lost at the end of mending: who comes on one day is compared."""
    last = among_lowest(number("last", 1.0, whole=True), "output_value", "", id="zone.last", title=WORDS, cite=CITE)
    end = at_mending_end(all_of(last), when(met, NOT_MENDED), otherwise(renew()), title=WORDS, cite=CITE)
    compared = law(review(), end)
    clusters = [
        cluster("a", HELD, _2025=5.0),
        cluster("b", HELD, _2025=4.0),
        cluster("c", "2024-05-21", _2025=6.0),
        cluster("d", "2024-02-20", _2025=5.5),
    ]
    told = stories(study(clusters, "zone.mending_months=3", policy=compared, years=1))
    assert told["a"] == ["2026-05-20 mend", "2026-08-20 renew"]
    assert told["b"] == ["2026-05-20 mend", "2026-08-20 lose not_mended"]
    assert told["c"] == ["2026-05-21 mend", "2026-08-21 lose not_mended"]
    assert told["d"] == ["2026-02-20 mend", "2026-05-20 lose not_mended"]


def test_every_replication_and_scenario_mends_for_itself() -> None:
    clusters = [cluster(f"a{n}", date(2024, 1 + n % 12, 9).isoformat(), _2025=5.0 + n % 3) for n in range(12)]
    both = study(clusters, replications=5)
    outcome = both.run().policy("zone")
    assert {outcome.causes[code] for code in np.unique(outcome.cause)} == {"", "not_mended"}
    assert (outcome.lost_on == outcome.lost_on[:, :, :1]).all()


def test_a_period_to_mend_needs_a_decision_at_its_end() -> None:
    needed = "^policy zone: a title that is to mend needs one decision at_mending_end, not 0$"
    with pytest.raises(InputError, match=needed):
        story(cluster(certified=HELD), policy=law(review()))
    with pytest.raises(InputError, match=r"not 2$"):
        story(cluster(certified=HELD), policy=law(review(), mending_end(), mending_end()))
