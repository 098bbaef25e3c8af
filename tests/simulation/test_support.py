"""Support: what holding a title adds to growth, and that it is off unless asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.outcome import Outcome
from tests.simulation.invented import LIVELY, SMALL, STILL, Cluster, against, portfolio, study
from tests.simulation.runs import assert_same, only, stories

HOLDER = Cluster(certified="2023-05-20")


def zone(count: int = 12) -> Portfolio:
    return portfolio(*(Cluster(f"c{number:02}", certified=f"{2023 + number % 3}-05-20") for number in range(count)))


def run(support: float, **more: Any) -> Outcome:
    return study(zone(), models=LIVELY, replications=100, support=support, **more).run()


def lost_in(support: float, bound: str) -> list[str]:
    """Return the story of one holder whose output stands at 20 and whose reviews are in 2026, 2029 and 2032."""
    return stories(study(HOLDER, f"zone.output_min={bound}", models=STILL, support=support))["a"]


def test_without_support_figures_know_nothing_of_titles() -> None:
    assert_same(run(0.0), study(zone(), models=LIVELY, replications=100).run())


def test_support_raises_the_output_of_a_holder_by_its_rate_each_year_from_the_first_on() -> None:
    # 20 at the end of 2025; the review of 2029 reads 2026 to 2028, of which the least is 20 x 1.1 = 22.
    assert lost_in(0.1, "19")[:2] == ["2026-05-20 renew", "2029-05-20 renew"]
    assert lost_in(0.0, "19") == lost_in(0.1, "19")
    raised = ["zone.output_min=20", "zone.output_min=22@2027-01-01"]
    assert stories(study(HOLDER, *raised, support=0.1))["a"][1] == "2029-05-20 renew"
    above = ["zone.output_min=20", "zone.output_min=22.01@2027-01-01"]
    assert stories(study(HOLDER, *above, support=0.1))["a"][1] == "2029-05-20 lose re_review"
    assert stories(study(HOLDER, *raised, support=0.0))["a"][1] == "2029-05-20 lose re_review"


def test_support_ends_with_the_title() -> None:
    # Lost in 2026 for output; readmitted by no rule; three years on its output is what one year of support made it.
    settings = ["zone.output_min=21", "zone.output_min=22.01@2029-01-01", "zone.readmission=yes"]
    admitted = stories(study(HOLDER, *settings, support=0.1, years=6))["a"]
    assert admitted[0] == "2026-05-20 lose re_review"
    # 2026 counts as held on 1 January: 22.0 from then on, which 21 admits in 2029 at the latest and 22.01 does not.
    assert not any(one.startswith(("2029", "2030", "2031")) for one in admitted)
    lower = ["zone.output_min=21", "zone.readmission=yes"]
    assert "2029-06-30 admit" in stories(study(HOLDER, *lower, support=0.1, years=6))["a"]


def test_support_never_lowers_retention_on_the_same_draws() -> None:
    low, high = (only(run(rate).policies["zone"], 0)["lost_on"] for rate in (0.0, 0.05))
    kept_only_without = (low == 0) & (high != 0)
    # Growth of output is a bound from below, so that faster growth can cost nobody a title under this law.
    assert not kept_only_without.any()
    assert ((low != 0) & (high == 0)).any()


def test_with_support_a_scenario_that_changes_nothing_changes_nothing() -> None:
    outcome = run(0.05, scenarios=against("zone.output_min=10"))
    zero, one = (only(outcome.policies["zone"], scenario) for scenario in (0, 1))
    assert all(np.array_equal(array, one[name]) for name, array in zero.items())


def test_with_support_a_bound_moves_the_figures_it_is_held_against() -> None:
    outcome = run(0.05, scenarios=against("zone.term_years=1"))
    zero, one = (outcome.policies["zone"].lost_on[scenario] for scenario in (0, 1))
    assert (zero != one).any()


def test_a_share_keeps_its_own_motion() -> None:
    share: Mapping[str, float] = {"output_value": 20.0, "sme_output_value": 10.2}
    held = Cluster(certified="2023-05-20", figures=share)
    assert stories(study(held, support=0.3))["a"] == ["2026-05-20 renew", "2029-05-20 renew", "2032-05-20 renew"]


def test_a_candidate_gets_no_support() -> None:
    waiting = Cluster(figures=SMALL)
    assert stories(study(waiting, support=0.4))["a"] == []


def test_support_is_told_as_an_assumption_and_stands_in_the_manifest() -> None:
    one = study(HOLDER, support=0.02)
    assert one.manifest()["support"] == 0.02
    told = [each for each in one.assumptions if each.key == "support"]
    assert [(each.value, each.source.startswith("ASSUMED")) for each in told] == [(0.02, True)]
    assert not [each for each in study(HOLDER).assumptions if each.key == "support"]


@pytest.mark.parametrize("rate", [-0.6, 0.51, 2.0])
def test_support_beyond_reason_is_refused(rate: float) -> None:
    with pytest.raises(InputError, match="--support"):
        study(HOLDER, support=rate, start=date(2026, 1, 1))
