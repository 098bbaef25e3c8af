from __future__ import annotations

import pytest

from clusterkit.law import (
    Decision,
    Text,
    admit,
    always,
    at_expiry,
    at_mending_end,
    earlier,
    every,
    keep,
    lose,
    meets,
    mend,
    met,
    on_deadline,
    on_event,
    otherwise,
    renew,
    says,
    warn,
    when,
)
from clusterkit.law.decision import REVIEWS, AtExpiry, AtMendingEnd, Every, OnDeadline, OnEvent, Round
from tests.law.measures import BIENNIAL, INCIDENT, LATE, PLAN, RECOGNITION, REVIEW, ROUND, STANDARD
from tests.law.sittings import CITE, WORDS, lever, number, yes_no


@pytest.mark.parametrize(
    "decision, key, occasion",
    [
        (INCIDENT, "incident", OnEvent),
        (LATE, "late_yearly_report", OnDeadline),
        (REVIEW, "re_review", AtExpiry),
        (BIENNIAL, "periodic_review", Every),
        (ROUND, "admission_round", Round),
    ],
)
def test_a_decision_is_named_by_its_occasion(decision: Decision, key: str, occasion: type) -> None:
    assert decision.key == key
    assert isinstance(decision.occasion, occasion)
    assert isinstance(decision.title, Text)
    assert decision.citation


def test_a_decision_may_have_a_name_of_its_own() -> None:
    rule = otherwise(keep())
    assert on_event("incident", rule, title=WORDS, cite=CITE, key="second").key == "second"
    assert on_deadline("report", rule, title=WORDS, cite=CITE, key="second").key == "second"
    levers = {name: number(name, 1) for name in ("years", "first")}
    on = lever.month_day("on", "06-30", zh="日", en="day", cite=CITE)
    yearly = every(levers["years"], STANDARD, rule, first=levers["first"], on=on, title=WORDS, cite=CITE, key="rank")
    assert yearly.key == "rank"


def test_an_occasion_knows_its_event_or_its_duty() -> None:
    assert INCIDENT.occasion == OnEvent("incident")
    assert LATE.occasion == OnDeadline("yearly_report")


def test_rules_keep_their_order_and_the_last_takes_all_that_are_left() -> None:
    kinds = [rule.effect.kind for rule in REVIEW.rules]
    assert kinds == ["lose", "lose", "lose", "renew"]
    assert REVIEW.rules[-1].condition is always
    assert when(met, admit()).condition is met


def test_a_decision_without_a_standard_judges_what_its_rules_ask() -> None:
    assert INCIDENT.standard is None
    assert list(INCIDENT.criteria) == []
    asks = on_event("incident", when(meets(RECOGNITION), keep()), title=WORDS, cite=CITE)
    assert list(asks.criteria) == [RECOGNITION]


def test_a_decision_names_every_criterion_it_may_judge() -> None:
    names = [criterion.id for criterion in REVIEW.criteria if criterion.id]
    assert names[0] == "zone.output_min"
    assert names[-1] == PLAN.id
    assert "zone.gradient.second" in names
    assert [criterion.id for criterion in ROUND.criteria][-1] == "zone.recognition"


@pytest.mark.parametrize(
    "decision, first",
    [
        (INCIDENT, []),
        (LATE, []),
        (REVIEW, ["zone.review_lag_days", "zone.incomplete_passes"]),
        (BIENNIAL, ["zone.review_every", "zone.first_review", "zone.review_on"]),
        (ROUND, ["zone.round_on", "zone.round_quota", "zone.ranking"]),
    ],
)
def test_a_decision_names_the_levers_of_its_occasion_its_rules_and_its_criteria(
    decision: Decision, first: list[str]
) -> None:
    keys = [one.key for one in decision.levers]
    assert keys[: len(first)] == first
    bound = "zone.retention.output_min" if decision is REVIEW else "zone.output_min"
    assert (bound in keys) == (decision.standard is not None)


def test_a_decision_remembers_as_far_as_its_rules_look_back() -> None:
    assert BIENNIAL.looks_back == 2
    assert REVIEW.looks_back == 0
    assert on_event("incident", title=WORDS, cite=CITE).looks_back == 0
    asks = when(earlier("warned", within=1) & says(yes_no("strict", True)), warn())
    assert on_event("incident", asks, title=WORDS, cite=CITE).looks_back == 1


def test_a_decision_names_the_effects_it_can_have() -> None:
    assert [effect.kind for effect in BIENNIAL.effects] == ["lose", "warn", "keep", "lose"]
    assert BIENNIAL.undecided == lose("incomplete_review", cite="第三条")
    assert REVIEW.undecided is None
    assert REVIEW.effects[-1] == renew()
    again = at_expiry(
        STANDARD, lag=number("lag", 0), title=WORDS, cite=CITE, undecided=lose("incomplete_review", cite=CITE)
    )
    assert again.effects == (lose("incomplete_review", cite=CITE),)


def test_a_review_may_leave_a_window_and_the_end_of_mending_has_no_day_but_its_own() -> None:
    window = number("window", 3)
    again = at_expiry(STANDARD, lag=number("lag", 0), window=window, title=WORDS, cite=CITE)
    assert again.occasion == AtExpiry(number("lag", 0), window)
    assert [one.key for one in again.levers][:2] == ["zone.lag", "zone.window"]
    end = at_mending_end(STANDARD, otherwise(keep()), title=WORDS, cite=CITE)
    assert (end.key, end.occasion, end.standard) == ("mending_end", AtMendingEnd(), STANDARD)
    assert {type(one.occasion) for one in (again, end, BIENNIAL)} == set(REVIEWS)


def test_a_decision_names_the_levers_of_its_effects() -> None:
    months, years = number("months", 6), number("bar", 3)
    given = on_event("incident", otherwise(mend(within=months, cite=CITE)), title=WORDS, cite=CITE)
    assert list(given.levers) == [months]
    undecided = lose("blank", cite=CITE, bar=years)
    silent = at_mending_end(STANDARD, otherwise(keep()), title=WORDS, cite=CITE, undecided=undecided)
    assert years in list(silent.levers)


def test_a_decision_settles_where_every_title_is_lost_or_renewed() -> None:
    assert REVIEW.settles
    assert not BIENNIAL.settles
    lag = number("lag", 0)
    assert not at_expiry(STANDARD, when(met, renew()), lag=lag, title=WORDS, cite=CITE).settles
    assert not at_expiry(STANDARD, lag=lag, title=WORDS, cite=CITE).settles
    assert not at_expiry(STANDARD, otherwise(keep()), lag=lag, title=WORDS, cite=CITE).settles
