"""Solve: the threshold of a lever that just meets a goal, as an interval with its confidence.

All values of the lever are judged on the same draws, so that the mean of the quantity is a curve of the
lever. The threshold is where that curve leaves the goal; its interval holds every value of the lever at
which the goal's value lies within the interval of the mean (a test turned round: the true threshold is
left out as often as the interval of the mean at it misses). Ends are rounded outwards to values tried.
"""

from __future__ import annotations

from functools import partial
from math import ceil, log
from typing import Any, Literal

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.lever import Lever, Value
from clusterkit.law.provisions import Change
from clusterkit.law.text import Text
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import CONFIDENCE
from clusterkit.study.goal import Goal
from clusterkit.study.lever_range import LeverRange
from clusterkit.study.quantity import Quantity
from clusterkit.study.response import Direction, Move, Response, Row
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from clusterkit.study.sweep import MOST_TITLES, sweep

Floats = NDArray[np.float64]
Status = Literal["found", "not_reachable", "not_monotone"]

FINER = 8
"""Values at equal steps that are put between two neighbours with the end of an interval between them."""
RESOLUTION = 1e-4
"""Ends are found to this part of their own value, or to a whole number."""
NEAR_ZERO = 1e-3
"""A value smaller than this part of the range is found as one of this size is."""
LEAST_REPLICATIONS = 10
"""Fewer replications give no interval worth the name."""

EVERYWHERE = Text("范围内任何取值都满足目标", "every value of the range meets the goal")
FLAT = Text("该参数不影响此量", "the lever does not move this quantity")
CUT = Text(
    "区间到达所查范围的端点,再增加重复次数才能定出该端",
    "the interval reaches an end of the range; more replications would tell where it ends",
)
UNEVEN = Text(
    "响应有升有降:所试取值之间或有更接近目标者",
    "the response rises and falls; a value between those tried may come nearer",
)
UNSURE = Text(
    "最接近的取值与目标之差不超过抽样误差,再增加重复次数才能定论",
    "the nearest value misses the goal by no more than the noise; more replications would decide",
)


@frozen(eq=False)
class Solution:
    """What became of the search for the threshold of one lever.

    `low` and `high` are the interval in the lever's unit, None where the law sets no end and none was
    found, and where there is no threshold; `estimate` is the last value that meets the goal on these
    draws. `best` is the value nearest to a goal out of reach, `turn` a rise and a fall of the mean that
    are both beyond the noise; there is no one threshold then. `response` has every value that was tried.
    """

    goal: Goal
    lever: Lever
    status: Status
    confidence: float
    response: Response
    low: float | None = None
    high: float | None = None
    estimate: float | None = None
    best: float | None = None
    turn: tuple[Move, Move] | None = None
    note: Text | None = None

    @property
    def direction(self) -> Direction:
        """Whether the quantity rises or falls with the lever."""
        return self.response.direction

    @property
    def side(self) -> Literal["highest", "lowest"]:
        """Whether the threshold is the highest or the lowest value that meets the goal."""
        return "highest" if _met_below(self.response, self.goal) else "lowest"

    def rows(self) -> list[Row]:
        """Return every value that was tried with the quantity's mean and interval."""
        return self.response.rows(self.confidence)

    def at(self, value: float | None) -> Row | None:
        """Return the row of one value that was tried."""
        return next((row for row in self.rows() if row["value"] == value), None)

    def meets(self) -> list[Row]:
        """Return the stretches of neighbouring values at which the goal is met on these draws."""
        values = self.response.values
        met = self.goal.met_by(self.response.means)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], met, [False]]).astype(np.int8)))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [{"from": float(values[first]), "to": float(values[last - 1])} for first, last in pairs]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable output carries it, without the manifest."""
        turn = None if self.turn is None else {"rise": self.turn[0].as_dict(), "fall": self.turn[1].as_dict()}
        return {
            "goal": str(self.goal),
            "lever": self.lever.key,
            "unit": self.lever.unit,
            "status": self.status,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
            "side": self.side,
            "estimate": self.estimate,
            "at_estimate": self.at(self.estimate),
            "best": self.at(self.best),
            "turn": turn,
            "meets": self.meets(),
            "direction": self.direction,
            "searched": [float(self.response.values[0]), float(self.response.values[-1])],
            "method": self.response.method,
            "evaluations": len(self.response.values),
            "note": None if self.note is None else self.note.as_dict(),
            "points": self.rows(),
        }


def solve(
    study: Study,
    goal: str | Goal,
    lever: str,
    *,
    start: float | None = None,
    end: float | None = None,
    confidence: float = CONFIDENCE,
    progress: Progress | None = None,
) -> Solution:
    """Return the threshold of a lever that just meets a goal, under the one scenario of a study.

    It is looked for in the lever's legal range, or from `start` to `end` within it. Raises InputError for
    what cannot be solved, UnknownNameError for a lever, place or cause that the run has not.
    """
    goal = Goal.parse(goal, study) if isinstance(goal, str) else goal
    solved = lever_of(study, lever)
    where = LeverRange.of(solved, start, end)
    _check(study)
    tried = partial(_respond, study, goal.quantity, solved.key)
    response = where.survey(partial(tried, progress=part(progress, 0, 2)))
    rounds, done = 1, 0
    while response.turn(confidence) is None and len(finer := _finer(response, goal, where, confidence)):
        rounds = max(rounds, done + _rounds(finer))
        response = response.joined(tried(finer, progress=part(progress, rounds + done, 2 * rounds)))
        done += 1
    found = Solution(goal, solved, "found", confidence, response)
    found = evolve(found, turn=response.turn(confidence))
    if not goal.met_by(response.means).any():
        return _out_of_reach(found)
    if found.turn is not None:
        return evolve(found, status="not_monotone")
    if response.direction == "flat":
        return evolve(found, low=where.low, high=where.high, note=FLAT)
    return _threshold(found, where)


def lever_of(study: Study, key: str) -> Lever:
    """Return a lever of the run. Raises UnknownNameError."""
    if key not in study.levers:
        raise UnknownNameError("lever of the run", key, study.levers)
    return study.levers[key]


def at_value(law: Scenario, lever: str, value: Value) -> Scenario:
    """Return a scenario with a lever set from the start; later, dated changes of it stay."""
    kept = tuple(change for change in law.changes if change.lever != lever or change.from_day is not None)
    return evolve(law, changes=(*kept, Change(lever, value)))


def part(progress: Progress | None, place: int, parts: int) -> Progress | None:
    """Return the progress of one part of some work, told to the progress of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(place * total + done, parts * total)


def _check(study: Study) -> None:
    """Refuse what has no answer before it is run."""
    if len(study.scenarios) != 1:
        raise InputError(f"a threshold is solved for under one scenario; this study has {len(study.scenarios)}")
    if study.replications < LEAST_REPLICATIONS:
        raise InputError(f"--replications {study.replications}: solve needs at least {LEAST_REPLICATIONS}")


def _respond(
    study: Study, quantity: Quantity, lever: str, values: Floats, *, progress: Progress | None = None
) -> Response:
    """Return a quantity at ascending values of a lever, on the study's own draws."""
    if quantity.kind == "holders":
        # Holders include clusters admitted in the run, which a sweep does not count.
        levels, method = _of_whole_runs(study, quantity, lever, values, progress), "scenario_axis"
    else:
        swept = sweep(study, lever, [float(value) for value in values], progress=progress)
        levels = np.array([quantity.values_of(tallies, study.plan.years) for tallies in swept.tallies])
        method = swept.method
    if np.isnan(levels).any():
        raise InputError(f"{quantity}: no cluster is certified at the start, so there is no share of them")
    return Response(values, levels, quantity.bounds, method)


def _of_whole_runs(study: Study, quantity: Quantity, lever: str, values: Floats, progress: Progress | None) -> Floats:
    """Return a quantity that needs the whole outcome, some values at a time."""
    titles = len(study.portfolio) * len(study.plan.policies) * study.replications
    step = max(1, MOST_TITLES // titles)
    starts, levels = range(0, len(values), step), list[Floats]()
    for place, first in enumerate(starts):
        some = values[first : first + step]
        scenarios = [at_value(study.scenarios[0], lever, float(value)) for value in some]
        scenarios = [evolve(one, name=str(number)) for number, one in enumerate(scenarios)]
        outcome = study.with_scenarios(scenarios).run(progress=part(progress, place, len(starts)))
        levels += [quantity.values(outcome, scenario) for scenario in range(len(some))]
    return np.array(levels)


def _rounds(finer: Floats) -> int:
    """Return about how many more rounds of refining there will be."""
    step = float(np.diff(finer).min()) if len(finer) > 1 else 1.0
    aim = RESOLUTION * max(float(np.abs(finer).max()), step)
    return 1 + max(0, ceil(log(step / aim) / log(FINER + 1)))


def _met_below(response: Response, goal: Goal) -> bool:
    """Say whether low values of the lever are those that meet the goal."""
    return (response.direction == "rises") != goal.wants_more


@frozen
class _Bracket:
    """Places among the values in the order from where the goal is met to where it is not.

    `sure` is the last of those at the beginning at which the goal is met beyond the noise (-1: none),
    `met` the last at which it is met on these draws, `failed` the first of those at the end at which it
    is missed beyond the noise (their number: none). `ascending` says that the order is the lever's own.
    """

    values: Floats
    ascending: bool
    sure: int
    met: int
    failed: int

    @classmethod
    def of(cls, response: Response, goal: Goal, confidence: float) -> _Bracket:
        """Return the places for a response in which the goal is met somewhere, or nowhere (`met` -1)."""
        ascending = _met_below(response, goal)
        order = slice(None) if ascending else slice(None, None, -1)
        low, high = (goal.met_by(one[order]) for one in response.interval(confidence))
        met = goal.met_by(response.means[order])
        count = len(met)
        sure = _leading(low & high) - 1
        failed = count - _leading((~low & ~high)[::-1])
        last = int(np.flatnonzero(met)[-1]) if met.any() else -1
        return cls(response.values[order], ascending, sure, last, failed)

    @property
    def cells(self) -> set[tuple[int, int]]:
        """The neighbours between which an end lies."""
        starts = {self.sure, self.met, self.failed - 1}
        return {(one, one + 1) for one in starts if 0 <= one < len(self.values) - 1}


def _leading(flags: NDArray[np.bool_]) -> int:
    """Return how many flags are set before the first that is not."""
    return int(np.argmin([*flags, False]))


def _finer(response: Response, goal: Goal, where: LeverRange, confidence: float) -> Floats:
    """Return the next values to try: within the cells that are still too wide."""
    bracket = _Bracket.of(response, goal, confidence)
    if bracket.met < 0:
        return np.zeros(0)
    floor = NEAR_ZERO * float(response.values[-1] - response.values[0])
    found: list[Floats] = []
    for one, other in bracket.cells:
        low, high = sorted((float(bracket.values[one]), float(bracket.values[other])))
        if high - low > (1.0 if where.whole else RESOLUTION * max(abs(low), abs(high), floor)):
            found.append(where.between(low, high, FINER + 2)[1:-1])
    return np.unique(np.concatenate(found)) if found else np.zeros(0)


def _threshold(found: Solution, where: LeverRange) -> Solution:
    """Return the solution with its interval."""
    bracket = _Bracket.of(found.response, found.goal, found.confidence)
    values, last = bracket.values, len(bracket.values) - 1
    opening, closing = (where.low, where.high) if bracket.ascending else (where.high, where.low)
    # An end that nothing bounds is none; a whole lever's threshold is before the first value that fails.
    near = None if bracket.sure < 0 and opening is None else float(values[max(bracket.sure, 0)])
    beyond = bracket.failed > last
    far = None if beyond and closing is None else float(values[min(bracket.failed - (1 if where.whole else 0), last)])
    note = None
    if bracket.sure == last:
        note = EVERYWHERE
    elif beyond or bracket.sure < 0:
        note = CUT
    low, high = (near, far) if bracket.ascending else (far, near)
    return evolve(found, low=low, high=high, estimate=float(values[bracket.met]), note=note)


def _out_of_reach(found: Solution) -> Solution:
    """Return the solution that says which value comes nearest."""
    response, goal = found.response, found.goal
    means = response.means
    place = int(means.argmax() if goal.wants_more else means.argmin())
    low, high = response.interval(found.confidence)
    near = bool(goal.met_by(np.array([low[place], high[place]])).any())
    told = {FLAT: found.direction == "flat", UNSURE: near, UNEVEN: found.turn is not None}
    note = next((text for text, holds in told.items() if holds), None)
    return evolve(found, status="not_reachable", best=float(response.values[place]), note=note)
