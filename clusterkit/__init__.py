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
    from clusterkit.study.ambiguity import ambiguity
    from clusterkit.study.comparison import compare
    from clusterkit.study.explain import explain
    from clusterkit.study.fit import calibrate
    from clusterkit.study.frontier import frontier
    from clusterkit.study.opening import load_portfolio, load_study
    from clusterkit.study.precision import Stopping, run_until
    from clusterkit.study.quantity import Quantity
    from clusterkit.study.scenario import Scenario
    from clusterkit.study.sensitivity import sensitivity
    from clusterkit.study.simulate import Study, prepare, simulate
    from clusterkit.study.solve import solve
    from clusterkit.study.sweep import sweep
    from clusterkit.study.tenure import TenureTable
    from clusterkit.study.transplant import Transplant

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
    "Quantity": "clusterkit.study.quantity",
    "Scenario": "clusterkit.study.scenario",
    "Stopping": "clusterkit.study.precision",
    "Study": "clusterkit.study.simulate",
    "TenureTable": "clusterkit.study.tenure",
    "Transplant": "clusterkit.study.transplant",
    "ambiguity": "clusterkit.study.ambiguity",
    "assess": "clusterkit.assessment",
    "calibrate": "clusterkit.study.fit",
    "compare": "clusterkit.study.comparison",
    "explain": "clusterkit.study.explain",
    "frontier": "clusterkit.study.frontier",
    "load_portfolio": "clusterkit.study.opening",
    "load_study": "clusterkit.study.opening",
    "prepare": "clusterkit.study.simulate",
    "run_until": "clusterkit.study.precision",
    "sensitivity": "clusterkit.study.sensitivity",
    "simulate": "clusterkit.study.simulate",
    "solve": "clusterkit.study.solve",
    "sweep": "clusterkit.study.sweep",
}

__all__ = [
    "Assessment",
    "Change",
    "Outcome",
    "Plugins",
    "PolicyOutcome",
    "Portfolio",
    "Quantity",
    "Scenario",
    "Stopping",
    "Study",
    "TenureTable",
    "Transplant",
    "ambiguity",
    "assess",
    "calibrate",
    "compare",
    "explain",
    "frontier",
    "hookimpl",
    "load_portfolio",
    "load_study",
    "prepare",
    "run_until",
    "sensitivity",
    "simulate",
    "solve",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module clusterkit has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
