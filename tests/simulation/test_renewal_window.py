"""A window after expiry: who has not applied in time may still do so, and holds the title meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from clusterkit.law import (
    InForce,
    lose,
    lose_standing,
    measure_ended,
    not_applied,
    not_met,
    on_event,
    otherwise,
    procedure,
    renew,
    unknown,
    when,
    without_standing,
)
from clusterkit.simulation import harness
from clusterkit.simulation.bench import Record
from clusterkit.simulation.occurrences import questions
from clusterkit.study.simulate import Study
from tests.simulation.invented import CITE, WORDS, given, still
from tests.simulation.reformed import MEND, OUTPUT, cluster, law, lever, mending_end, review, story, study

HELD = "2024-05-20"
MISSED = [("a", "2026-05-20", "no_renewal_application")]
THREE = "zone.renewal_window=3"
LOST = lose("no_renewal_application", cite=CITE)


def forgetful(chance: float = 1.0, late: float | None = None, **more: Any) -> Any:
    """Return a model in which clusters forget to apply, and may remember within the window."""
    remember = {} if late is None else {"late_application": given(late)}
    return still("zone", no_application=given(chance), **remember, **more)


def test_without_a_window_the_title_is_lost_on_its_expiry() -> None:
    assert story(cluster(certified=HELD), events=MISSED) == ["2026-05-20 lose no_renewal_application"]


def test_the_title_is_held_until_the_window_s_last_day_and_lost_on_it() -> None:
    found = story(cluster(certified=HELD), THREE, events=MISSED)
    assert found == ["2026-05-20 put_off", "2026-08-20 lose no_renewal_application"]
    assert story(cluster(certified="2024-11-30"), THREE, events=[("a", "2026-01-01", MISSED[0][2])]) == [
        "2026-11-30 put_off",
        "2027-02-28 lose no_renewal_application",
    ]


def test_who_applies_within_it_is_reviewed_on_that_day_and_renewed_from_the_old_expiry() -> None:
    one = study([cluster(certified=HELD, latest=2025)], THREE, dynamics=forgetful(late=1.0), years=1)
    days = applications(one)
    assert len(days) == 1
    assert date(2026, 5, 21) <= days[0] <= date(2026, 8, 20)
    outcome = one.run().policy("zone")
    assert (outcome.lost_on == 0).all()
    later = evolve(one, plan=evolve(one.plan, last_year=2028)).run().policy("zone")
    assert later.counts[:, 1, 0, 0].tolist() == [1, 1, 1]


def applications(one: Study) -> list[date]:
    """Return the days on which late applications come, over all replications of the run's first policy."""
    found: list[date] = []

    def observed(key: Any) -> tuple[Record, None]:
        def record(docket: Any, decision: Any, stroke: Any, ruling: Any) -> None:
            if stroke.until is not None:
                found.extend(date.fromordinal(int(day)) for day in stroke.until[stroke.applied])

        return record, None

    harness.run(one.plan, one.portfolio, ["one"], one.replications, {}, observed=observed)
    return found


def test_late_applications_come_as_often_as_the_model_says_and_on_any_day_alike() -> None:
    clusters = [cluster(f"a{n}", HELD, latest=2025) for n in range(10)]
    one = study(clusters, THREE, dynamics=forgetful(0.5, 0.4), years=1, replications=1000)
    days = applications(one)
    assert len(days) == pytest.approx(10_000 * 0.5 * 0.4, rel=0.06)
    offsets = np.array([(day - date(2026, 5, 20)).days for day in days])
    assert (offsets.min(), offsets.max()) == (1, 92)
    assert offsets.mean() == pytest.approx(46.5, abs=2.0)
    lost = one.run().policy("zone").lost_on
    assert int((lost > 0).sum()) == pytest.approx(10_000 * 0.5 * 0.6, rel=0.05)
    assert set(np.unique(lost)) == {0, date(2026, 8, 20).toordinal()}


def test_what_the_review_finds_on_that_day_decides() -> None:
    policy = law(review(when(not_applied, LOST), when(not_met, lose("re_review", cite=CITE)), otherwise(renew())))
    short = cluster(certified="2024-12-20", latest=2025, _2025=5.0)
    eased = (THREE, "zone.output_min=5@2027-01-01")
    one = study([short], *eased, policy=policy, dynamics=forgetful(late=1.0), replications=100)
    days = applications(one)
    outcome = one.run().policy("zone")
    first = np.array([day.toordinal() for day in sorted(days) if day.year == 2026])
    assert 0 < len(first) < 20
    assert np.array_equal(np.sort(outcome.lost_on[outcome.lost_on > 0]), first)


def test_a_cause_in_the_window_costs_the_title_that_is_held() -> None:
    cause = on_event("incident", otherwise(lose("incident", cite=CITE)), title=WORDS, cite=CITE)
    policy = law(cause, review(), mending_end())
    for day, told in (("2026-08-20", "incident"), ("2026-08-21", "no_renewal_application")):
        events = [*MISSED, ("a", day, "incident")]
        found = story(cluster(certified=HELD), THREE, policy=policy, events=events)
        assert found == ["2026-05-20 put_off", f"2026-08-20 lose {told}"]


def test_what_the_file_says_of_the_expiry_stands_for_the_window_too() -> None:
    found = story(cluster(certified=HELD), THREE, events=MISSED, dynamics=still("zone", late_application=given(1.0)))
    assert found[-1] == "2026-08-20 lose no_renewal_application"


def test_a_title_that_cannot_be_renewed_has_no_window() -> None:
    cause = on_event("incident", otherwise(lose_standing("incident", cite=CITE)), title=WORDS, cite=CITE)
    ended = when(without_standing, lose("term_ended_without_standing", cite=CITE))
    policy = law(cause, review(ended, when(not_applied, LOST), otherwise(renew())))
    found = story(cluster(certified=HELD), THREE, policy=policy, events=[*MISSED, ("a", "2026-03-03", "incident")])
    assert found == ["2026-03-03 lose_standing incident", "2026-05-20 lose term_ended_without_standing"]


def test_after_the_measure_s_end_there_is_no_window() -> None:
    force = InForce(date(2020, 1, 1), CITE, procedure.in_force_until(lever, 20260101, cite=CITE),
                    procedure.lapse(lever, cite=CITE))  # fmt: skip
    rules = (when(measure_ended, lose("measure_ended", cite=CITE)), when(not_applied, LOST), otherwise(renew()))
    policy = law(review(*rules), in_force=force)
    found = story(cluster(certified=HELD), THREE, "zone.lapse=ends", policy=policy, events=MISSED)
    assert found == ["2026-05-20 lose measure_ended"]


def test_a_window_that_is_over_before_the_review_is_held_is_none() -> None:
    found = story(cluster(certified=HELD), THREE, "zone.review_lag_days=92", events=MISSED)
    assert found == ["2026-08-20 lose no_renewal_application"]
    found = story(cluster(certified=HELD), THREE, "zone.review_lag_days=91", events=MISSED)
    assert found == ["2026-08-19 put_off", "2026-08-20 lose no_renewal_application"]


def test_a_window_is_as_long_as_on_the_day_it_opens() -> None:
    changes = ("zone.renewal_window=6@2026-05-20", "zone.renewal_window=1@2026-05-21")
    found = story(cluster(certified=HELD), THREE, *changes, events=MISSED)
    assert found[-1] == "2026-11-20 lose no_renewal_application"


def test_mending_that_begins_within_the_window_does_not_stand_for_an_application() -> None:
    cause = on_event("incident", otherwise(MEND), title=WORDS, cite=CITE)
    policy = law(cause, review(), mending_end(when(unknown, LOST)))
    events = [*MISSED, ("a", "2026-07-01", "incident")]
    found = story(cluster(certified=HELD), THREE, policy=policy, events=events)
    assert found == ["2026-05-20 put_off", "2026-07-01 mend", "2027-01-01 lose no_renewal_application"]


def test_a_model_that_does_not_ask_draws_as_it_did() -> None:
    assert "late_application" not in questions(forgetful())
    assert questions(forgetful(late=0.1))[:2] == ("no_application", "late_application")


def test_a_review_that_keeps_after_a_window_begins_a_new_term() -> None:
    policy = law(review(when(unknown, LOST)))
    found = story(cluster(certified=HELD), THREE, policy=policy, events=MISSED, years=3)
    assert found == ["2026-05-20 put_off"]
    twice = [*MISSED, ("a", "2028-05-20", "no_renewal_application")]
    found = story(cluster(certified=HELD), THREE, policy=policy, events=twice, years=3)
    assert found == ["2026-05-20 put_off", "2028-05-20 put_off"]


def test_a_run_says_that_nobody_is_late_where_the_model_does_not_say() -> None:
    def told(*settings: str, **more: Any) -> list[str]:
        found = study([cluster(certified=HELD)], *settings, **more).assumptions
        return [one.source for one in found if one.key == "zone.late_application"]

    assert told() == []
    assert told(THREE) == told("zone.renewal_window=3@2030-01-01") == ["ASSUMED: the model does not say"]
    assert told(THREE, dynamics=forgetful(late=0.2)) == ["ASSUMED: invented"]
    assert told(THREE, policy=law(review(standard=OUTPUT), mending_end(), term=None)) == told(THREE)
