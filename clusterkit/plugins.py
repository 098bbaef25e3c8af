"""Plugins: finding them, loading them one by one, and what they hand over, checked and named.

A broken plugin is a notice that names it and why; the others load. A run that asks for a broken
plugin's policy stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy
from attrs import evolve, frozen

from clusterkit import hookspecs
from clusterkit.errors import ClusterkitError, PluginError, UnknownNameError
from clusterkit.law import Indicator, Policy
from clusterkit.law.versions import Versions, by_key, version_in_force, version_named
from clusterkit.plugin_faults import hook_fault, hooks_of, policy_fault, told, version_fault, versions_fault
from clusterkit.plugin_sources import BUILT_FOR, GROUP, Selection, Source, installed, single_files

if TYPE_CHECKING:
    from clusterkit.assessment import Case
    from clusterkit.portfolio.model import Portfolio
    from clusterkit.simulation.dynamics import Dynamics
    from clusterkit.simulation.enforcement import Calibration

_NO_SELECTION = Selection()


@frozen
class Plugin:
    """One plugin as found: its name, where it comes from, and why it cannot be used (empty if it can).

    `distribution` is that of an installed plugin, or the file of a single-file one, whose `version` is
    the hash of its content. `policies` are the keys of those that it defines.
    """

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    fault: str = ""

    def __str__(self) -> str:
        version = "" if self.version.startswith("sha256:") else self.version
        origin = f"{self.distribution} {version}".strip()
        return f"plugin {self.name} ({origin}): {self.fault}" if self.fault else f"plugin {self.name} ({origin})"


@frozen(eq=False)
class _Law:
    policies: dict[str, Policy]
    versions: dict[str, Versions]
    indicators: dict[str, Indicator]
    cluster_facts: dict[str, Indicator]


class Plugins:
    """The plugins of one session: policies, indicators, dynamics and illustrative clusters by key.

    `findable` says that another process finds the same ones by their `selection`: none was handed over.
    """

    findable: bool
    selection: Selection

    def __init__(self, modules: Mapping[str, Any] | None = None, *, selection: Selection = _NO_SELECTION) -> None:
        """Load the plugins of a selection, or exactly the given modules or objects by name.

        Raises UnknownNameError where the selection names a plugin that is not there, InputError for a
        folder that is not.
        """
        if modules is None:
            found = [*installed(entry_points(group=GROUP)), *single_files(selection.searched)]
        else:
            found = [Source(name, "", "", "", partial(_itself, module)) for name, module in modules.items()]
        self._open(found, selection)
        self.findable = modules is None

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Plugins:
        """Load exactly some plugins as found, installed or not."""
        plugins = cls.__new__(cls)
        plugins._open(sources, _NO_SELECTION)  # noqa: SLF001 - a second way to make one of its own kind
        plugins.findable = False
        return plugins

    def _open(self, sources: Iterable[Source], selection: Selection) -> None:
        named: dict[str, list[Source]] = {}
        for source in sources:
            named.setdefault(source.name, []).append(source)
        for name in (*selection.without, *(selection.only or ())):
            if name not in named:
                raise UnknownNameError("plugin", name, named)
        self.selection = selection
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._found: dict[str, Plugin] = {}
        self._left_out: set[str] = set()
        for name in sorted(named):
            if name in selection.without or (selection.only is not None and name not in selection.only):
                self._left_out.add(name)
            else:
                self._load(named[name])

    @property
    def all(self) -> tuple[Plugin, ...]:
        """Every plugin found, broken ones with their fault, by name."""
        _ = self._law
        return tuple(self._found[name] for name in sorted(self._found))

    @property
    def faults(self) -> tuple[Plugin, ...]:
        """The plugins that cannot be used."""
        return tuple(plugin for plugin in self.all if plugin.fault)

    @property
    def policies(self) -> dict[str, Policy]:
        """Policies by key, of the plugins that can be used: of each law the version that the selection asks for."""
        return self._law.policies

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by key: the core's own, then the plugins'."""
        return self._law.indicators

    @property
    def cluster_facts(self) -> dict[str, Indicator]:
        """Extra columns of the clusters table by key."""
        return self._law.cluster_facts

    @cached_property
    def dynamics(self) -> dict[str, Dynamics]:
        """The plugins' dynamics by jurisdiction."""
        from clusterkit.simulation.dynamics import Dynamics

        answers = self._answers("clusterkit_dynamics", Dynamics)
        keyed = [(name, place, model) for name, model in answers for place in model.jurisdictions]
        self._refuse_shared("the dynamics of", keyed)
        self._halt()
        return {place: model for name, place, model in keyed if not self._found[name].fault}

    @cached_property
    def calibrations(self) -> tuple[Calibration, ...]:
        """How leniently measures' reviews have been held, by the plugins' own fits, in the order of the measures."""
        from clusterkit.simulation.enforcement import Calibration

        keyed = [(name, one.policy, one) for name, one in self._answers("clusterkit_enforcement", Calibration)]
        self._refuse_shared("the calibration of", keyed)
        self._halt()
        found = {policy: one for name, policy, one in keyed if not self._found[name].fault}
        return tuple(found[policy] for policy in sorted(found))

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The plugins' worked examples."""
        from clusterkit.assessment import Case

        return tuple(case for _, case in self._answers("clusterkit_cases", Case))

    def policy(self, key: str) -> Policy:
        """Return a policy. Raises PluginError if its plugin is broken or left out, UnknownNameError if none has it."""
        self.refuse_broken([key])
        if key not in self.policies and key in self._left_out:
            raise PluginError(f"plugin {key} is left out of this session; its policy is needed here")
        if key not in self.policies:
            raise UnknownNameError("policy", key, self.policies)
        return self.policies[key]

    def policy_versions(self, key: str) -> Versions:
        """Return every version of a law: drafts first, then those with a first day, in their order.

        Raises as `policy` does.
        """
        self.policy(key)
        return self._law.versions[key]

    def refuse_broken(self, keys: Collection[str]) -> None:
        """Raise PluginError where one of some policies comes from a plugin that cannot be used."""
        for plugin in self.faults:
            if {plugin.name, *plugin.policies} & set(keys):
                raise PluginError(f"{plugin}; repair or remove it, its policy is needed here")

    def policies_of(self, name: str) -> list[str]:
        """Return the keys of one plugin's policies."""
        _ = self._law
        return list(self._found[name].policies)

    def sample_portfolios(self, places: Sequence[str] | None = None) -> tuple[Portfolio, ...]:
        """Return the illustrative portfolios of some places, or of all that have one."""
        from clusterkit.portfolio.model import Portfolio

        found = self._answers("clusterkit_sample_portfolio", Portfolio, places)
        return tuple(portfolio for _, portfolio in found)

    def read_portfolio(self, path: Path) -> Portfolio | None:
        """Return what a plugin makes of a portfolio that core cannot read, or None; the first by name stands.

        Raises what a plugin says of the file: a ClusterkitError.
        """
        from clusterkit.portfolio.model import Portfolio

        answers = self._answers("clusterkit_read_portfolio", Portfolio, path=path)
        return next((portfolio for _, portfolio in answers), None)

    def versions(self) -> dict[str, str]:
        """Return the versions of the usable plugins by name; of a single file the hash of its content."""
        return {plugin.name: plugin.version for plugin in self.all if not plugin.fault}

    @cached_property
    def _law(self) -> _Law:
        """Ask every plugin for its law, once; whoever contradicts the core or another plugin is broken."""
        from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS

        core = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
        policies = self._by_plugin("clusterkit_policies", Policy)
        indicators = self._by_plugin("clusterkit_indicators", Indicator)
        facts = self._by_plugin("clusterkit_cluster_facts", Indicator)
        for name, own in policies.items():
            self._found[name] = evolve(self._found[name], policies=tuple(dict.fromkeys(one.key for one in own)))
        columns = {name: [*indicators[name], *facts[name]] for name in self._found}
        for name, own_columns in columns.items():
            for one in own_columns:
                if core.get(one.key, one) != one:
                    self._fail(name, f"defines indicator {one.key}, which clusterkit has itself; rename it")
        laws = {name: _grouped(own) for name, own in policies.items()}
        self._refuse_shared("policy", [(name, *law) for name in self._usable() for law in laws[name].items()])
        self._refuse_shared("indicator", [(name, one.key, one) for name in self._usable() for one in columns[name]])
        known = {**core, **{one.key: one for name in self._usable() for one in columns[name]}}
        for name in [*self._usable()]:
            faults = (policy_fault(policy, known) for policy in policies[name])
            self._fail(name, next((fault for fault in faults if fault), "") or versions_fault(policies[name]))
        self._halt()
        usable = list(self._usable())
        versions = {key: own for name in usable for key, own in by_key(policies[name]).items()}
        return _Law(
            policies=self._chosen(versions),
            versions=versions,
            indicators={**core, **{one.key: one for name in usable for one in columns[name]}},
            cluster_facts={one.key: one for name in usable for one in facts[name]},
        )

    def _chosen(self, versions: Mapping[str, Versions]) -> dict[str, Policy]:
        """Return the version of each law that the selection asks for. Raises UnknownNameError where there is none."""
        for key, name in self.selection.laws:
            if key not in versions:
                raise UnknownNameError("policy", key, versions)
            version_named(versions[key], name)
        named = dict(self.selection.laws)
        return {
            key: version_named(own, named[key]) if key in named else version_in_force(own, self.selection.as_of)
            for key, own in versions.items()
        }

    def _refuse_shared(self, what: str, keyed: Iterable[tuple[str, str, Any]]) -> None:
        """Break every plugin that defines a key (name, key, value) differently than another one, or twice itself."""
        owners: dict[str, list[tuple[str, Any]]] = {}
        for name, key, value in keyed:
            owners.setdefault(key, []).append((name, value))
        for key, found in owners.items():
            if all(value == found[0][1] for _, value in found):
                continue
            names = list(dict.fromkeys(name for name, _ in found))
            for name in names:
                others = " and ".join(other for other in names if other != name)
                self._fail(
                    name,
                    f"defines {what} {key}, and so does plugin {others}; neither is used, remove or rename one"
                    if others
                    else f"defines {what} {key} twice, differently; keep one of the two",
                )

    def _load(self, sources: Sequence[Source]) -> None:
        """Import one plugin and look at its hooks; several of one name are all refused."""
        first, *more = sources
        plugin = Plugin(first.name, first.origin, first.version)
        if more:
            origins = " and ".join(f"{one.origin} {one.version}".strip() for one in sources)
            self._found[first.name] = evolve(plugin, fault=f"several plugins have this name: {origins}; remove one")
            return
        fault, module = version_fault(first.built_for), None
        if not fault:
            try:
                module = first.load()
                fault = version_fault(str(getattr(module, BUILT_FOR, ""))) or hook_fault(module)
                hooks = () if fault else tuple(sorted(hooks_of(module)))
                plugin = evolve(plugin, hooks=hooks)
                if not fault:
                    self._manager.register(module, first.name)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises, the others must load
                fault = f"cannot be loaded: {told(error)}"
        self._found[first.name] = evolve(plugin, fault=fault)

    def _usable(self) -> Iterator[str]:
        return (name for name in sorted(self._found) if not self._found[name].fault)

    def _fail(self, name: str, fault: str) -> None:
        """Keep a plugin's first fault."""
        if fault and not self._found[name].fault:
            self._found[name] = evolve(self._found[name], fault=fault)

    def _halt(self) -> None:
        """Stop at any fault where the session is strict."""
        broken = [str(plugin) for plugin in self._found.values() if plugin.fault]
        if broken and self.selection.strict:
            raise PluginError("\n".join(broken))

    def _by_plugin(self, hook: str, kind: type) -> dict[str, list[Any]]:
        return {name: self._answer_of(name, hook, kind) for name in sorted(self._found)}

    def _answers(
        self, hook: str, kind: type, places: Collection[str] | None = None, **asked: Any
    ) -> list[tuple[str, Any]]:
        """Return what the usable plugins answer, or those of some places, each with its plugin's name."""
        _ = self._law
        found = []
        for name in list(self._usable()):
            if places is None or {name, *self._found[name].policies} & set(places):
                found += [(name, answer) for answer in self._answer_of(name, hook, kind, **asked)]
        self._halt()
        return found

    def _answer_of(self, name: str, hook: str, kind: type, **asked: Any) -> list[Any]:
        """Return one plugin's answer to a hook, checked; a plugin that fails is marked broken."""
        plugin = self._found[name]
        if plugin.fault or hook not in plugin.hooks:
            return []
        function = hooks_of(self._manager.get_plugin(name))[hook]
        try:
            answer = function(**{key: value for key, value in asked.items() if key in signature(function).parameters})
            single = answer is None or isinstance(answer, kind) or not isinstance(answer, Iterable)
            answers = [one for one in [answer] if one is not None] if single else list(answer)
            wrong = [one for one in answers if not isinstance(one, kind)]
            if not wrong:
                return answers
            fault = f"{hook} returned {type(wrong[0]).__name__}, not {kind.__name__}"
        except ClusterkitError as error:
            if asked:
                raise
            fault = f"{hook} failed: {told(error)}"
        except (Exception, SystemExit) as error:  # noqa: BLE001 - see _load
            fault = f"{hook} failed: {told(error)}"
        self._fail(name, fault)
        return []


def _grouped(policies: Iterable[Policy]) -> dict[str, Versions]:
    """Return the versions of each law as they were handed over: a broken one may have no day to be sorted by."""
    found: dict[str, Versions] = {}
    for policy in policies:
        found[policy.key] = (*found.get(policy.key, ()), policy)
    return found


def _itself(module: Any) -> Any:
    return module
