"""What the plugin hands to clusterkit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clusterkit import hookimpl
from clusterkit.law import Indicator, Policy
from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.policy import POLICY
from clusterkit_national.requirements import REQUIREMENTS

if TYPE_CHECKING:
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.dynamics import Dynamics
    from clusterkit.simulation.enforcement import Calibration


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the national measure."""
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return what the texts ask for in words."""
    return REQUIREMENTS


@hookimpl
def clusterkit_dynamics() -> tuple[Dynamics, ...]:
    """Return how the figures of national clusters move."""
    return (DYNAMICS,)


@hookimpl
def clusterkit_enforcement() -> tuple[Calibration, ...]:
    """Return how leniently the re-review of the batch of 2022 was held."""
    from clusterkit_national.enforcement import calibrations

    return calibrations()


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative national clusters."""
    from clusterkit_national.sample import sample_portfolio

    return sample_portfolio()
