"""What a measure leaves to its authority is drawn: once for each title, year and chance, whatever the scenario."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.law import discretion, lose, not_met, otherwise, renew, warn, when
from clusterkit.law.policy import Policy
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.study.scenario import BASELINE, Scenario
from tests.simulation.invented import CITE, SMALL
from tests.simulation.reformed import admission, cluster, law, number, review, study

SPARED = number("spared", 0.3, "share")
CLOSED = number("closed", 0.2, "share")
HELD = "2024-05-20"
SHORT = [evolve(cluster(f"a{n}", HELD), figures=SMALL) for n in range(20)]


def sparing() -> Policy:
    """Return a measure whose authority may warn where it could take the title."""
    return law(review(when(not_met & discretion(SPARED), warn()), when(not_met, lose("re_review", cite=CITE)),
                      otherwise(renew())))  # fmt: skip


def lost(outcome: PolicyOutcome) -> NDArray[np.int32]:
    return np.asarray(outcome.lost_on)


def scenarios(policy: Policy, *chances: float) -> list[Scenario]:
    levers = {one.key: one for one in policy.levers}
    return [Scenario.of(BASELINE if not place else f"{chance:g}", levers, [f"zone.spared={chance}"])
            for place, chance in enumerate(chances)]  # fmt: skip


def test_a_title_is_spared_as_often_as_the_lever_says_independently_year_by_year() -> None:
    outcome = study(SHORT, policy=sparing(), replications=500, years=5).run().policy("zone")
    spared = lost(outcome)[0] != date(2026, 5, 20).toordinal()
    assert spared.mean() == pytest.approx(0.3, abs=0.015)
    assert (lost(outcome) == 0).mean() == pytest.approx(0.3**3, abs=0.006)
    between = np.corrcoef(spared.astype(float))[np.triu_indices(len(SHORT), 1)]
    assert abs(between).mean() < 0.06


def test_never_and_always_are_what_they_say() -> None:
    policy = sparing()
    outcome = study(SHORT, policy=policy, scenarios=scenarios(policy, 0.0, 1.0), replications=100).run().policy("zone")
    assert (lost(outcome)[0] == date(2026, 5, 20).toordinal()).all()
    assert (lost(outcome)[1] == 0).all()


def test_a_higher_chance_spares_the_same_titles_and_more() -> None:
    policy = sparing()
    found = study(SHORT, policy=policy, scenarios=scenarios(policy, 0.1, 0.3, 0.7), replications=200).run()
    held = lost(found.policy("zone")) == 0
    assert (held[0] <= held[1]).all()
    assert (held[1] <= held[2]).all()
    assert held[0].sum() < held[1].sum() < held[2].sum()


def test_it_takes_nothing_from_other_draws_and_grows_only_at_the_end() -> None:
    policy = sparing()
    whole = lost(study(SHORT, policy=policy, replications=250).run().policy("zone"))
    assert np.array_equal(whole[:, :, :120], lost(study(SHORT, policy=policy, replications=120).run().policy("zone")))
    some = lost(study(SHORT[3:7], policy=policy, replications=250).run(size=2).policy("zone"))
    order = sorted(one.name for one in SHORT)
    rows = [order.index(one.name) for one in SHORT[3:7]]
    assert np.array_equal(whole[:, rows], some)
    other = lost(study(SHORT, policy=policy, replications=250, seed=2).run().policy("zone"))
    assert not np.array_equal(whole, other)


def test_two_chances_are_drawn_apart_and_one_asked_twice_is_the_same() -> None:
    both = when(not_met & discretion(SPARED) & discretion(CLOSED), lose("both", cite=CITE))
    again = when(not_met & discretion(SPARED) & ~discretion(SPARED), lose("contradiction", cite=CITE))
    policy = law(review(again, both, otherwise(renew())))
    outcome = study(SHORT, policy=policy, replications=500, years=1).run().policy("zone")
    causes = [outcome.causes[code] for code in np.unique(outcome.cause)]
    assert causes == ["", "both"]
    assert (outcome.lost_on > 0).mean() == pytest.approx(0.3 * 0.2, abs=0.01)


def test_a_round_may_be_at_the_discretion_of_the_authority() -> None:
    policy = law(review(otherwise(renew())), admission(discretion(SPARED)))
    outcome = study([cluster(f"a{n}") for n in range(20)], policy=policy, replications=500, years=1).run()
    assert outcome.policy("zone").counts[0, 1].mean() == pytest.approx(20 * 0.3, abs=0.3)
