"""Plugins: finding them, loading them one by one, and what they hand over, checked and named.

A broken plugin is a notice that names it and why; the others load. A run that asks for a broken
plugin's policy stops.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy
from attrs import frozen

from clusterkit import hookspecs
from clusterkit.errors import PluginError, UnknownNameError
from clusterkit.law import Indicator, Policy

if TYPE_CHECKING:
    from clusterkit.assessment import Case
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.dynamics import Dynamics
    from clusterkit.simulation.enforcement import Calibration

GROUP = "clusterkit"


@frozen
class Plugin:
    """One plugin as found: its name, distribution and version, and why it cannot be used (empty if it can)."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    fault: str = ""

    def __str__(self) -> str:
        origin = f"{self.distribution} {self.version}".strip()
        return f"plugin {self.name} ({origin}): {self.fault}" if self.fault else f"plugin {self.name} ({origin})"


def _itself(module: Any) -> Any:
    return module


class Plugins:
    """The plugins of one session: policies, indicators, dynamics and illustrative clusters by key."""

    def __init__(self, modules: Mapping[str, Any] | None = None) -> None:
        """Load the installed plugins, or exactly the given modules or objects by name."""
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._found: dict[str, Plugin] = {}
        if modules is None:
            for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
                distribution = entry.dist
                named = (distribution.name, distribution.version) if distribution else ("", "")
                self._load(entry.name, *named, entry.load)
        else:
            for name, module in sorted(modules.items()):
                self._load(name, "", "", partial(_itself, module))

    @property
    def all(self) -> tuple[Plugin, ...]:
        """Every plugin found, broken ones with their fault, by name."""
        _ = self.policies, self.indicators
        return tuple(self._found[name] for name in sorted(self._found))

    @property
    def faults(self) -> tuple[Plugin, ...]:
        """The plugins that cannot be used."""
        return tuple(plugin for plugin in self.all if plugin.fault)

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """Policies by key. Raises PluginError where two plugins define one key."""
        return self._keyed("clusterkit_policies", Policy, "policy")

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by key: the core's own, then the plugins'."""
        from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS

        core = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
        added = {**self._keyed("clusterkit_indicators", Indicator, "indicator"), **self.cluster_facts}
        for key, indicator in added.items():
            if key in core and core[key] != indicator:
                raise PluginError(f"indicator {key} is the core's own and a plugin defines it differently; rename it")
        return {**core, **added}

    @cached_property
    def cluster_facts(self) -> dict[str, Indicator]:
        """Extra columns of the clusters table by key."""
        return self._keyed("clusterkit_cluster_facts", Indicator, "cluster fact")

    @cached_property
    def dynamics(self) -> dict[str, Dynamics]:
        """The plugins' dynamics by jurisdiction."""
        from clusterkit.simulation.dynamics import Dynamics

        found: dict[str, tuple[str, Dynamics]] = {}
        for name, model in self._answers("clusterkit_dynamics", Dynamics):
            for place in model.jurisdictions:
                if place in found and found[place][1] != model:
                    raise PluginError(
                        f"plugins {found[place][0]} and {name} both model the clusters of {place}; remove one"
                    )
                found[place] = (name, model)
        return {place: model for place, (_, model) in found.items()}

    @cached_property
    def calibrations(self) -> tuple[Calibration, ...]:
        """How leniently measures' reviews have been held, by the plugins' own fits, in the order of the measures."""
        from clusterkit.simulation.enforcement import Calibration

        found: dict[str, tuple[str, Calibration]] = {}
        for name, one in self._answers("clusterkit_enforcement", Calibration):
            if one.policy in found:
                raise PluginError(
                    f"plugins {found[one.policy][0]} and {name} both calibrate the reviews of {one.policy}; remove one"
                )
            found[one.policy] = (name, one)
        return tuple(found[key][1] for key in sorted(found))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The plugins' worked examples."""
        from clusterkit.assessment import Case

        return tuple(case for _, case in self._answers("clusterkit_cases", Case))

    def policy(self, key: str) -> Policy:
        """Return a policy. Raises PluginError if its plugin is broken, UnknownNameError if there is none."""
        policies = self.policies
        if key in policies:
            return policies[key]
        broken = self._found.get(key)
        if broken is not None and broken.fault:
            raise PluginError(f"{broken}; repair or remove it, its policy is needed here")
        raise UnknownNameError("policy", key, policies)

    def policies_of(self, name: str) -> list[str]:
        """Return the keys of one plugin's policies."""
        return [policy.key for policy in self._answer_of(name, "clusterkit_policies", Policy)]

    def sample_portfolios(self, places: Sequence[str] | None = None) -> tuple[Portfolio, ...]:
        """Return the illustrative portfolios of some places, or of all that have one."""
        from clusterkit.portfolio.model import Portfolio

        found = []
        for name in sorted(self._found):
            if places is None or name in places:
                found += self._answer_of(name, "clusterkit_sample_portfolio", Portfolio)
        return tuple(found)

    def read_portfolio(self, path: Path) -> Portfolio | None:
        """Return what a plugin makes of a portfolio that core cannot read, or None."""
        answer: Portfolio | None = self._manager.hook.clusterkit_read_portfolio(path=path)
        return answer

    def versions(self) -> dict[str, str]:
        """Return the versions of the usable plugins by name."""
        return {plugin.name: plugin.version for plugin in self.all if not plugin.fault}

    def _load(self, name: str, distribution: str, version: str, load: Callable[[], Any]) -> None:
        try:
            module = load()
            self._manager.register(module, name)
            hooks = tuple(sorted(caller.name for caller in self._manager.get_hookcallers(module) or ()))
            fault = self._misspelt(module, hooks)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the others must load
            self._manager.unregister(name=name) if self._manager.has_plugin(name) else None
            hooks, fault = (), f"cannot be loaded: {type(error).__name__}: {error}"
        self._found[name] = Plugin(name, distribution, version, hooks, fault)

    def _misspelt(self, module: Any, hooks: tuple[str, ...]) -> str:
        known = [name for name in dir(hookspecs) if name.startswith("clusterkit_")]
        for hook in hooks:
            if hook not in known:
                near = difflib.get_close_matches(hook, known, n=1)
                self._manager.unregister(module)
                return f"has no hook {hook}" + (f"; did you mean {near[0]}?" if near else "")
        return ""

    def _answers(self, hook: str, kind: type) -> list[tuple[str, Any]]:
        found = []
        for name in sorted(self._found):
            found += [(name, answer) for answer in self._answer_of(name, hook, kind)]
        return found

    def _answer_of(self, name: str, hook: str, kind: type) -> list[Any]:
        """Return one plugin's answer to a hook, checked; a plugin that fails is marked broken."""
        plugin, module = self._found[name], self._manager.get_plugin(name)
        if plugin.fault or hook not in plugin.hooks or module is None:
            return []
        try:
            answer = getattr(module, hook)()
            answers = (
                []
                if answer is None
                else list(answer)
                if isinstance(answer, Iterable) and not isinstance(answer, kind)
                else [answer]
            )
            wrong = [one for one in answers if not isinstance(one, kind)]
            if not wrong:
                return answers
            fault = f"{hook} returned {type(wrong[0]).__name__}, not {kind.__name__}"
        except Exception as error:  # noqa: BLE001 - see _load
            fault = f"{hook} failed: {type(error).__name__}: {error}"
        self._found[name] = Plugin(name, plugin.distribution, plugin.version, plugin.hooks, fault)
        return []

    def _keyed(self, hook: str, kind: type, what: str) -> dict[str, Any]:
        found: dict[str, tuple[str, Any]] = {}
        for name, value in self._answers(hook, kind):
            if value.key in found and found[value.key][1] != value:
                raise PluginError(
                    f"plugins {found[value.key][0]} and {name} both define {what} {value.key}; remove or rename one"
                )
            found[value.key] = (name, value)
        return {key: value for key, (_, value) in found.items()}
