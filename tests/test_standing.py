"""What an assessment says of titles on file under measures that warn, give time to mend, or leave a window."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clusterkit.assessment import Assessment, assess
from clusterkit.law import (
    Decision,
    Effect,
    Policy,
    all_of,
    always,
    at_least,
    discretion,
    keep,
    lose,
    not_met,
    on_event,
    otherwise,
    renew,
    score_below,
    scored,
    warn,
    when,
)
from clusterkit.law.provisions import Change
from clusterkit.plugins import Plugins
from tests.simulation.invented import CITE, WORDS, portfolio
from tests.simulation.reformed import MEND, OUTPUT, WINDOW, cluster, law, mending_end, number, review

ON = date(2026, 12, 31)
HELD = "2024-05-20"
CHANCE = number("spared", 0.4, "share")


def assessed(policy: Policy, *events: tuple[str, str, str], **more: Any) -> Assessment:
    tables = portfolio(cluster(certified=HELD, latest=2025, _2025=5.0), events=events)
    return assess(tables, ON, policies=[policy], plugins=Plugins({}), **more)


def causes(policy: Policy, *events: tuple[str, str], **more: Any) -> list[tuple[Any, ...]]:
    found = assessed(policy, *(("a", day, kind) for day, kind in events), **more).of("a").causes
    return [(one.cause, one.effect, one.takes_effect, one.reason) for one in found]


def incident(*effects: Effect, condition: Any = None) -> Decision:
    """Return the decision on an incident: by rules of which only the first may ask something."""
    first, *others = effects
    rules = (when(condition or always, first), *(otherwise(one) for one in others))
    return on_event("incident", *rules, title=WORDS, cite=CITE)


def test_a_cause_may_warn_or_give_time_to_mend() -> None:
    assert causes(law(incident(warn())), ("2026-03-03", "incident")) == [("incident", "warn", date(2026, 3, 3), None)]
    policy = law(incident(MEND), mending_end())
    assert causes(policy, ("2026-08-31", "incident")) == [("incident", "mend", date(2027, 2, 28), None)]
    longer = (Change("zone.mending_months", 9.0, date(2026, 8, 31).toordinal()),)
    assert causes(policy, ("2026-08-31", "incident"), changes=longer)[0][2] == date(2027, 5, 31)


def test_what_is_at_the_authority_s_discretion_is_told_as_such() -> None:
    policy = law(incident(lose("incident", cite=CITE), condition=discretion(CHANCE)))
    assert causes(policy, ("2026-03-03", "incident")) == [("incident", None, None, "discretion")]
    for chance, told in (
        (1.0, ("incident", "lose", date(2026, 3, 3), None)),
        (0.0, ("incident", None, None, "no_rule")),
    ):
        assert causes(policy, ("2026-03-03", "incident"), changes=(Change(CHANCE.key, chance),)) == [told]


def test_without_an_effect_a_cause_says_that_no_rule_takes_it_up() -> None:
    assert causes(law(incident(keep())), ("2026-03-03", "incident")) == [("incident", None, None, "no_rule")]


@pytest.mark.parametrize("months, lost", [(3, date(2026, 8, 20)), (None, date(2026, 5, 20))])
def test_who_does_not_apply_loses_the_title_on_the_window_s_last_day(months: float | None, lost: date) -> None:
    found = causes(law(), ("2026-05-01", "no_renewal_application"), changes=(Change(WINDOW.key, months),))
    assert found == [("no_renewal_application", "lose", lost, None)]


def test_a_review_asks_by_its_own_standard() -> None:
    fewer = at_least("operating_revenue", number("revenue_min", 10.0, "亿元"))
    policy = law(review(when(not_met, lose("re_review", cite=CITE)), otherwise(renew()), standard=all_of(fewer)))
    ids = {
        standard: [(one.id, one.verdict) for one in assessed(policy, standard=standard).of("a").criteria]
        for standard in ("admission", "retention")
    }
    assert ids == {"admission": [("zone.output_min", "not_met")], "retention": [("zone.revenue_min", "met")]}


def test_a_score_that_only_gives_time_to_mend_does_not_pass() -> None:
    table = scored((OUTPUT, 40.0), (at_least("operating_revenue", number("revenue_min", 10.0, "亿元")), 60.0))
    mark, low = number("mark", 80.0, "分"), number("low", 40.0, "分")
    rules = (when(score_below(low), lose("score", cite=CITE)), when(score_below(mark), MEND), otherwise(renew()))
    policy = law(review(*rules, standard=table), mending_end(), standard=table)
    assert assessed(policy, standard="retention").of("a").verdict == "fails"
    eased = assessed(policy, standard="retention", changes=(Change(mark.key, 60.0),))
    assert eased.of("a").verdict == "passes"
