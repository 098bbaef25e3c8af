"""An invented place in which the effect of each factor on retention is known in closed form.

Titles are lost to incidents alone: one that is held at the start is held after a year with chance
exp(-rate). What else moves is read by no decision.
"""

from __future__ import annotations

from math import exp
from typing import Any

from clusterkit.law.text import Text
from clusterkit.simulation.dynamics import Dynamics, Walk
from clusterkit.study.factors import Factor
from clusterkit.study.simulate import Study
from tests.simulation.invented import Cluster, given, portfolio, still, study

IDLE = "operating_revenue"
"""A figure that the law with terms never reads."""


def incidents(place: str, rate: float) -> Dynamics:
    """Return a model with incidents, and with a figure that moves and is not read."""
    return still(place, Walk(IDLE, given(0.1), given(0.2)), rates={"incident": given(rate)})


def places(*names: str, rate: float = 0.2, clusters: int = 10, **more: Any) -> Study:
    """Return a year of some places that differ in nothing but their names."""
    titles = [
        Cluster(f"{name}-{number:02d}", name, certified="2024-07-01") for name in names for number in range(clusters)
    ]
    models = {name: incidents(name, rate) for name in names}
    return study(portfolio(*titles), models=models, **{"replications": 100, "years": 1, "seed": 5, **more})


def rate_of(place: str, low: float, high: float, now: float = 0.2) -> Factor:
    """Return the rate of incidents as a factor that moves from one value to another."""
    words = Text("事件率", "rate of incidents")
    return Factor(f"{place}.rate.incident", "input", words, "per year", "ASSUMED", now, (low, high), (low, high), words)


def kept(rate: float) -> float:
    """Return the chance to hold a title for a year without an incident."""
    return exp(-rate)
