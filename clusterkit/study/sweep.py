"""Sweeps: one lever, or two as a grid, through some values on the same draws.

Every point equals a run of its own with the lever set to its value, exactly. Where the outcome is monotone
and memoryless in a lever (`monotone.why_not`), all its values are followed in one run, by critical values;
otherwise the points are the scenarios of one run, taken in parts that fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, Literal, TypeVar

from attrs import evolve, field, frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.lever import Lever, Value
from clusterkit.law.provisions import Change, Changes, Provisions
from clusterkit.law.text import Text
from clusterkit.simulation.critical import CriticalValues, NotMonotoneError
from clusterkit.simulation.harness import TILE_CLUSTERS, Progress, run
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.simulation.tally import Row, Tally, as_row
from clusterkit.simulation.threshold import Thresholds
from clusterkit.simulation.tile import Plan
from clusterkit.study.cliff import Cliff, Slope, cliff_of, slopes_of
from clusterkit.study.monotone import NOT_MONOTONE, places_of, why_not
from clusterkit.study.simulate import Study

Method = Literal["critical_value", "scenario_axis"]
Point = tuple[Value, ...]
Tallies = Mapping[str, Tally]
One = TypeVar("One")

MOST_TITLES = 4_000_000
"""How many titles (scenario, cluster, replication) a part of a run holds: about 200 MB."""
MOST_COUNTS = 500_000
"""How many counts of one kind (scenario, value, replication) a part of a run holds: 2 MB a cause or criterion."""

SMALLEST_TILE = 50
"""The fewest clusters that pay for what a tile costs whatever it holds."""


@frozen(eq=False)
class Axis:
    """A lever and the values it takes, in the order asked for."""

    lever: Lever
    values: tuple[Value, ...]


@frozen(eq=False)
class Sweep:
    """What became of the clusters certified at the start at every point of a sweep.

    `points` are the combinations of the axes' values, the last axis fastest; `tallies` stand in the same
    order, each by policy. `reason` says why the points were taken as scenarios.
    """

    study: Study
    axes: tuple[Axis, ...]
    method: Method
    reason: Text | None
    tallies: Sequence[Tallies] = field(repr=False)

    @property
    def lever(self) -> Lever:
        """The lever, of a grid the first one."""
        return self.axes[0].lever

    @property
    def values(self) -> tuple[Value, ...]:
        """The lever's values, of a grid the first one's."""
        return self.axes[0].values

    @property
    def points(self) -> tuple[Point, ...]:
        """The combinations of values, the last axis fastest."""
        return tuple(product(*(axis.values for axis in self.axes)))

    @property
    def slopes(self) -> tuple[Slope, ...]:
        """What a unit of the lever changes between neighbouring values; nothing for a grid."""
        return slopes_of(self.lever, self.values, self.tallies) if len(self.axes) == 1 else ()

    def cliff(self) -> Cliff | None:
        """Return where retention falls fastest; None for a grid, and where it does not fall."""
        return cliff_of(self.study, self.lever, self.slopes)

    def rows(self) -> list[Row]:
        """Return everything in long form: retention, losses, and what a unit of the lever changes."""
        found: list[Row] = []
        for values, tallies in self._told():
            for policy, (_, retention, losses) in tallies.items():
                own = {**dict(zip(("value", "second"), values, strict=False)), "policy": policy}
                found += [{**own, "table": "retention", **row} for row in retention]
                found += [{**own, "table": "losses", **row} for row in losses]
        return found + [{"table": "slope", **row} for row in self.slope_rows()]

    def slope_rows(self) -> list[Row]:
        """Return what a unit of the lever changes between neighbouring values, paired by replication."""
        return [
            {
                "policy": slope.policy,
                "value": self.lever.jsonable(slope.low),
                "to": self.lever.jsonable(slope.high),
                **as_row(slope.change),
            }
            for slope in self.slopes
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output; of a grid, `lever` and every `value` are lists."""
        keys, cliff, single = [axis.lever.key for axis in self.axes], self.cliff(), len(self.axes) == 1
        points = []
        for values, tallies in self._told():
            policies = [
                {"policy": policy, "clusters": tally.started, "retention": retention, "losses": losses}
                for policy, (tally, retention, losses) in tallies.items()
            ]
            points.append({"value": values[0] if single else values, "policies": policies})
        return {
            "manifest": self.study.manifest(),
            "changes": self.study.changes()[0],
            "lever": keys[0] if single else keys,
            "method": self.method,
            "reason": None if self.reason is None else self.reason.as_dict(),
            "points": points,
            "slopes": self.slope_rows(),
            "cliff": None if cliff is None else cliff.as_dict(self.lever),
        }

    def _told(self) -> Iterator[tuple[list[Value], dict[str, tuple[Tally, list[Row], list[Row]]]]]:
        """Yield every point's values as the outputs carry them, and its tallies with their rows by policy."""
        known: dict[int, tuple[Tally, list[Row], list[Row]]] = {}
        for point, tallies in zip(self.points, self.tallies, strict=True):
            for tally in tallies.values():
                # A policy that the lever does not touch has one tally for all points.
                if id(tally) not in known:
                    known[id(tally)] = (tally, tally.retention_rows(self.study.plan.years), tally.loss_rows())
            values = [axis.lever.jsonable(value) for axis, value in zip(self.axes, point, strict=True)]
            yield values, {policy: known[id(tally)] for policy, tally in tallies.items()}


def sweep(
    study: Study,
    lever: str,
    values: Sequence[Value],
    *,
    second: tuple[str, Sequence[Value]] | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run a study for every value of a lever, or for every combination with those of a second one.

    Each value stands in place of what the study's one scenario sets the lever to from the start; later,
    dated changes stay. Raises UnknownNameError for a lever that no policy of the run has, LeverError for
    a value that it cannot take, InputError for no values at all or a study of several scenarios.
    """
    axes = tuple(_axis(study, *one) for one in ((lever, values), *(() if second is None else (second,))))
    if len({axis.lever.key for axis in axes}) < len(axes):
        raise InputError(f"lever {lever} is swept twice; name two different levers")
    if len(study.scenarios) > 1:
        names = ", ".join(scenario.name for scenario in study.scenarios)
        raise InputError(f"a sweep starts from one law, and this study has several scenarios: {names}; choose one")
    reason = None
    # The longer axis gains most from being followed in one run.
    for along in sorted(axes, key=lambda axis: -len(axis.values)):
        others = tuple(axis for axis in axes if axis is not along)
        why = why_not(_under(study, _changes(others)), along.lever.key)
        if why is None:
            try:
                lines = _by_critical_values(study, along, others, progress)
            except NotMonotoneError:
                why = NOT_MONOTONE
            else:
                return Sweep(study, axes, "critical_value", None, _in_order(lines, transposed=along is axes[0]))
        reason = reason or why
    return Sweep(study, axes, "scenario_axis", reason, _by_scenarios(study, _changes(axes), progress))


def _axis(study: Study, key: str, values: Sequence[Value]) -> Axis:
    if key not in study.levers:
        raise UnknownNameError("lever", key, study.levers)
    lever = study.levers[key]
    if not len(values):
        raise InputError(f"lever {key}: a sweep needs values")
    return Axis(lever, tuple(lever.check(value) for value in values))


def _changes(axes: Sequence[Axis]) -> list[Changes]:
    """Return what is changed at every point of a grid."""
    points = product(*(axis.values for axis in axes))
    return [tuple(Change(axis.lever.key, value) for axis, value in zip(axes, point, strict=True)) for point in points]


def _under(study: Study, changes: Sequence[Changes]) -> Plan:
    """Return a study's plan with a scenario for each set of changes, from the start."""
    base = study.scenarios[0]
    scenarios = []
    for one in changes:
        swept = {change.lever for change in one}
        kept = tuple(change for change in base.changes if change.lever not in swept or change.from_day is not None)
        scenarios.append((*kept, *one))
    enforcements = (base.enforcement,) * len(scenarios)
    return evolve(study.plan, provisions=Provisions(study.levers.values(), scenarios), enforcements=enforcements)


def _by_scenarios(study: Study, changes: Sequence[Changes], progress: Progress | None) -> list[Tallies]:
    """Run every set of changes as a scenario of its own, as many at a time as fit into memory."""

    def part(some: Sequence[Changes], progress: Progress) -> list[Tallies]:
        outcomes = _run(study, _under(study, some), progress)
        return [{key: one.tally(scenario) for key, one in outcomes.items()} for scenario in range(len(some))]

    parts = [partial(part, some) for some in _cut(changes, MOST_TITLES // _titles(study))]
    return [tallies for found in _in_turn(parts, progress) for tallies in found]


def _by_critical_values(
    study: Study, along: Axis, others: Sequence[Axis], progress: Progress | None
) -> list[list[Tallies]]:
    """Follow the values of one lever in one run, or as many as fit into memory.

    Returns a line for every combination of the others' values.
    """
    policy = next(one for one in study.plan.policies if along.lever in one.levers)
    places = places_of(policy, along.lever.key)
    upwards = next(iter(places.values())).upwards
    values = _cut(along.values, MOST_COUNTS // study.replications)
    deep = min(MOST_TITLES // _titles(study), MOST_COUNTS // (len(values[0]) * study.replications))

    def part(some: Sequence[Changes], followed: Sequence[Value], progress: Progress) -> list[list[Tallies]]:
        thresholds = Thresholds.of(followed, upwards=upwards)
        critical = CriticalValues(policy, places, thresholds, scenarios=len(some), replications=study.replications)
        outcomes = _run(study, _under(study, some), progress, critical)
        started = outcomes[policy.key].started if policy.key in outcomes else 0
        lines: list[list[Tallies]] = []
        for scenario, tallies in enumerate(critical.tallies(study.plan.years, started)):
            beside = {key: one.tally(scenario) for key, one in outcomes.items() if key != policy.key}
            lines.append([{key: beside.get(key, tally) for key in outcomes} for tally in tallies])
        return lines

    parts = [partial(part, some, followed) for some in _cut(_changes(others), deep) for followed in values]
    found = _in_turn(parts, progress)
    whole = [found[first : first + len(values)] for first in range(0, len(found), len(values))]
    return [[one for stretch in line for one in stretch] for of in whole for line in zip(*of, strict=True)]


def _run(
    study: Study, plan: Plan, progress: Progress, critical: CriticalValues | None = None
) -> Mapping[str, PolicyOutcome]:
    """Run every scenario of a plan; the more there are, the fewer clusters a tile holds, for its arrays to fit."""
    names = [str(scenario) for scenario in range(len(plan.provisions))]
    size = max(SMALLEST_TILE, TILE_CLUSTERS // len(names))
    outcome = run(plan, study.portfolio, names, study.replications, {}, size=size, progress=progress, critical=critical)
    return outcome.policies


def _titles(study: Study) -> int:
    return max(1, len(study.portfolio) * study.replications)


def _cut(whole: Sequence[One], size: int) -> list[Sequence[One]]:
    """Return a sequence in parts of some size, at least one each."""
    size = max(1, size)
    return [whole[first : first + size] for first in range(0, len(whole), size)]


def _in_turn(parts: Sequence[Callable[[Progress], One]], progress: Progress | None) -> list[One]:
    """Run the parts of a sweep one after another; they count alike in its progress."""
    found = []
    for place, part in enumerate(parts):

        def told(done: int, total: int, before: int = place) -> None:
            if progress is not None:
                progress(before * total + done, len(parts) * total)

        found.append(part(told))
    return found


def _in_order(lines: Sequence[Sequence[Tallies]], *, transposed: bool) -> list[Tallies]:
    """Return the points of a grid in their order, from lines along the last axis or, transposed, the first."""
    return [one for line in (zip(*lines, strict=True) if transposed else lines) for one in line]
