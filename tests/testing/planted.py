"""Plugins with a flaw planted in them: the zone's measure with something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import evolve, field, frozen

from clusterkit import hookimpl
from clusterkit.law import Criterion, Indicator, LeverNamespace, Policy, all_of, at_least
from clusterkit.testing import flaws_of, subject_of
from tests.cli import zone

lever = LeverNamespace("zone")
FLOOR = lever("floor", 4, "亿元", zh="底线", en="floor", cite="第二条(二)", cue="以上")
REVENUE = at_least("operating_revenue", FLOOR)


@frozen(eq=False)
class Zone:
    """The zone's plugin with other policies, columns, dynamics or examples."""

    policies: Sequence[Policy] = (zone.POLICY,)
    indicators: Sequence[Indicator] = (zone.PARK,)
    dynamics: Sequence[Any] = ()
    cases: Sequence[Any] = ()
    samples: Any = field(default=None)

    @hookimpl
    def clusterkit_policies(self) -> Sequence[Policy]:
        """Return the policies."""
        return self.policies

    @hookimpl
    def clusterkit_indicators(self) -> Sequence[Indicator]:
        """Return the columns."""
        return self.indicators

    @hookimpl
    def clusterkit_dynamics(self) -> Sequence[Any]:
        """Return the dynamics."""
        return self.dynamics

    @hookimpl
    def clusterkit_cases(self) -> Sequence[Any]:
        """Return the examples."""
        return self.cases

    @hookimpl
    def clusterkit_sample_portfolio(self) -> Any:
        """Return the illustrative clusters."""
        return self.samples


def law(**changes: Any) -> Zone:
    """Return the zone's plugin with its policy changed."""
    return Zone(policies=(evolve(zone.POLICY, **changes),))


def asking(*criteria: Criterion) -> Zone:
    """Return the zone's plugin with a standard that asks some criteria besides its own."""
    return law(standard=all_of(*zone.STANDARD.parts, *criteria))


def told(check: str, plugin: object) -> list[str]:
    """Return what one check finds in a plugin, without its own name."""
    return [str(flaw).removeprefix(f"{check}: ") for flaw in flaws_of(subject_of(plugin), [check])]
