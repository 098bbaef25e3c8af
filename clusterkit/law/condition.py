"""Conditions: when a rule of a decision holds, asked of the finding, the title and its earlier results.

Conditions are Kleene truths and combine with `&`, `|` and `~`. What cannot be known stays unknown;
a decision says what then becomes of the title (`undecided`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.law import truth
from clusterkit.law.criterion import Criterion
from clusterkit.law.effect import RESULTS
from clusterkit.law.figure import Figure, edge, point
from clusterkit.law.finding import Finding
from clusterkit.law.history import taken
from clusterkit.law.lever import Lever, Value
from clusterkit.law.sitting import Flags, Sitting
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths, from_bool

Results = Callable[[int], NDArray[np.int8]]
ValueOf = Callable[[Lever], Value]
Settled = Callable[[ValueOf], bool | None]
Drawn = Callable[[Lever], NDArray[np.float64]]
"""A number from 0 to below 1 for each title, shape (row, replication), drawn for what a lever says the chance of."""

_ALIKE = point(np.zeros((1, 1, 1)))
"""What ranks those that no indicator ranks."""


@frozen(eq=False)
class Hearing:
    """What a rule may ask: the sitting, the finding on the standard, and the titles before it.

    `standing` says who may renew, `not_applied` who did not apply for renewal, `late` whose duty
    was breached in the running year up to the day, `results(n)` what the n-th sitting of this
    decision before this one decided (codes of `effect.RESULTS`), `ended` whether the measure has
    run out. `drawn` stands for the discretion of the authority; None where nothing is drawn.
    """

    sitting: Sitting
    finding: Finding | None
    standing: Flags
    not_applied: Flags
    ended: Flags
    late: Callable[[str], Flags]
    results: Results
    pending: Flags
    judged: dict[int, Finding] = field(factory=dict)
    drawn: Drawn | None = None

    def judge(self, criterion: Criterion) -> Finding:
        """Return the finding on a further criterion; of what is asked twice in one sitting, the first answer."""
        if id(criterion) not in self.judged:
            self.judged[id(criterion)] = criterion.judge(self.sitting)
        return self.judged[id(criterion)]

    @property
    def truth(self) -> Truths:
        """The truth of the standard; not applicable where the decision has none."""
        return np.full((1, 1, 1), NOT_APPLICABLE) if self.finding is None else self.finding.truth


def _open(value_of: ValueOf) -> bool | None:
    """Settle nothing: the hearing decides."""
    del value_of
    return None


@frozen
class Condition:
    """One question to a hearing, with what it reads declared beside it.

    `settled` says what the levers alone make of it, whatever the hearing: True, False, or None where
    they leave it open. `duties` are those whose breach it asks about; a condition made of others has
    them as `parts` and says how they `join`. `discretionary`: no fact settles it, the authority does.
    """

    name: str
    ask: Callable[[Hearing], Truths] = field(eq=False)
    levers: tuple[Lever, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    looks_back: int = 0
    across: bool = False
    settled: Settled = field(default=_open, eq=False)
    duties: tuple[str, ...] = ()
    join: Literal["", "and", "or", "not"] = ""
    parts: tuple[Condition, ...] = ()
    discretionary: bool = False

    def __and__(self, other: Condition) -> Condition:
        return _joined("and", (self, other), truth.all_true)

    def __or__(self, other: Condition) -> Condition:
        return _joined("or", (self, other), truth.any_true)

    def __invert__(self) -> Condition:
        def settled(value_of: ValueOf) -> bool | None:
            found = self.settled(value_of)
            return None if found is None else not found

        return evolve(
            self,
            name=f"not {self.name}",
            ask=lambda hearing: truth.negation(self.ask(hearing)),
            settled=settled,
            join="not",
            parts=(self,),
        )


def _joined(
    word: Literal["and", "or"], parts: tuple[Condition, ...], join: Callable[[Sequence[Truths]], Truths]
) -> Condition:
    def ask(hearing: Hearing) -> Truths:
        """Ask the parts in order; what the first settles for everybody is not asked on."""
        truths = parts[0].ask(hearing)
        for part in parts[1:]:
            if truths.min() >= MET if word == "or" else not truths.any():
                break
            truths = join([truths, part.ask(hearing)])
        return truths

    def settled(value_of: ValueOf) -> bool | None:
        """Let one part decide where it can, else all of them."""
        found, decisive = [part.settled(value_of) for part in parts], word == "or"
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    return Condition(
        f" {word} ".join(part.name for part in parts),
        ask,
        levers=tuple(lever for part in parts for lever in part.levers),
        criteria=tuple(criterion for part in parts for criterion in part.criteria),
        looks_back=max(part.looks_back for part in parts),
        across=any(part.across for part in parts),
        settled=settled,
        duties=tuple(dict.fromkeys(duty for part in parts for duty in part.duties)),
        join=word,
        parts=parts,
        discretionary=any(part.discretionary for part in parts),
    )


def _always(hearing: Hearing) -> Truths:
    del hearing
    return np.full((1, 1, 1), MET)


always = Condition("always", _always, settled=lambda _: True)
"""Holds for every title: what `otherwise` means."""
met = Condition("met", lambda hearing: from_bool(np.asarray(hearing.truth >= MET)))
"""The standard is met."""
not_met = Condition("not met", lambda hearing: from_bool(np.asarray(hearing.truth == NOT_MET)))
"""The standard is not met."""
unknown = Condition("unknown", lambda hearing: from_bool(np.asarray(hearing.truth == UNKNOWN)))
"""Data are missing, so that the standard is neither met nor not met."""
without_standing = Condition("without standing", lambda hearing: from_bool(~hearing.standing))
"""The title lost its standing for re-review earlier in the term."""
not_applied = Condition("not applied", lambda hearing: from_bool(hearing.not_applied))
"""No renewal was applied for at this expiry."""
measure_ended = Condition("measure ended", lambda hearing: from_bool(hearing.ended))
"""The measure ran out before this day and nothing replaced it."""


def meets(criterion: Criterion) -> Condition:
    """Return the condition that a further criterion is met (unknown does not count)."""
    return Condition(
        f"meets {criterion.id}",
        lambda hearing: from_bool(np.asarray(hearing.judge(criterion).truth >= MET)),
        criteria=(criterion,),
    )


def fails(criterion: Criterion) -> Condition:
    """Return the condition that a further criterion is not met (unknown does not count)."""
    return Condition(
        f"fails {criterion.id}",
        lambda hearing: from_bool(np.asarray(hearing.judge(criterion).truth == NOT_MET)),
        criteria=(criterion,),
    )


def undecided(criterion: Criterion) -> Condition:
    """Return the condition that data are missing for a further criterion."""
    return Condition(
        f"undecided {criterion.id}",
        lambda hearing: from_bool(np.asarray(hearing.judge(criterion).truth == UNKNOWN)),
        criteria=(criterion,),
    )


def says(lever: Lever, value: Value = True) -> Condition:
    """Return the condition that a lever has a value: yes, or one of its choices. Raises LeverError for no such."""
    value = lever.check(value)

    def ask(hearing: Hearing) -> Truths:
        values = hearing.sitting.provisions.values(lever.key, hearing.sitting.law_day)
        flags = np.array([one == value for one in values])
        if bool((flags == flags[0]).all()):
            flags = flags[:1]
        return from_bool(flags.reshape(-1, 1, 1))

    return Condition(
        f"{lever.key} is {lever.shown(value)}",
        ask,
        levers=(lever,),
        settled=lambda value_of: value_of(lever) == value,
    )


def late(duty: str) -> Condition:
    """Return the condition that a duty's deadline was missed in the running year, up to the day."""
    return Condition(f"late {duty}", lambda hearing: from_bool(hearing.late(duty)), duties=(duty,))


def happened(kind: str) -> Condition:
    """Return the condition that an event of a kind fell in the running year, up to the day."""
    return Condition(f"happened {kind}", lambda hearing: from_bool(np.asarray(hearing.sitting.happened(kind) > 0)))


def score_below(lever: Lever) -> Condition:
    """Return the condition that the score is below a mark; unknown where the score straddles it."""

    def ask(hearing: Hearing) -> Truths:
        points = None if hearing.finding is None else hearing.finding.points
        if points is None:
            return np.full((1, 1, 1), NOT_MET)
        return points.compare("<", edge(points.measure, "<", hearing.sitting.value(lever)))

    return Condition(f"score below {lever.key}", ask, levers=(lever,))


def earlier(result: str, *, within: int, times: int = 1) -> Condition:
    """Return the condition that the last `within` sittings of this decision had a result (`warned`) so many times."""
    code = RESULTS.index(result)

    def ask(hearing: Hearing) -> Truths:
        count = sum((hearing.results(back) == code).astype(np.int8) for back in range(1, within + 1))
        return from_bool(np.asarray(count >= times))

    often = "" if times == 1 else f" {times} times"
    return Condition(f"earlier {result}{often} within {within}", ask, looks_back=within)


def discretion(chance: Lever) -> Condition:
    """Return the condition that the authority so decides as it sees fit: it does with a chance, a share.

    Drawn for each title, year and lever, the same in every scenario; unknown where nothing is drawn.
    """

    def ask(hearing: Hearing) -> Truths:
        chances = hearing.sitting.value(chance)
        if hearing.drawn is None:
            return truth.from_bounds(chances >= 1.0, chances > 0.0)
        return from_bool(np.asarray(hearing.drawn(chance)[np.newaxis] < chances))

    def settled(value_of: ValueOf) -> bool | None:
        return {0.0: False, 1.0: True}.get(float(value_of(chance) or 0.0))

    return Condition(f"discretion {chance.key}", ask, levers=(chance,), settled=settled, discretionary=True)


def within_quota(quota: Lever, ranking: Lever, *, within: str = "", of: Mapping[str, Lever] | None = None) -> Condition:
    """Return the condition of being among the best `quota` of those whose standard is met.

    The ranking lever names the indicator that ranks them, highest first, or none; ties go to the
    lower cluster id. A quota of none admits all. Without a figure a cluster ranks last. `within` is a
    text fact (`province`): the quota then is that of each group, and clusters without one share one; `of`
    names groups with a quota of their own.
    """
    own = {} if of is None else dict(of)

    def ask(hearing: Hearing) -> Truths:
        sitting = hearing.sitting
        numbers = sitting.value(quota)
        for name, lever in own.items():
            here = sitting.group(within).reshape(1, -1, 1) == name
            numbers = np.where(here, sitting.value(lever), numbers)
        if np.isnan(numbers).all():
            return np.full((1, 1, 1), MET)
        shape = hearing.pending.shape
        passing = hearing.pending & np.broadcast_to(hearing.truth >= MET, shape)
        places = np.empty(shape)
        for values, scenarios in sitting.options((ranking,)):
            chosen = slice(None) if scenarios is None else scenarios
            name = str(values[0])
            ranked = _ALIKE if name == "none" else sitting.figure(name, sitting.latest)
            places[chosen] = _places_within(ranked, passing, sitting.group(within))[chosen]
        return from_bool(np.asarray(np.isnan(numbers) | (places < numbers)))

    return Condition(
        f"within {quota.key}",
        ask,
        levers=(quota, ranking, *own.values()),
        across=True,
        settled=lambda value_of: True if all(value_of(one) is None for one in (quota, *own.values())) else None,
    )


def _places_within(figure: Figure, passing: Flags, groups: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return each title's place among the passing of its own group."""
    places = np.empty(passing.shape)
    for name in np.unique(groups):
        rows = np.flatnonzero(groups == name)
        places[:, rows] = _places(taken(figure, rows), passing[:, rows])
    return places


def _places(figure: Figure, passing: Flags) -> NDArray[np.float64]:
    """Return each title's place among the passing, 0 the highest; ties in the order of the rows."""
    # A missing figure and a zero on a log scale lie at minus infinity; those that do not pass rank below them.
    score = np.where(passing, np.maximum(figure.low, np.finfo(np.float64).min), -np.inf)
    order = np.argsort(-score, axis=1, kind="stable")
    places = np.empty(passing.shape)
    np.put_along_axis(places, order, np.arange(passing.shape[1], dtype=np.float64).reshape(1, -1, 1), axis=1)
    return places
