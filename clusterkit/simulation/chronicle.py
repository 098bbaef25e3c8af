"""The chronicle of one cluster: what each criterion says of it in each year, its reports, what became of its title.

Watched while a run goes on, for every scenario and replication; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.decision import Decision
from clusterkit.law.finding import Finding
from clusterkit.law.policy import Policy
from clusterkit.law.sitting import Sitting
from clusterkit.law.title import CERTIFIED
from clusterkit.law.truth import Truths
from clusterkit.simulation.authority import Authority
from clusterkit.simulation.bench import Ruling
from clusterkit.simulation.docket import Docket, Stroke, unpacked
from clusterkit.simulation.tile import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@frozen(eq=False)
class Standing:
    """What one criterion says on the last day of a year, on the figures up to the year before.

    `truth` and `figure` (in the criterion's unit, NaN where no number decides or it is not known) are
    shaped (scenario, replication), `bound` (scenario,).
    """

    criterion: str
    truth: Truths
    figure: Floats
    bound: Floats


@frozen(eq=False)
class Deadline:
    """Whether the report that fell due in a year came in time, shape (scenario, replication).

    `day` is the deadline of each scenario. A report is late here whether or not the title was still held.
    """

    duty: str
    day: NDArray[np.int64]
    late: Flags


@frozen
class Happening:
    """One effect on the title: its day, what it is, and why; `failed` names the criteria that cost it."""

    scenario: int
    replication: int
    day: int
    effect: str
    cause: str
    citation: str
    failed: tuple[str, ...] = ()


@frozen(eq=False)
class Chronicle:
    """One cluster under one policy. `held` is by year, shape (scenario, replication)."""

    policy: Policy
    standings: dict[int, list[Standing]] = field(factory=dict)
    deadlines: dict[int, list[Deadline]] = field(factory=dict)
    held: dict[int, Flags] = field(factory=dict)
    happenings: list[Happening] = field(factory=list)

    def joined(self, later: Chronicle) -> Chronicle:
        """Return this chronicle with further replications after its own."""
        offset = next(iter(self.held.values())).shape[1]
        return Chronicle(
            self.policy,
            {year: list(map(_joined_standing, own, later.standings[year])) for year, own in self.standings.items()},
            {year: list(map(_joined_deadline, own, later.deadlines[year])) for year, own in self.deadlines.items()},
            {year: np.concatenate([own, later.held[year]], axis=1) for year, own in self.held.items()},
            [*self.happenings, *(_moved(one, offset) for one in later.happenings)],
        )


class Chronicler:
    """Watches one cluster (its row in the tile) under every policy in whose scope it lies."""

    def __init__(self, row: int) -> None:
        self._row = row
        self.chronicles: dict[str, Chronicle] = {}

    def record(self, docket: Docket, decision: Decision | None, stroke: Stroke, ruling: Ruling | None) -> None:
        """Write down what falls on the cluster's titles."""
        del ruling
        _, clusters, replications = docket.shape
        mine = np.flatnonzero(stroke.index // replications % clusters == self._row)
        if not len(mine):
            return
        effect = stroke.effect
        citation = effect.citation or ("" if decision is None else decision.citation)
        bits = {} if stroke.failed is None else unpacked(stroke.failed, tuple(docket.position))
        chronicle = self._chronicle(docket.policy)
        for place in mine:
            scenario, rest = divmod(int(stroke.index[place]), clusters * replications)
            failed = tuple(name for name, flags in bits.items() if flags[place])
            chronicle.happenings.append(
                Happening(
                    scenario, rest % replications, int(stroke.day[place]), effect.kind, effect.cause, citation, failed
                )
            )

    def close(self, year: int, world: World) -> None:
        """Write down a year that is over."""
        for authority in world.authorities:
            if authority.docket.in_scope[self._row]:
                chronicle = self._chronicle(authority.policy)
                held = (authority.docket.status == CERTIFIED).reshape(authority.docket.shape)
                chronicle.held[year] = held[:, self._row].copy()
                chronicle.standings[year] = self._standings(authority, year)
                chronicle.deadlines[year] = self._deadlines(authority, year)

    def _chronicle(self, policy: Policy) -> Chronicle:
        return self.chronicles.setdefault(policy.key, Chronicle(policy))

    def _standings(self, authority: Authority, year: int) -> list[Standing]:
        """Judge the standard of the review on the last day of a year."""
        decision = authority.policy.review or authority.policy.round
        if decision is None or decision.standard is None:
            return []
        shape = authority.docket.shape[0], 1, authority.docket.shape[2]
        day = calendar.last_day(year)
        who = np.ones(shape, np.bool_)
        sitting = authority.proceedings.sitting(decision, np.array([self._row]), who, day, day)
        finding = decision.standard.judge(sitting)
        return [_standing(leaf, sitting) for leaf in finding.leaves()]

    def _deadlines(self, authority: Authority, year: int) -> list[Deadline]:
        files = authority.proceedings
        scenarios, _, replications = authority.docket.shape
        found = []
        for duty in authority.policy.duties:
            if not files.owing(duty)[self._row]:
                continue
            days = [files.calendar.deadline(duty, year, one, calendar.first_day(year)) for one in range(scenarios)]
            late = np.stack([files.sent_after(duty, year - 1, day)[self._row] for day in days])
            found.append(Deadline(duty.key, np.array(days), np.broadcast_to(late, (scenarios, replications)).copy()))
        return found


def _standing(leaf: Finding, sitting: Sitting) -> Standing:
    shape = sitting.who.shape
    figure = np.full(shape, np.nan)
    if leaf.figure is not None:
        low, high = (np.broadcast_to(end, shape) for end in (leaf.figure.low, leaf.figure.high))
        figure = np.where(low == high, leaf.figure.measure.plain(low), np.nan)
    bound = np.full(shape, np.nan) if leaf.bound is None else np.broadcast_to(leaf.bound, shape)
    truth = np.broadcast_to(leaf.truth, shape)[:, 0].copy()
    return Standing(leaf.criterion.id, truth, figure[:, 0].copy(), bound[:, 0, 0].copy())


def _joined_standing(first: Standing, later: Standing) -> Standing:
    truth = np.concatenate([first.truth, later.truth], axis=1)
    return Standing(first.criterion, truth, np.concatenate([first.figure, later.figure], axis=1), first.bound)


def _joined_deadline(first: Deadline, later: Deadline) -> Deadline:
    return Deadline(first.duty, first.day, np.concatenate([first.late, later.late], axis=1))


def _moved(one: Happening, offset: int) -> Happening:
    return Happening(one.scenario, one.replication + offset, one.day, one.effect, one.cause, one.citation, one.failed)


def joined_chronicles(parts: list[Mapping[str, Chronicle]]) -> dict[str, Chronicle]:
    """Return the chronicles of consecutive stretches of replications as one, by policy."""
    found = dict(parts[0])
    for part in parts[1:]:
        found = {key: chronicle.joined(part[key]) for key, chronicle in found.items()}
    return found
