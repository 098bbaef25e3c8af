"""Invented titles before their first review, some of them short of it: what the tests of the fit are written with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Reverting, Walk
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.study.published import PublishedOutcome
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import Cluster, given, portfolio, still, study

TITLES = 20
YEAR = 2027
MODEL = {
    "zone": still(
        "zone",
        Walk("output_value", given(0.0), given(0.2), shared=True),
        Reverting("sme_share", given(0.8), given(0.8)),
        Walk("co2_intensity", given(0.1), given(0.3)),
        macro_sd=given(0.1),
        industry_sd=given(0.1),
        rates={"incident": given(0.02)},
        no_application=given(0.02),
    )
}
"""Half of the titles fall short of one to three criteria, and one in twenty is lost to something else."""


def clusters(count: int = TITLES, certified: str = "2024-06-01") -> list[Cluster]:
    found = []
    for number in range(count):
        output = 11.0 + number % 5
        figures = {"output_value": output, "sme_output_value": 0.6 * output, "co2_intensity": 1.2 + 0.05 * (number % 3)}
        found.append(Cluster(f"a{number:02}", certified=certified, figures=figures))
    return found


def reviewed(kept: int = 16, count: int = TITLES, **more: Any) -> PublishedOutcome:
    """Return the outcome of the titles' first review."""
    stated = {"policy": "zone", "certified_in": 2024, "reviewed_in": YEAR, "source": "gazette", **more}
    return PublishedOutcome(reviewed=count, kept=kept, **stated)


def before_review(clusters_of: Portfolio | None = None, **more: Any) -> Study:
    """Return the study in which the titles come to their first review in its second year."""
    found = portfolio(*clusters()) if clusters_of is None else clusters_of
    return study(found, **{"models": MODEL, "years": 2, "replications": 200, **more})


def lenient(*pardons: float) -> list[Scenario]:
    """Return a scenario for each chance that a review of the zone pardons one shortfall."""
    enforced = [Enforcement((supposed("zone", pardon),)) for pardon in pardons]
    return [Scenario(f"{BASELINE} {place}", enforcement=one) for place, one in enumerate(enforced)]


def kept_in(pardons: Sequence[float], **more: Any) -> NDArray[np.int64]:
    """Return how many titles pass their first review in lenient runs, shape (pardon, replication)."""
    outcome = before_review(scenarios=lenient(*pardons), **more).run().policy("zone")
    lost_on = outcome.lost_on
    return np.asarray(((lost_on == 0) | (lost_on > date(YEAR, 6, 1).toordinal())).sum(axis=1))
