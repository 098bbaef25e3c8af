"""Pure and total: judging twice gives the same, changes nothing, and raises on no figure, missing, zero or odd."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from clusterkit.law import Criterion, Finding, Indicator, Policy
from clusterkit.law.criterion import walk
from clusterkit.law.truth import NAMES
from clusterkit.plugin_faults import told
from clusterkit.portfolio.record import NUMBERS
from clusterkit.standing import hearing_of
from clusterkit.testing.checks.bounds import bounds_of
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject
from clusterkit.testing.threshold import LATEST_YEAR, Stand, stands
from clusterkit.testing.trial import Trial, portfolio_of, roots_of_law

_REPLICATIONS = 2
_YEARS = 5
_ORDINARY = 100.0
_ALONE = (0, 1)
"""The clusters that are also judged alone: one with zeros, one with middling figures."""


def check(subject: Subject) -> Iterator[Flaw]:
    """Judge every criterion and ask every rule on blank, zero and ordinary clusters, under two scenarios."""
    for policy in subject.policies:
        bench = _Bench(_trial(subject, policy))
        before, flawed = bench.trial.portfolio.sha256, set[int]()
        for part in _different(policy):
            # What is made of a flawed part has its flaw.
            found = [] if flawed & {id(one) for one in walk(part)} else list(bench.judged(part))
            if found:
                flawed.add(id(part))
            yield from found
        if not flawed:
            yield from _rules(policy, bench.trial)
        if bench.trial.portfolio.sha256 != before:
            yield Flaw("purity", policy.key, "judging changes the portfolio; work on copies")


def _different(policy: Policy) -> Iterator[Criterion]:
    """Yield every criterion once, parts first; its twin at a re-review is judged by the same code."""
    seen = set()
    for _, root in roots_of_law(policy):
        for part in reversed(list(walk(root))):
            key = (type(part), part.id, *(one.id for one in walk(part)))
            if key not in seen:
                seen.add(key)
                yield part


def _trial(subject: Subject, policy: Policy) -> Trial:
    """Return a trial of blank clusters, some with middling figures or zeros, and some around every bound."""
    own = [subject.indicators.get(key) for key in policy.indicators]
    numbers = [one for one in own if one is not None and one.kind in NUMBERS and one.table == "observations"]
    years = range(LATEST_YEAR - _YEARS, LATEST_YEAR + 1)
    around = (stand for bound in bounds_of(policy) for stand in stands(bound, subject.indicators))
    found = [
        Stand("at", years={year: {one.key: 0 for one in numbers} for year in years}),
        Stand("at", years={year: {one.key: _middling(one) for one in numbers} for year in years}),
        Stand("at", years={year: {} for year in years}),
        Stand("at"),
        *around,
    ]
    return Trial(
        policy,
        subject.indicators,
        portfolio_of(policy, found, subject.own_columns),
        scenarios=((), ()),
        replications=_REPLICATIONS,
    )


def _middling(indicator: Indicator) -> float:
    """Return a figure that is neither zero nor blank."""
    high = indicator.legal_range[1]
    return _ORDINARY if high is None else high / 2


class _Bench:
    """One trial and its sittings: two of all clusters, and one of each of two clusters alone."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self._all, self._anew = trial.sitting(), trial.sitting()
        self._alone = {row: trial.sitting([row]) for row in _ALONE}

    def judged(self, part: Criterion) -> Iterator[Flaw]:
        """Judge a criterion again and again."""
        where = part.id or f"a group of {self.trial.policy.key}"
        try:
            once, again, anew = part.judge(self._all), part.judge(self._all), part.judge(self._anew)
            alone = {row: part.judge(sitting) for row, sitting in self._alone.items()}
        except Exception as error:  # noqa: BLE001 - a criterion of a plugin may raise anything
            if "read-only" in str(error):
                yield Flaw("purity", where, "changes the figures before it; work on a copy")
            else:
                yield Flaw("purity", where, f"raises {told(error)}; judge any figure, also a missing one")
            return
        coded = [_coded(found, self._alone[row].who.shape) for row, found in alone.items()]
        if not (_coded(once, self.trial.shape) and all(coded)):
            yield Flaw(
                "purity",
                where,
                f"its truths are {_described(once)}; return int8 codes from 0 to 3 ({', '.join(NAMES)}) in a "
                "shape that spreads to (scenario, cluster, replication)",
            )
        elif not (_same(once, again) and _same(once, anew)):
            yield Flaw(
                "purity", where, "says something else when it is asked again; let nothing but the sitting decide"
            )
        elif not part.across and not self._stand_alone(once, alone):
            yield Flaw(
                "purity",
                where,
                "judges a cluster otherwise when it stands before the authority alone; read figures and facts through "
                "the sitting's methods, or say across=True",
            )

    def _stand_alone(self, whole: Finding, alone: Mapping[int, Finding]) -> bool:
        among = np.broadcast_to(whole.truth, self.trial.shape)
        return all(
            np.array_equal(np.broadcast_to(found.truth, self._alone[row].who.shape)[:, 0], among[:, row])
            for row, found in alone.items()
        )


def _rules(policy: Policy, trial: Trial) -> Iterator[Flaw]:
    for decision in policy.decisions:
        where = f"decision {decision.key}"
        try:
            sitting = trial.sitting()
            standard = decision.standard or policy.standard
            hearing = hearing_of(sitting, standard.judge(sitting))
            for rule in decision.rules:
                found = rule.condition.ask(hearing)
                if found.dtype != np.int8 or found.ndim != sitting.who.ndim:
                    yield Flaw("purity", where, f"its condition {rule.condition.name} answers with no truth codes")
        except Exception as error:  # noqa: BLE001 - see _criterion
            yield Flaw("purity", where, f"raises {told(error)}; a rule must hold or not hold for any title")


def _coded(found: Finding, shape: tuple[int, ...]) -> bool:
    """Say whether a finding's truths are codes of a shape that spreads to the trial's."""
    return all(_are_codes(truths, shape) for truths in (found.truth, found.stated))


def _are_codes(truths: Any, shape: tuple[int, ...]) -> bool:
    if not isinstance(truths, np.ndarray) or truths.dtype != np.int8 or truths.ndim != len(shape):
        return False
    if any(own not in {1, whole} for own, whole in zip(truths.shape, shape, strict=True)):
        return False
    return bool(((truths >= 0) & (truths < len(NAMES))).all())


def _same(one: Finding, other: Finding) -> bool:
    pairs: list[tuple[Any, Any]] = [(one.truth, other.truth), (one.stated, other.stated)]
    if one.points is not None and other.points is not None:
        pairs += [(one.points.low, other.points.low), (one.points.high, other.points.high)]
    return all(np.array_equal(left, right) for left, right in pairs)


def _described(found: Finding) -> str:
    truths: Any = found.truth
    if not isinstance(truths, np.ndarray):
        return f"a {type(truths).__name__}"
    return f"{truths.dtype} of shape {truths.shape}"
