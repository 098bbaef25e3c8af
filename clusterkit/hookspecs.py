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
    """Return the law of a place as values: the one hook that a place needs.

    Asked first, once. Ids begin with the policy's key; what a standard reads is a column of the core or of a
    plugin in the session. Two policies of one key that differ are both refused, both plugins named.
    """


@hookspec
def clusterkit_indicators() -> Sequence[Indicator]:  # type: ignore[empty-body]
    """Return columns besides the core's: yearly figures, requirements in words, ratios of two columns.

    Asked with the law, once. Keys begin with the place's name; one of the core, or one that another plugin
    defines differently, is refused. What is observed becomes a column of the observations table, in templates,
    checks and readings; a ratio is computed.
    """


@hookspec
def clusterkit_cluster_facts() -> Sequence[Indicator]:  # type: ignore[empty-body]
    """Return extra columns of the clusters table: what is said once of a cluster and not of each year.

    Asked with the law, once; keys as with indicators, each with `table="clusters"`. Bounds may differ by such a
    fact (`by_group`).
    """


@hookspec
def clusterkit_dynamics() -> Sequence[Dynamics]:  # type: ignore[empty-body]
    """Return how the figures of some jurisdictions' clusters move, with the source of every number.

    Asked when a run is prepared. A place without an answer has the standard model; two different answers for one
    place are refused. A source names what was published, or begins with ASSUMED and says why; every run lists it.
    """


@hookspec
def clusterkit_sample_portfolio() -> Portfolio | None:
    """Return illustrative clusters of the place, marked as such, or None.

    Asked when a command is given no portfolio, of the plugins of the places in question; checked as what a user
    hands in is.
    """


@hookspec
def clusterkit_enforcement() -> Sequence[Calibration]:  # type: ignore[empty-body]
    """Return how leniently a measure's reviews have been held, fitted to a published outcome.

    Asked when a run is prepared, used where its enforcement is calibrated. Two different ones for one measure are
    refused; a measure without one borrows another's, and the run says so.
    """


@hookspec
def clusterkit_cases() -> Sequence[Case]:  # type: ignore[empty-body]
    """Return worked examples: a small portfolio (or a function that builds it), a day and the verdicts expected.

    Asked by `clusterkit plugins check` and by tests, never for a run.
    """


@hookspec(firstresult=True)
def clusterkit_read_portfolio(path: Path) -> Portfolio | None:
    """Read a portfolio of a form that core does not know, or return None; the first answer stands.

    Asked for every path that is handed in, before core reads it: look at the name first, and open only what is
    yours. What is wrong with such a file is raised as an InputError, or a PortfolioError with its faults.
    """
