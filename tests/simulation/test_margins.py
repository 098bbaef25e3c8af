"""What is noted of losses while a run goes on: whose, on which criterion, by how much; whatever the tiles are."""

from __future__ import annotations

import numpy as np
import pytest

from clusterkit.simulation import harness
from clusterkit.simulation.harness import TILE_CLUSTERS
from clusterkit.simulation.margins import Ledger, Margins
from clusterkit.simulation.outcome import Outcome
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, SMALL, Cluster, against, portfolio, study
from tests.simulation.runs import assert_same

CERTIFIED = "2023-05-20"


def noted(one: Study, size: int = TILE_CLUSTERS) -> tuple[Outcome, dict[str, Margins]]:
    """Return the outcome of a run and what was noted of it."""
    ledger = Ledger(one.plan, one.portfolio)
    names = [scenario.name for scenario in one.scenarios]
    outcome = harness.run(
        one.plan, one.portfolio, names, one.replications, {}, observed=ledger.observe, last_figures=False, size=size
    )
    return outcome, dict(ledger.margins(outcome))


def entries(margins: Margins) -> list[tuple[object, ...]]:
    """Return the shortfalls in an order of their own, None where there is no margin."""
    found = margins.shortfalls
    margin = [None if np.isnan(one) else one for one in found.margin.tolist()]
    columns = (one.tolist() for one in (found.scenario, found.cluster, found.replication, found.criterion))
    return sorted(zip(*columns, margin, strict=True))


def lively() -> Study:
    clusters = [
        Cluster(f"z{place}", certified=f"{2022 + place % 3}-03-10", figures={"output_value": 12.0 + place})
        for place in range(7)
    ]
    settings = against("zone.output_min=14", "zone.readmission=yes")
    return study(portfolio(*clusters), models=LIVELY, scenarios=settings, replications=230, years=6)


def test_an_entry_says_whose_title_failed_what_by_how_much() -> None:
    clusters = portfolio(Cluster("a", certified=CERTIFIED), Cluster("b", certified=CERTIFIED, figures=SMALL))
    one = study(clusters, scenarios=against("zone.output_min=25"), years=2, replications=2)
    outcome, margins = noted(one)
    floor = outcome.policies["zone"].criteria.index("zone.output_min")
    # Cluster b is lost in both scenarios: of its fate nothing is kept.
    assert entries(margins["zone"]) == [
        (1, 0, 0, floor, pytest.approx(-5.0)),
        (1, 0, 1, floor, pytest.approx(-5.0)),
    ]


def test_who_holds_the_title_at_the_end_is_what_the_outcome_counts() -> None:
    outcome, margins = noted(lively())
    zone = outcome.policies["zone"]
    assert np.array_equal(margins["zone"].held[:, zone.at_start].sum(axis=1), zone.retained[-1])


def test_the_cause_of_a_title_lost_once_is_that_of_the_outcome() -> None:
    outcome, margins = noted(lively())
    zone = outcome.policies["zone"]
    never_again = (zone.lost_on[0] == 0) == margins["zone"].held[0]
    assert never_again.all()
    assert np.array_equal(margins["zone"].lost_to[0], zone.cause[0])


@pytest.mark.parametrize("size", [1, 3])
def test_the_notes_are_the_same_whatever_the_tiles(size: int) -> None:
    one = lively()
    (whole, expected), (parts, found) = noted(one), noted(one, size=size)
    assert_same(whole, parts)
    assert np.array_equal(expected["zone"].lost_to, found["zone"].lost_to)
    assert len(entries(found["zone"])) > 100
    assert entries(found["zone"]) == entries(expected["zone"])


def test_without_the_figures_of_the_last_year_the_run_is_the_same() -> None:
    one = lively()
    outcome, _ = noted(one)
    assert_same(outcome, one.run())
