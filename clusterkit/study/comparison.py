"""Compare: scenarios against a baseline on the same draws, so that nothing but the law differs.

Every difference is taken replication by replication. What both arms have in common, the good and the
bad years, drops out of it, and its interval is that of the paired differences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.title import CANDIDATE, CERTIFIED, LOST
from clusterkit.simulation import harness
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import estimate
from clusterkit.simulation.margins import Ledger, Margins
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.simulation.tally import Counts, Row, as_row
from clusterkit.study.burden import burden_of
from clusterkit.study.flips import flips_of
from clusterkit.study.precision import Precision, Stopping, run_until
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]

STATUSES: Final = {"certified": CERTIFIED, "lost": LOST, "never": CANDIDATE}
"""The columns of `holders`, and the status that each counts."""


@frozen(eq=False)
class Comparison:
    """A run of several scenarios, the baseline first, and what each changes.

    `pairs` are (scenario, baseline), places among the outcome's scenarios: a scenario under another
    enforcement is compared with the baseline under that enforcement where the study has it. Differences
    are always the scenario's less the baseline's. `precision` is there where the run stopped by a rule.
    """

    study: Study
    outcome: Outcome
    margins: Mapping[str, Margins]
    pairs: tuple[tuple[int, int], ...]
    precision: Precision | None = None

    def difference_rows(self) -> list[Row]:
        """Return the change of retention by year."""
        rows = []
        for head, one, (scenario, against) in self._each():
            if one.started:
                change = one.retention(scenario) - one.retention(against)
                for year, values in zip(self.outcome.years, change, strict=True):
                    rows.append({**head, "year": year, **_paired(values, most=1.0)})
        return rows

    def holder_difference_rows(self) -> list[Row]:
        """Return the change of the number of clusters by status at each year's end."""
        rows = []
        for head, one, (scenario, against) in self._each():
            for place, year in enumerate(self.outcome.years):
                for status, code in STATUSES.items():
                    counts = one.counts[place, int(code)]
                    change = counts[scenario] - counts[against]
                    rows.append({**head, "year": year, "status": status, **_paired(change)})
        return rows

    def loss_difference_rows(self) -> list[Row]:
        """Return the change of losses over the whole run by cause, then by cause and criterion."""
        return [row for head, one, pair in self._each() for row in _loss_differences(head, one, *pair)]

    def saved_rows(self) -> list[Row]:
        """Return how many replications common draws saved, for retention at the end.

        `independent` is how many of each scenario would have given the same precision on draws of their
        own: the replications times the variances' sum over that of the paired difference. None without
        two replications, or where the difference is the same in all of them.
        """
        rows = []
        for head, one, (scenario, against) in self._each():
            if one.started:
                year, done = self.outcome.years[-1], self.outcome.replications
                independent = _independent(one.retained[-1, scenario], one.retained[-1, against])
                saved = None if independent is None else independent - done
                rows.append({**head, "year": year, "replications": done, "independent": independent, "saved": saved})
        return rows

    def burden_rows(self) -> list[Row]:
        """Return the change of retention at the end by group of clusters."""
        return [
            {**head, **burden.as_row()}
            for head, one, pair in self._each()
            for burden in burden_of(one, self.margins[one.policy.key], self.study.portfolio, *pair)
        ]

    def flip_rows(self) -> list[Row]:
        """Return the clusters whose fate flips, the most frequent first."""
        return [
            {**head, **flip.as_row()}
            for head, one, pair in self._each()
            for flip in flips_of(one, self.margins[one.policy.key], *pair)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output: that of `simulate`, and what differs."""
        found = self.outcome.as_dict(self.study.changes())
        for told, scenario in zip(found["scenarios"], self.study.scenarios, strict=True):
            told["enforcement"] = scenario.enforcement.name
        return {
            **found,
            "differences": self.difference_rows(),
            "holder_differences": self.holder_difference_rows(),
            "loss_differences": self.loss_difference_rows(),
            "saved": self.saved_rows(),
            "burden": self.burden_rows(),
            "flips": self.flip_rows(),
        }

    def _each(self) -> Iterator[tuple[Row, PolicyOutcome, tuple[int, int]]]:
        names = self.outcome.scenarios
        for pair in self.pairs:
            for key, one in self.outcome.policies.items():
                yield {"scenario": names[pair[0]], "against": names[pair[1]], "policy": key}, one, pair


def compare(
    study: Study,
    against: str | None = None,
    *,
    stopping: Stopping | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run a study and compare its scenarios with one of them, by default its first.

    With `stopping` it goes on until its outcomes and their differences are as precise as asked for.
    Raises InputError where there is nothing to compare, UnknownNameError for a baseline it has not.

    >>> compare(prepare(years=9, scenarios=[baseline, what_if])).flip_rows()  # doctest: +SKIP
    """
    by_name = {scenario.name: scenario for scenario in study.scenarios}
    if against is not None and against not in by_name:
        raise UnknownNameError("scenario", against, by_name)
    if len(by_name) < 2:  # noqa: PLR2004 - a comparison is of two
        raise InputError(
            f"there is only {study.scenarios[0].name} to compare: change the law with --set LEVER=VALUE, "
            "or name a study file with several scenarios"
        )
    baseline = study.scenarios[0] if against is None else by_name[against]
    study = study.with_scenarios([baseline, *(one for one in study.scenarios if one is not baseline)])
    ledger, pairs = Ledger(study.plan, study.portfolio), _pairs(study)
    if stopping is not None:
        stopped = run_until(
            study, stopping, pairs=pairs, observed=ledger.observe, last_figures=False, progress=progress
        )
        return Comparison(stopped.study, stopped.outcome, ledger.margins(stopped.outcome), pairs, stopped.precision)
    outcome = harness.run(
        study.plan, study.portfolio, [one.name for one in study.scenarios], study.replications, study.manifest(),
        progress=progress, observed=ledger.observe, last_figures=False,
    )  # fmt: skip
    return Comparison(study, outcome, ledger.margins(outcome), pairs)


def side_by_side(study: Study, calibrated: Enforcement) -> Study:
    """Return a study with every scenario as written and, as `NAME (calibrated)`, under a calibrated enforcement.

    A scenario that is calibrated already keeps its own calibration for the second.
    """
    scenarios = []
    for one in study.scenarios:
        own = one.enforcement if one.enforcement.calibrations else calibrated
        scenarios += [
            evolve(one, enforcement=AS_WRITTEN),
            evolve(one, name=f"{one.name} (calibrated)", enforcement=own),
        ]
    return study.with_scenarios(scenarios)


def _pairs(study: Study) -> tuple[tuple[int, int], ...]:
    """Return each scenario with its baseline: the first, or its like under the scenario's own enforcement."""
    first = study.scenarios[0]
    like = {
        one.enforcement: place
        for place, one in reversed(list(enumerate(study.scenarios)))
        if one.changes == first.changes
    }
    pairs = []
    for place, one in enumerate(study.scenarios[1:], start=1):
        found = like.get(one.enforcement, 0)
        pairs.append((place, 0 if found == place else found))
    return tuple(pairs)


def _loss_differences(head: Row, one: PolicyOutcome, scenario: int, against: int) -> list[Row]:
    """Return the change of losses by cause, largest first, and within a cause by criterion."""
    here, before = one.tally(scenario), one.tally(against)
    none = np.zeros(one.retained.shape[2], np.int64)
    criteria = {criterion.id: criterion.citation for criterion in one.policy.criteria}
    parts: dict[str, list[Row]] = {}
    for cause, criterion in dict.fromkeys([*here.failed, *before.failed]):
        key = cause, criterion
        change = _paired(here.failed.get(key, none) - before.failed.get(key, none))
        row = {**head, "cause": cause, "criterion": criterion, "citation": criteria[criterion], **change}
        parts.setdefault(cause, []).append(row)
    whole = []
    for cause in dict.fromkeys([*here.losses, *before.losses]):
        change = _paired(here.losses.get(cause, none) - before.losses.get(cause, none))
        whole.append({**head, "cause": cause, "criterion": None, "citation": one.policy.causes[cause], **change})
    return [
        row for first in sorted(whole, key=_size) for row in (first, *sorted(parts.get(first["cause"], []), key=_size))
    ]


def _size(row: Row) -> float:
    return -abs(float(row["mean"]))


def _paired(change: Floats | Counts, most: float | None = None) -> Row:
    """Return the mean of differences by replication with its interval, as rows carry it."""
    bounds = (None, None) if most is None else (-most, most)
    return as_row(estimate(np.asarray(change, dtype=np.float64), bounds=bounds))


def _independent(one: Counts, other: Counts) -> int | None:
    """Return how many replications of independent arms are as precise as these paired ones (whole numbers)."""
    if len(one) < 2:  # noqa: PLR2004 - no spread from one value
        return None
    paired = float((one - other).var(ddof=1))
    if not paired:
        return None
    apart = float(one.var(ddof=1) + other.var(ddof=1))
    return max(1, round(len(one) * apart / paired))
