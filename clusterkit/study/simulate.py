"""Simulate: from a portfolio and some jurisdictions' law to an outcome, with everything that was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

import clusterkit
from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import calendar
from clusterkit.law.indicator import Indicator
from clusterkit.law.lever import Lever
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.union import merge
from clusterkit.simulation.dynamics import Dynamics, Input, Missing
from clusterkit.simulation.enforcement import Calibration
from clusterkit.simulation.harness import TILE_CLUSTERS, Progress, run
from clusterkit.simulation.outcome import Outcome
from clusterkit.simulation.tile import Plan
from clusterkit.study.assumptions import Assumption, assumptions_of
from clusterkit.study.ladder import with_ladder
from clusterkit.study.recipe import Recipe
from clusterkit.study.relations import Note, notes_of
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.transplant import Transplant

if TYPE_CHECKING:
    from pathlib import Path

MOST_YEARS = 500
LATEST_START, EARLIEST_START = 2200, 1990
SUPPORT = (-0.5, 0.5)
"""What holding a title may add to yearly growth: beyond it is no study of clusters."""


@frozen(eq=False)
class Study:
    """A simulation that is ready to run: checked, with its plan and its assumptions."""

    plan: Plan
    portfolio: Portfolio
    scenarios: tuple[Scenario, ...]
    replications: int
    versions: Mapping[str, str]
    assumptions: tuple[Assumption, ...]
    command: str = ""
    transplant: Transplant | None = None
    title: str = ""
    question: str = ""
    recipe: Recipe | None = None

    @property
    def levers(self) -> Mapping[str, Lever]:
        """The levers of the policies in the run."""
        return self.plan.provisions.levers

    @property
    def calibrations(self) -> tuple[Calibration, ...]:
        """The fits, of the measures' own reviews or borrowed, that the lenient scenarios rest on."""
        pairs = ((scenario, policy) for scenario in self.scenarios for policy in self.plan.policies)
        found = (scenario.enforcement.calibration(policy.key) for scenario, policy in pairs)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def changes(self) -> list[dict[str, Any]]:
        """Return each scenario's changes, as the machine-readable outputs carry them."""
        return [scenario.as_dict(self.levers) for scenario in self.scenarios]

    def notes(self) -> tuple[Note, ...]:
        """Return what its scenarios set that is possible, and odd beside another value of the law."""
        return notes_of(self)

    def manifest(self) -> dict[str, Any]:
        """Return what is needed to run it again, and what was assumed."""
        plan, portfolio = self.plan, self.portfolio
        return {
            "clusterkit": clusterkit.__version__,
            "plugins": dict(self.versions),
            "seed": plan.seed,
            "replications": self.replications,
            "start": date(plan.first_year, 1, 1).isoformat(),
            "end": date(plan.last_year, 12, 31).isoformat(),
            "portfolio": {
                "name": portfolio.name,
                "sha256": portfolio.sha256,
                "clusters": len(portfolio),
                "illustrative": portfolio.illustrative,
            },
            "policies": [policy.key for policy in plan.policies],
            "laws": {policy.key: policy.version for policy in plan.policies},
            "enforcement": _enforcement_of(self.scenarios),
            "calibrations": [one.as_dict() for one in self.calibrations],
            "support": plan.support,
            "missing": plan.missing,
            "title": self.title,
            "question": self.question,
            "notes": [one.as_dict() for one in self.notes()],
            "assumptions": [one.as_dict() for one in self.assumptions],
            "command": self.command,
            "replications_done": self.replications,
            "replications_failed": [],
        }

    def run(
        self,
        *,
        progress: Progress | None = None,
        trace: Path | None = None,
        trace_replications: int = 5,
        size: int = TILE_CLUSTERS,
    ) -> Outcome:
        """Run it; with `trace`, also write the folder from which every path can be replayed by hand.

        Raises InputError where paths could not be replayed from the law alone.
        """
        names = [scenario.name for scenario in self.scenarios]
        recorder = None
        if trace is not None:
            from clusterkit.simulation.trace import Trace

            if self.plan.support or any(one.calibrations for one in self.plan.enforcements):
                raise InputError(
                    "a trace is replayed from the law alone: it needs --enforcement as_written and no --support"
                )
            recorder = Trace(self.plan, self.portfolio, names, min(trace_replications, self.replications))
        outcome = run(
            self.plan, self.portfolio, names, self.replications, self.manifest(), size=size, progress=progress,
            observed=None if recorder is None else recorder.observe,
        )  # fmt: skip
        if recorder is not None and trace is not None:
            recorder.write(trace)
        return outcome

    def with_scenarios(self, scenarios: Sequence[Scenario]) -> Study:
        """Return the same study of other scenarios, on the same draws. Raises LeverError, UnknownNameError."""
        plan = evolve(self.plan, **_under(self.plan.policies, scenarios))
        return self._with(plan, scenarios=tuple(scenarios), recipe=self._recipe(scenarios=tuple(scenarios)))

    def with_replications(self, replications: int) -> Study:
        """Return the same study with more or fewer replications; those in common are the same."""
        return evolve(self, replications=replications, recipe=self._recipe(replications=replications))

    def with_inputs(self, values: Mapping[str, float]) -> Study:
        """Return the same study with other inputs of the dynamics, `PLACE.NAME`, on the same draws.

        Raises UnknownNameError for an input that no place of the run has.
        """
        plan = evolve(self.plan, dynamics=_changed_inputs(self.plan.dynamics, values))
        before = {} if self.recipe is None else self.recipe.settings["inputs"]
        return self._with(plan, recipe=self._recipe(inputs={**before, **values}))

    def inputs(self) -> dict[str, Input]:
        """Return every input of the dynamics as `PLACE.NAME`, the names of `with_inputs`."""
        return {f"{place}.{name}": one for place, model in self.plan.dynamics.items() for name, one in model.inputs()}

    def _recipe(self, **settings: Any) -> Recipe | None:
        return None if self.recipe is None else self.recipe.changed(**settings)

    def _with(self, plan: Plan, **changes: Any) -> Study:
        study = evolve(self, plan=plan, **changes)
        return evolve(study, assumptions=study.assumed())

    def assumed(self) -> tuple[Assumption, ...]:
        """Return everything that the study takes for granted."""
        return assumptions_of(self.plan, self.portfolio, self.transplant)


def prepare(
    portfolio: Portfolio | None = None,
    *,
    years: int = 9,
    start: date | None = None,
    replications: int = 200,
    seed: int = 1,
    jurisdictions: Sequence[str] | None = None,
    policies: Sequence[Policy] | None = None,
    dynamics: Sequence[Dynamics] | None = None,
    scenarios: Sequence[Scenario] = (),
    missing: Missing = "assume",
    inputs: Mapping[str, float] | None = None,
    support: float = 0.0,
    transplant: Transplant | None = None,
    ladder: bool = False,
    plugins: Plugins | None = None,
    command: str = "",
    title: str = "",
    question: str = "",
) -> Study:
    """Check everything that a run needs and return it as a study.

    Without a portfolio, the plugins' illustrative clusters are used. `policies` and `dynamics`
    stand beside or in place of the plugins' (for notebooks and tests). `inputs` are other values for
    inputs of the dynamics (`PLACE.NAME`), `support` the yearly growth of output that holding a title
    adds, as a share (ASSUMED), `transplant` another place's law for some places' clusters. With `ladder`
    clusters may climb to the titles of higher levels that are part of the run. `title` and
    `question` are shown with the result. Raises InputError for anything that cannot be run, PluginError
    if a policy that is needed comes from a broken plugin.
    """
    plugins = Plugins() if plugins is None else plugins
    objects = policies is not None or dynamics is not None or not plugins.findable
    if transplant is not None:
        jurisdictions = transplant.places
    portfolio = given = _portfolio(portfolio, plugins, jurisdictions)
    if transplant is not None:
        policies, portfolio = transplant.of(plugins, portfolio)
    chosen = _policies(portfolio, plugins, jurisdictions, policies)
    if ladder:
        chosen = with_ladder(chosen)
    places = portfolio.clusters["jurisdiction"].astype(str)
    in_scope = np.isin(places, [place for policy in chosen for place in policy.scope])
    portfolio = portfolio if in_scope.all() else portfolio.subset(in_scope)
    first_year = _first_year(portfolio, start)
    _check_numbers(years, replications, seed, support)
    scenarios = tuple(scenarios) or (Scenario(BASELINE),)
    under = _under(chosen, scenarios)
    models = _dynamics(set(places[in_scope]), plugins, dynamics)
    if transplant is not None:
        models = transplant.models(models, chosen, plugins)
    models = _changed_inputs(models, inputs or {})
    plugins.refuse_broken([policy.key for policy in chosen])
    plan = Plan(
        policies=tuple(chosen), indicators=_indicators(portfolio, plugins, chosen), dynamics=models,
        first_year=first_year, last_year=first_year + years - 1, seed=seed, missing=missing,
        level_of={one.key: one.level for one in (*plugins.policies.values(), *chosen)}, support=support, **under,
    )  # fmt: skip
    _check_expiries(portfolio, chosen, first_year)
    settings = {
        "years": years, "start": date(first_year, 1, 1), "replications": replications, "seed": seed,
        "jurisdictions": None if jurisdictions is None else tuple(jurisdictions), "scenarios": scenarios,
        "missing": missing, "inputs": dict(inputs or {}), "support": support, "transplant": transplant,
        "ladder": ladder, "title": title, "question": question,
    }  # fmt: skip
    recipe = None if objects else Recipe(given, settings, plugins.selection)
    versions = plugins.versions()
    study = Study(plan, portfolio, scenarios, replications, versions, (), command, transplant, title, question, recipe)
    return evolve(study, assumptions=study.assumed())


def simulate(portfolio: Portfolio | None = None, *, progress: Progress | None = None, **settings: Any) -> Outcome:
    """Simulate a portfolio and return its outcome; the settings are those of `prepare`.

    >>> outcome = simulate(years=9, replications=100)          # the illustrative clusters
    >>> outcome.retention_rows("somewhere")[-1]                # doctest: +SKIP
    """
    return prepare(portfolio, **settings).run(progress=progress)


def _check_numbers(years: int, replications: int, seed: int, support: float) -> None:
    if years < 1:
        raise InputError(f"--years {years}: a run needs at least one year")
    if years > MOST_YEARS:
        raise InputError(f"--years {years}: a run has at most {MOST_YEARS} years")
    if replications < 1:
        raise InputError(f"--replications {replications}: a run needs at least one replication")
    if not SUPPORT[0] <= support <= SUPPORT[1]:
        raise InputError(f"--support {support}: a share of output a year, from {SUPPORT[0]:g} to {SUPPORT[1]:g}")
    if seed < 0:
        raise InputError(f"--seed {seed}: a seed is a whole number from 0 on")


def _under(policies: Sequence[Policy], scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return the parts of a plan that scenarios decide."""
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"two scenarios are called {name}; give each a name of its own")
    levers = (lever for policy in policies for lever in policy.levers)
    return {
        "provisions": Provisions(levers, [scenario.changes for scenario in scenarios]),
        "enforcements": tuple(scenario.enforcement for scenario in scenarios),
    }


def _changed_inputs(models: Mapping[str, Dynamics], values: Mapping[str, float]) -> dict[str, Dynamics]:
    """Return the models with other values for some inputs, named `PLACE.NAME`."""
    changed = dict(models)
    for place in dict.fromkeys(key.partition(".")[0] for key in values):
        if place not in changed:
            raise UnknownNameError("place of the run", place, changed)
        own = {key.partition(".")[2]: value for key, value in values.items() if key.partition(".")[0] == place}
        changed[place] = changed[place].changed(own)
    return changed


def _enforcement_of(scenarios: Sequence[Scenario]) -> str:
    names = dict.fromkeys(scenario.enforcement.name for scenario in scenarios)
    return "; ".join(names)


def _portfolio(portfolio: Portfolio | None, plugins: Plugins, jurisdictions: Sequence[str] | None) -> Portfolio:
    if portfolio is not None:
        return portfolio
    for place in jurisdictions or ():
        plugins.policy(place)
    samples = plugins.sample_portfolios(jurisdictions)
    if not samples:
        raise InputError("no portfolio is given and no plugin brings an illustrative one; name a portfolio")
    if len(samples) == 1:
        return samples[0]
    places = sorted({str(place) for sample in samples for place in sample.clusters["jurisdiction"]})
    return merge(samples, name=f"示例集群 (illustrative clusters): {', '.join(places)}")


def _policies(
    portfolio: Portfolio,
    plugins: Plugins,
    jurisdictions: Sequence[str] | None,
    policies: Sequence[Policy] | None,
) -> list[Policy]:
    if policies is not None:
        return sorted(policies, key=lambda policy: policy.key)
    if jurisdictions:
        return [plugins.policy(place) for place in sorted(set(jurisdictions))]
    places = set(portfolio.clusters["jurisdiction"].astype(str))
    chosen = {place: plugins.policy(place) for place in sorted(places)}
    # A title under a measure that governs none of these clusters is a fact on file, not a title of the run.
    for title in portfolio.titles:
        policy = plugins.policies.get(title.policy)
        if policy is not None and places & set(policy.scope):
            chosen[title.policy] = policy
    return [chosen[key] for key in sorted(chosen)]


def _indicators(portfolio: Portfolio, plugins: Plugins, policies: Sequence[Policy]) -> dict[str, Indicator]:
    """Return every column that the run may read: the plugins', the portfolio's own, and the laws' requirements."""
    asked = (one for policy in policies for one in policy.requirements)
    return {**plugins.indicators, **{one.key: one for one in (*portfolio.extras, *asked)}}


def _dynamics(places: set[str], plugins: Plugins, dynamics: Sequence[Dynamics] | None) -> dict[str, Dynamics]:
    given = {place: model for model in dynamics or () for place in model.jurisdictions}
    known = plugins.dynamics
    return {place: given.get(place) or known.get(place) or _standard(place) for place in sorted(places)}


def _standard(place: str) -> Dynamics:
    from clusterkit.simulation.standard import standard_dynamics

    return standard_dynamics("standard", (place,))


def _first_year(portfolio: Portfolio, start: date | None) -> int:
    if start is None:
        return portfolio.default_start.year
    if (start.month, start.day) != (1, 1):
        raise InputError(f"--start {start}: a run starts on a 1 January, such as {start.year}-01-01")
    if not EARLIEST_START < start.year < LATEST_START:
        raise InputError(f"--start {start}: choose a year between {EARLIEST_START} and {LATEST_START}")
    if len(portfolio.years) and start.year <= int(portfolio.years[0]):
        raise InputError(f"--start {start}: the portfolio's figures begin in {int(portfolio.years[0])}, after it")
    return start.year


def _check_expiries(portfolio: Portfolio, policies: Sequence[Policy], first_year: int) -> None:
    """Refuse a stated expiry before the start: such a title is either renewed or gone, and the file must say which."""
    opening = calendar.first_day(first_year)
    for policy in policies:
        if policy.term is None:
            continue
        held = portfolio.held(policy.key)
        wrong = np.flatnonzero((held.expires_on > 0) & (held.expires_on < opening) & (held.certified_on > 0))
        if len(wrong):
            one = int(wrong[0])
            ended = date.fromordinal(int(held.expires_on[one])).isoformat()
            raise InputError(
                f"expires_on {ended} of cluster {portfolio.cluster_id[one]} lies before the run's start "
                f"{date.fromordinal(opening).isoformat()} ({len(wrong)} such); leave it blank or state the present one"
            )
