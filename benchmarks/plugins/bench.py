"""The workload W1 as a single-file plugin: workers find it in this folder."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.w1 import Plugin
from clusterkit import hookimpl
from clusterkit.law import Indicator, Policy
from clusterkit.simulation.dynamics import Dynamics

_PLUGIN = Plugin()


@hookimpl
def clusterkit_policies() -> Sequence[Policy]:
    """Return the measure."""
    return _PLUGIN.clusterkit_policies()


@hookimpl
def clusterkit_indicators() -> Sequence[Indicator]:
    """Return the patents and their density."""
    return _PLUGIN.clusterkit_indicators()


@hookimpl
def clusterkit_cluster_facts() -> Sequence[Indicator]:
    """Return each cluster's own growth."""
    return _PLUGIN.clusterkit_cluster_facts()


@hookimpl
def clusterkit_dynamics() -> Sequence[Dynamics]:
    """Return the motion of the figures."""
    return _PLUGIN.clusterkit_dynamics()
