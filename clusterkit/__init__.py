"""clusterkit: the law of small-business industrial clusters as values, assessed and simulated.

    >>> import clusterkit as ck
    >>> portfolio = ck.load_portfolio("my.xlsx")                       # doctest: +SKIP
    >>> verdicts = ck.assess(portfolio, on=date(2026, 6, 30))          # doctest: +SKIP
    >>> outcome = ck.simulate(portfolio, years=9)                      # doctest: +SKIP

The names below are imported when they are first used, so that importing clusterkit costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from clusterkit.assessment import Assessment, assess
    from clusterkit.law.provisions import Change
    from clusterkit.plugins import Plugins
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.outcome import Outcome, PolicyOutcome
    from clusterkit.study.opening import load_portfolio
    from clusterkit.study.scenario import Scenario
    from clusterkit.study.simulate import Study, prepare, simulate

hookimpl = pluggy.HookimplMarker("clusterkit")
"""Marks a function of a plugin as the answer to a hook of the same name."""

__version__ = "0.1.0"

_HOMES = {
    "Assessment": "clusterkit.assessment",
    "Change": "clusterkit.law.provisions",
    "Outcome": "clusterkit.simulation.outcome",
    "Plugins": "clusterkit.plugins",
    "PolicyOutcome": "clusterkit.simulation.outcome",
    "Portfolio": "clusterkit.portfolio.model",
    "Scenario": "clusterkit.study.scenario",
    "Study": "clusterkit.study.simulate",
    "assess": "clusterkit.assessment",
    "load_portfolio": "clusterkit.study.opening",
    "prepare": "clusterkit.study.simulate",
    "simulate": "clusterkit.study.simulate",
}

__all__ = [
    "Assessment", "Change", "Outcome", "Plugins", "PolicyOutcome", "Portfolio", "Scenario", "Study",
    "assess", "hookimpl", "load_portfolio", "prepare", "simulate",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module clusterkit has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
