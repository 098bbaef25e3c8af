"""One tile: some clusters and some blocks of replications, all years, on one clock."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

import numpy as np
import simpy
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Figure, point
from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.law.title import CERTIFIED, LOST
from clusterkit.portfolio.record import facts_of
from clusterkit.simulation.authority import Authority
from clusterkit.simulation.bench import Record
from clusterkit.simulation.clock import Phase, time_of
from clusterkit.simulation.cohort import Tables, cohorts_of
from clusterkit.simulation.critical import Probe
from clusterkit.simulation.discretion import Discretion
from clusterkit.simulation.docket import Docket
from clusterkit.simulation.dynamics import Dynamics, Missing
from clusterkit.simulation.enforcement import Enforcement, Leniency
from clusterkit.simulation.legal_calendar import LegalCalendar
from clusterkit.simulation.motion import Motion
from clusterkit.simulation.occurrences import Occurrences
from clusterkit.simulation.proceedings import Proceedings
from clusterkit.simulation.streams import Streams
from clusterkit.simulation.support import Support
from clusterkit.simulation.workspace import Workspace

Counts = NDArray[np.int32]
YearClosed = Callable[[int, "World"], None]


@frozen(eq=False)
class Plan:
    """What all tiles of a run share.

    `enforcements` are the scenarios' own (none: as written). `support` is what holding a title adds to
    yearly growth of output, as a share; 0 leaves figures and titles apart.
    """

    policies: tuple[Policy, ...]
    indicators: Mapping[str, Indicator]
    dynamics: Mapping[str, Dynamics]
    provisions: Provisions
    first_year: int
    last_year: int
    seed: int
    missing: Missing
    level_of: Mapping[str, str]
    enforcements: tuple[Enforcement, ...] = ()
    support: float = 0.0

    @property
    def years(self) -> range:
        """The calendar years of the run."""
        return range(self.first_year, self.last_year + 1)


@frozen(eq=False)
class World:
    """One tile at work: figures, occurrences and authorities."""

    plan: Plan
    tables: Tables
    motion: Motion
    occurrences: Occurrences
    authorities: tuple[Authority, ...]
    replications: int
    reads_incidents: bool
    support: Support | None = None


@frozen(eq=False)
class PolicyResult:
    """One policy's outcome in one tile.

    `rows` are the clusters in scope; `counts` are by status (candidate, certified, lost), shape
    (year, status, scenario, replication); `retained` counts the certified among those certified at
    the start, shape (year, scenario, replication). The first admission and the first loss of each
    title follow, shape (scenario, cluster, replication), days 0 where there is none, and the failed
    criteria as bits.
    """

    policy: str
    in_scope: NDArray[np.bool_]
    at_start: NDArray[np.bool_]
    counts: Counts
    retained: Counts
    admitted_on: NDArray[np.int32]
    lost_on: NDArray[np.int32]
    cause: NDArray[np.int8]
    because: NDArray[np.int8]
    failed: NDArray[np.uint64]
    renewed_before_start: NDArray[np.bool_] = field(repr=False)


def run_tile(
    plan: Plan,
    tables: Tables,
    blocks: range,
    replications: int,
    *,
    streams: Streams,
    workspace: Workspace,
    record: Record | None = None,
    year_closed: YearClosed | None = None,
    trace: bool = False,
    probe: Probe | None = None,
) -> tuple[PolicyResult, ...]:
    """Simulate one tile and return each policy's result, in the order of the plan's policies.

    A probe stands beside the authority of its policy and takes one bound as met at every review.
    """
    world = _world(plan, tables, blocks, replications, streams, workspace, record, probe, trace=trace)
    dockets = [authority.docket for authority in world.authorities]
    counts = [np.zeros((len(plan.years), 3, docket.shape[0], replications), np.int32) for docket in dockets]
    retained = [np.zeros((len(plan.years), docket.shape[0], replications), np.int32) for docket in dockets]

    def close(year: int) -> None:
        for position, docket in enumerate(dockets):
            _count(docket, counts[position][year - plan.first_year], retained[position][year - plan.first_year])
        if year_closed is not None:
            year_closed(year, world)

    env = simpy.Environment(initial_time=time_of(calendar.first_day(plan.first_year), Phase.OPENING))
    env.process(_years(env, world, close))
    for authority in world.authorities:
        env.process(authority.run(env))
    # The clock stops on its own after the last authority's last moment: the last day is included.
    env.run()
    return tuple(_result(docket, counts[i], retained[i]) for i, docket in enumerate(dockets))


def _years(env: simpy.Environment, world: World, close: Callable[[int], None]) -> Generator[simpy.Event, Any, None]:
    """Open each year with the figures of the year before and its events, and close it on its last day."""
    plan = world.plan
    for year in plan.years:
        _open(world, year)
        if world.support is not None:
            world.support.add(year, [authority.docket for authority in world.authorities])
        yield env.timeout(time_of(calendar.first_day(year + 1), Phase.OPENING) - env.now)
        for authority in world.authorities:
            authority.advance(int(env.now))
        close(year)


def _open(world: World, year: int) -> None:
    """Draw a year's events, and file the incidents of the year before."""
    world.occurrences.open_year(year)
    if world.reads_incidents:
        _file_incidents(world, year - 1)


def _file_incidents(world: World, year: int) -> None:
    """File the incidents of a simulated year; where a cluster's own rows reach it, its count stands."""
    fresh = (world.tables.latest_year < year).reshape(1, -1, 1)
    if not fresh.any():
        return
    drawn = world.occurrences.incidents(year)[np.newaxis]
    history = world.motion.history
    if fresh.all():
        history.put("incidents", year, point(drawn))
        return
    stated = history.figure("incidents", year)
    low, high = np.where(fresh, drawn, stated.low), np.where(fresh, drawn, stated.high)
    history.put("incidents", year, Figure(low, low if bool((low == high).all()) else high, stated.measure))


def _world(
    plan: Plan,
    tables: Tables,
    blocks: range,
    replications: int,
    streams: Streams,
    workspace: Workspace,
    record: Record | None,
    probe: Probe | None,
    *,
    trace: bool,
) -> World:
    cohorts = cohorts_of(tables, plan.dynamics)
    places = {cohort.jurisdiction for cohort in cohorts}
    policies = [policy for policy in plan.policies if places & set(policy.scope)]
    read = (key for policy in policies for key in (*policy.indicators, *_ranked_by(policy, plan)))
    needed = tuple(dict.fromkeys(read))
    requirements = {
        place: tuple(tuple(one.key for one in policy.requirements) for policy in policies if place in policy.scope)
        for place in places
    }
    motion = Motion(
        tables, cohorts, plan.indicators, needed, streams=streams, workspace=workspace, blocks=blocks,
        replications=replications, last_year=plan.last_year - (0 if trace else 1), missing=plan.missing,
    )  # fmt: skip
    occurrences = Occurrences(
        tables, cohorts, requirements, streams=streams, workspace=workspace, blocks=blocks,
        replications=replications, first_year=plan.first_year, last_year=plan.last_year, missing=plan.missing,
    )  # fmt: skip
    base = min((cohort.base for cohort in cohorts), default=plan.first_year - 1)
    for year in tables.years:
        if year <= base:
            motion.history.put_answers(int(year), occurrences.answers_on_file(int(year)))
    if plan.missing == "assume" and "incidents" in needed:
        _fill_incidents(motion, occurrences, tables)
    facts = facts_of(tables, plan.level_of, without={policy.key: policy.scope for policy in plan.policies})
    clusters = [str(name) for name in tables.cluster_id]
    files = []
    for policy in policies:
        discretion = Discretion(
            policy.key, clusters, plan.years, streams=streams, blocks=blocks, replications=replications
        )
        docket = _docket(plan, tables, policy, replications, facts)
        calendar_of = LegalCalendar(policy, plan.provisions, plan.years)
        files.append(Proceedings(docket, calendar_of, plan.provisions, motion, occurrences, facts, discretion))
    authorities = tuple(
        Authority(
            one,
            record,
            _leniency(plan, one.docket.policy, tables, blocks, replications, streams),
            probe if probe is not None and probe.policy == one.docket.policy.key else None,
        )
        for one in files
    )
    for one, own in zip(files, authorities, strict=True):
        one.others.update({other.policy.key: other.held_before for other in authorities if other is not own})
    reads = trace or "incidents" in needed
    support = Support(motion.history, plan.support) if plan.support else None
    world = World(plan, tables, motion, occurrences, authorities, replications, reads, support)
    for year in range(base + 1, plan.first_year):
        _open(world, year)
    return world


def _docket(plan: Plan, tables: Tables, policy: Policy, replications: int, facts: Facts) -> Docket:
    """Return the titles of one policy in a tile, as they are on file when the run begins."""
    scope = np.isin(tables.clusters["jurisdiction"].astype(str), list(policy.scope))
    shape = len(plan.provisions), len(tables), replications
    start = calendar.first_day(plan.first_year)
    held = tables.held[policy.key]
    return Docket(policy, plan.provisions, held, scope, shape, start, policy.decisive, facts.groups)


def _leniency(
    plan: Plan, policy: Policy, tables: Tables, blocks: range, replications: int, streams: Streams
) -> Leniency | None:
    """Return what pardons shortfalls at a policy's reviews; None where every scenario applies them as written."""
    pardons = [enforcement.pardon(policy.key) for enforcement in plan.enforcements]
    if not any(pardons):
        return None
    clusters = [str(name) for name in tables.cluster_id]
    return Leniency(
        pardons, policy.key, clusters, plan.years, streams=streams, blocks=blocks, replications=replications
    )


def _ranked_by(policy: Policy, plan: Plan) -> list[str]:
    """Return the indicators that a choice of a rule names, such as the one that ranks candidates."""
    days = (1, *plan.provisions.change_days)
    levers = [lever for decision in policy.decisions for rule in decision.rules for lever in rule.condition.levers]
    named = {
        str(value)
        for lever in levers
        if lever.kind == "choice"
        for day in days
        for value in plan.provisions.values(lever.key, day)
    }
    return sorted(named & set(plan.indicators))


def _fill_incidents(motion: Motion, occurrences: Occurrences, tables: Tables) -> None:
    """Where a cluster's latest year does not say how many incidents it had, file the number drawn."""
    latest = tables.latest_year
    for year in np.unique(latest):
        figure = motion.history.figure("incidents", int(year))
        blank = (figure.low != figure.high) & (latest == year).reshape(1, -1, 1)
        if blank.any():
            drawn = np.maximum(occurrences.latest_incidents(), occurrences.incidents(int(year)))[np.newaxis]
            low, high = np.where(blank, drawn, figure.low), np.where(blank, drawn, figure.high)
            motion.history.put(
                "incidents", int(year), Figure(low, low if bool((low == high).all()) else high, figure.measure)
            )


def _count(docket: Docket, counts: Counts, retained: Counts) -> None:
    """Count the titles by status at a year's end, and those certified at the start that are held."""
    status = docket.status.reshape(docket.shape)
    certified, lost = status == CERTIFIED, status == LOST
    counts[1] = _summed(certified, docket.in_scope)
    counts[2] = _summed(lost, docket.in_scope)
    counts[0] = int(docket.in_scope.sum()) - counts[1] - counts[2]
    retained[...] = _summed(certified, docket.certified_at_start)


def _summed(flags: NDArray[np.bool_], rows: NDArray[np.bool_]) -> Counts:
    """Return how many of some clusters are marked, shape (scenario, replication)."""
    some = flags if bool(rows.all()) else flags[:, rows]
    return np.asarray(some.view(np.int8).sum(axis=1, dtype=np.int32))


def _result(docket: Docket, counts: Counts, retained: Counts) -> PolicyResult:
    shape = docket.shape
    return PolicyResult(
        policy=docket.policy.key,
        in_scope=docket.in_scope,
        at_start=docket.certified_at_start,
        counts=counts,
        retained=retained,
        admitted_on=docket.first_admitted_on.reshape(shape),
        lost_on=docket.first_lost_on.reshape(shape),
        cause=docket.first_cause.reshape(shape),
        because=docket.first_because.reshape(shape),
        failed=docket.first_failed.reshape(-1, *shape),
        renewed_before_start=docket.renewed_before_start,
    )
