"""Nobody appears and nobody vanishes: candidates, certified and lost are all, and losses explain who is gone."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.simulation.dynamics import Reverting
from clusterkit.simulation.outcome import Outcome
from tests.simulation.invented import (
    LIVELY,
    NOTHING,
    START,
    Cluster,
    against,
    given,
    portfolio,
    still,
    study,
)
from tests.simulation.proofs import assert_conserved
from tests.simulation.runs import stories


def crowd(place: str) -> list[Cluster]:
    """Return titles, candidates and clusters that are certified within the run."""
    days = [date(2023, 1, 1) + timedelta(days=number * 97) for number in range(9)]
    certified = ["" if number % 3 == 2 else day.isoformat() for number, day in enumerate(days)]
    certified[6] = f"{START + 2}-03-03"
    return [
        Cluster(f"{place}{number}", place, certified=day, figures={"operating_revenue": 12.0 + number})
        for number, day in enumerate(certified)
    ]


CROWD = portfolio(*crowd("zone"), *crowd("moor"))


def run(*settings: str) -> Outcome:
    return study(CROWD, models=LIVELY, scenarios=against(*settings), replications=50).run()


@pytest.mark.parametrize(
    "settings",
    [
        ["zone.output_min=25", "moor.revenue_min=16"],
        ["zone.round_quota=1", "zone.ranking=output_value", "moor.round_quota=1"],
        ["zone.lapse=ends"],
        ["zone.term_years=1@2028-05-05", "zone.review_lag_days=200", "moor.review_every=1"],
        ["zone.at_once=no", "zone.never_sent=ignored"],
    ],
)
def test_all_are_counted_once_and_losses_add_up(settings: list[str]) -> None:
    assert_conserved(run(*settings))


@pytest.mark.parametrize("more", [[], ["zone.round_quota=1", "zone.ranking=output_value"]])
def test_so_are_they_where_lost_titles_come_back(more: list[str]) -> None:
    outcome = run("zone.readmission=yes", "moor.readmission=yes", *more)
    assert_conserved(outcome, readmission=True)
    for one in outcome.policies.values():
        first, again = one.retained[:, 0], one.retained[:, 1]
        assert (again >= first).all()
        assert (again > first).any()
        # The first loss of those who held the title at the start does not change because they may come back.
        assert np.array_equal(one.lost_on[0, one.at_start], one.lost_on[1, one.at_start])


def test_a_quota_never_admits_more_than_it_says() -> None:
    candidates = portfolio(*(Cluster(f"c{number}") for number in range(7)))
    for quota in (0, 1, 3):
        one = study(candidates, f"zone.round_quota={quota}", replications=3).run().policy("zone")
        admitted = np.diff(one.counts[:, 1], axis=0, prepend=0)
        assert (admitted <= quota).all()
        assert one.counts[-1, 1].tolist() == [[min(7, 9 * quota)] * 3]


def test_counts_of_a_year_are_those_of_its_last_day() -> None:
    clusters = portfolio(
        Cluster("a", certified="2024-05-20"),
        Cluster("b"),
        Cluster("c", certified="2027-12-31"),
        events=[("a", "2027-12-31", "illegality"), ("b", "2028-01-01", "illegality")],
    )
    one = study(clusters, years=4).run().policy("zone")
    assert one.counts[:, :, 0, 0].tolist() == [[1, 2, 0], [0, 2, 1], [0, 1, 2], [0, 1, 2]]
    assert one.retained[:, 0, 0].tolist() == [1, 0, 0, 0]


# Closed forms -------------------------------------------------------------------------------------

MANY = 300


def near(shares: NDArray[np.float64], expected: float) -> bool:
    """Say whether the mean of replications lies within four standard errors of what is expected."""
    error = float(shares.std(ddof=1)) / sqrt(len(shares))
    return abs(float(shares.mean()) - expected) <= 4 * error + 1e-12


def titles(place: str) -> list[Cluster]:
    """Return titles whose first reviews fall in the first, second and third year of a run."""
    days = [date(2023, 1, 2) + timedelta(days=number * 43) for number in range(25)]
    return [Cluster(f"{place}{number}", place, certified=day.isoformat()) for number, day in enumerate(days)]


@pytest.mark.parametrize("p, q", [(0.05, 0.1), (0.2, 0.0), (0.0, 0.3), (0.0, 0.0), (0.03, 1.0)])
def test_a_yearly_loss_and_a_failing_review_give_their_closed_form(p: float, q: float) -> None:
    rates = {"illegality": given(-np.log1p(-p))}
    model = still("zone", rates=rates, no_application=given(q))
    outcome = study(portfolio(*titles("zone")), models={"zone": model}, replications=MANY).run()
    shares = outcome.policy("zone").retention()
    assert near(shares[8], ((1 - p) ** 3 * (1 - q)) ** 3)
    assert near(shares[2], (1 - p) ** 3 * (1 - q))
    for year in range(9):
        reviewed = [(1 - q) ** (1 + (year - first) // 3) if year >= first else 1.0 for first in range(3)]
        share = [sum((2023 + first) == int(one.certified[:4]) for one in titles("zone")) / 25 for first in range(3)]
        assert near(shares[year], (1 - p) ** (year + 1) * float(np.dot(reviewed, share)))


def test_a_certain_yearly_loss_leaves_nobody() -> None:
    model = still("zone", rates={"illegality": given(1e6)})
    outcome = study(portfolio(*titles("zone")), models={"zone": model}, replications=20, years=1).run()
    assert not outcome.policy("zone").retained.any()


@pytest.mark.parametrize("spread", [0.3, 0.6, 2.0])
def test_failing_periodic_reviews_give_their_closed_form(spread: float) -> None:
    # Revenue of 20 is drawn anew around itself each year; below 10 the review fails.
    model = still("moor", Reverting("operating_revenue", NOTHING, given(spread)))
    outcome = study(portfolio(*titles("moor")), models={"moor": model}, replications=MANY).run()
    q = normal_cdf(-np.log(2.0) / spread)
    shares = outcome.policy("moor").retention()
    # The first of the reviews, in 2026, 2028 and so on, reads the year that is on file.
    for year in range(9):
        assert near(shares[year], (1 - q) ** (year // 2))


def normal_cdf(x: float) -> float:
    from statistics import NormalDist

    return NormalDist().cdf(x)


def test_the_interval_of_retention_holds_its_closed_form() -> None:
    model = still("zone", rates={"illegality": given(0.05)})
    outcome = study(portfolio(*titles("zone")), models={"zone": model}, replications=MANY).run()
    rows = outcome.retention_rows("zone")
    inside = [row["low"] <= np.exp(-0.05 * (year + 1)) <= row["high"] for year, row in enumerate(rows)]
    assert sum(inside) >= 7
    assert all(row["p10"] <= row["mean"] <= row["p90"] for row in rows)


def test_the_rows_of_losses_tell_causes_and_criteria() -> None:
    small = {"output_value": 5.0, "sme_output_value": 2.0}
    clusters = portfolio(
        Cluster("a", certified="2024-05-20", figures=small),
        Cluster("b", certified="2024-05-20"),
        Cluster("c", figures=small),
        events=[("b", "2026-05-05", "incident")],
    )
    found = study(clusters)
    assert stories(found)["c"] == []
    rows = [(row["cause"], row["criterion"], row["mean"]) for row in found.run().loss_rows("zone")]
    assert set(rows) == {
        ("incident", None, 1.0),
        ("re_review", None, 1.0),
        ("re_review", "zone.output_min", 1.0),
        ("re_review", "zone.sme_share", 1.0),
    }
