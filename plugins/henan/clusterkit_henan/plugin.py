"""What the plugin hands to clusterkit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clusterkit import hookimpl
from clusterkit.law import Indicator, Policy
from clusterkit_henan.dynamics import DYNAMICS
from clusterkit_henan.policy import POLICY
from clusterkit_henan.requirements import REQUIREMENTS

if TYPE_CHECKING:
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.dynamics import Dynamics


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return Henan's guiding opinions."""
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return what the text asks for in words."""
    return REQUIREMENTS


@hookimpl
def clusterkit_dynamics() -> tuple[Dynamics, ...]:
    """Return how the figures of Henan's clusters move."""
    return (DYNAMICS,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters of Henan."""
    from clusterkit_henan.sample import sample_portfolio

    return sample_portfolio()
