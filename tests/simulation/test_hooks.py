"""Plugins are asked before a run, and never while it lasts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from clusterkit import hookimpl
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.simulate import prepare
from tests.simulation.invented import LIVELY, ZONE, Cluster, against, portfolio


class Counting:
    """The plugin of the zone, which counts how often each hook is called."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()

    @hookimpl
    def clusterkit_policies(self) -> tuple[Any, ...]:
        self.calls["policies"] += 1
        return (ZONE,)

    @hookimpl
    def clusterkit_indicators(self) -> tuple[Any, ...]:
        self.calls["indicators"] += 1
        return ZONE.requirements

    @hookimpl
    def clusterkit_cluster_facts(self) -> tuple[Any, ...]:
        self.calls["cluster_facts"] += 1
        return ()

    @hookimpl
    def clusterkit_dynamics(self) -> tuple[Any, ...]:
        self.calls["dynamics"] += 1
        return (LIVELY["zone"],)

    @hookimpl
    def clusterkit_sample_portfolio(self) -> Portfolio:
        self.calls["sample_portfolio"] += 1
        return portfolio(Cluster("a", certified="2024-05-20"), Cluster("b"))

    @hookimpl
    def clusterkit_cases(self) -> tuple[Any, ...]:
        self.calls["cases"] += 1
        return ()

    @hookimpl
    def clusterkit_read_portfolio(self, path: Any) -> None:
        self.calls["read_portfolio"] += 1


def test_no_hook_is_called_inside_a_run() -> None:
    plugin = Counting()
    plugins = Plugins({"zone": plugin})
    study = prepare(plugins=plugins, replications=120, scenarios=against("zone.output_min=15"))
    before = Counter(plugin.calls)
    assert {"policies", "indicators", "dynamics", "sample_portfolio"} <= set(before)
    outcome = study.run(size=1)
    assert outcome.policy("zone").started == 1
    assert plugin.calls == before


def test_each_hook_is_called_once_however_many_studies_there_are() -> None:
    plugin = Counting()
    plugins = Plugins({"zone": plugin})
    clusters = portfolio(Cluster(certified="2024-05-20"))
    for _ in range(3):
        prepare(clusters, plugins=plugins, replications=1).run()
    assert all(plugin.calls[hook] == 1 for hook in ("policies", "indicators", "cluster_facts", "dynamics"))
    assert plugin.calls["sample_portfolio"] == plugin.calls["read_portfolio"] == 0
