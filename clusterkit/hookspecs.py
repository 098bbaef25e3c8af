"""The doors for plugins: every hook, what it hands over, and when it is called.

All hooks are called once before any work, never during a run. They return values and change
nothing; the order of plugins never matters. A place needs one hook, `clusterkit_policies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from clusterkit.assessment import Case
    from clusterkit.law import Indicator, Policy
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.dynamics import Dynamics
    from clusterkit.simulation.enforcement import Calibration

PROJECT = "clusterkit"
hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def clusterkit_policies() -> Sequence[Policy]:  # type: ignore[empty-body]
    """Return the policies of the plugin."""


@hookspec
def clusterkit_indicators() -> Sequence[Indicator]:  # type: ignore[empty-body]
    """Return indicators (yearly columns, requirements, ratios) besides the core's own."""


@hookspec
def clusterkit_cluster_facts() -> Sequence[Indicator]:  # type: ignore[empty-body]
    """Return extra columns of the clusters table."""


@hookspec
def clusterkit_dynamics() -> Sequence[Dynamics]:  # type: ignore[empty-body]
    """Return how the figures of some jurisdictions' clusters move, with the source of every number."""


@hookspec
def clusterkit_sample_portfolio() -> Portfolio | None:
    """Return illustrative clusters of the place."""


@hookspec
def clusterkit_enforcement() -> Sequence[Calibration]:  # type: ignore[empty-body]
    """Return how leniently a measure's reviews have been held, fitted to a published outcome."""


@hookspec
def clusterkit_cases() -> Sequence[Case]:  # type: ignore[empty-body]
    """Return worked examples: a small portfolio, a day and the verdicts expected."""


@hookspec(firstresult=True)
def clusterkit_read_portfolio(path: Path) -> Portfolio | None:
    """Read a portfolio of a form that core does not know, or return None; the first answer stands."""
