"""Tenures: how long first titles are held in a run and what ends them, by place, industry, cohort or district.

A tenure counts days from certification. A title certified before the run comes under observation when
the run starts (had it been lost before, it would not be in the tables), one admitted in the run on the
day of its admission; a title still held is censored on the run's last day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.interval import estimate
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.simulation.tally import Row, as_row
from clusterkit.study.survival import Curve, Ints, Spells, curve_of

By = Literal["place", "industry", "cohort", "district"]
GROUPINGS: tuple[By, ...] = get_args(By)
_COLUMNS = {"industry": "dominant_industry", "district": "district"}
_DAY_ZERO = date(1970, 1, 1).toordinal()
_DAYS_IN_FOUR_YEARS = 1461


@frozen(eq=False)
class Tenures:
    """The first titles of one group in one scenario, and their curve at the whole years in which it is known.

    `group` is None where the tables leave it blank. `citations` has the clause of each cause. `titles`,
    `entrants` (admitted in the run) and `lost` are numbers a replication; so is `apart`: titles followed
    only at ages that no curve from the others reaches. `years` are the curve's ages.
    """

    group: str | None
    citations: Mapping[str, str]
    titles: float
    entrants: float
    lost: float
    apart: float
    years: tuple[int, ...]
    curve: Curve

    @property
    def retention(self) -> list[Row]:
        """Retention by age in whole years: the share still held, and the titles at risk on that day."""
        return [
            {**self._age(place), "at_risk": float(self.curve.at_risk[place]), **as_row(self.curve.estimate(place, 0))}
            for place in range(len(self.years))
        ]

    @property
    def losses(self) -> list[Row]:
        """Cumulative incidence by cause and age, for the causes that took a title by the last age."""
        return [
            {"cause": cause, "citation": citation, **self._age(place), **as_row(self.curve.estimate(place, code))}
            for code, (cause, citation) in enumerate(self.citations.items(), start=1)
            if self.curve.shares[:, code].any()
            for place in range(len(self.years))
        ]

    def less(self, other: Tenures) -> list[Row]:
        """Return retention less another scenario's at the ages that both know, paired by replication."""
        rows = []
        for place, year in enumerate(self.years):
            if year in other.years:
                theirs = other.curve.values[other.years.index(year), 0]
                found = estimate(self.curve.values[place, 0] - theirs, bounds=(-1.0, 1.0))
                rows.append({**self._age(place), **as_row(found)})
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return the group as the machine-readable output has it."""
        return {
            "group": self.group,
            "titles": self.titles,
            "entrants": self.entrants,
            "lost": self.lost,
            "apart": self.apart,
            "followed_from": self.curve.first,
            "followed_to": self.curve.last,
            "retention": self.retention,
            "losses": self.losses,
        }

    def _age(self, place: int) -> Row:
        return {"age": self.years[place], "days": int(self.curve.ages[place])}


@frozen(eq=False)
class TenureTable:
    """Tenures by group in each scenario of a run, in the order of the groups' names, blanks last."""

    by: By
    scenarios: Mapping[str, tuple[Tenures, ...]]
    replications: int

    @classmethod
    def of(cls, outcome: Outcome, portfolio: Portfolio, by: By) -> TenureTable:
        """Group the first titles of a run. The portfolio is the one that was run."""
        scenarios = {
            name: _tenures(outcome, portfolio, by, scenario) for scenario, name in enumerate(outcome.scenarios)
        }
        return cls(by, scenarios, outcome.replications)

    @property
    def differences(self) -> list[Row]:
        """Each scenario's retention less the baseline's by group and age."""
        (first, baseline), *others = self.scenarios.items()
        known = {one.group: one for one in baseline}
        return [
            {"scenario": name, "against": first, "group": one.group, **row}
            for name, groups in others
            for one in groups
            if one.group in known
            for row in one.less(known[one.group])
        ]

    def as_dict(self, manifest: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the table as the machine-readable output of `survival`."""
        return {
            "manifest": dict(manifest),
            "by": self.by,
            "interval": "student" if self.replications > 1 else "greenwood",
            "scenarios": [
                {"name": name, "changes": dict(changed), "groups": [one.as_dict() for one in groups]}
                for (name, groups), changed in zip(self.scenarios.items(), changes, strict=True)
            ],
            "differences": self.differences,
        }


def days_of(years: int) -> int:
    """Return the most days that so many calendar years can have: every title's anniversary has come by then."""
    return -(-years * _DAYS_IN_FOUR_YEARS // 4)


@frozen(eq=False)
class _Titles:
    """First titles of one policy in one scenario, each (n,): spells with the policy's codes of causes, and labels.

    `entrant` marks those admitted in the run.
    """

    policy: PolicyOutcome
    entry: Ints
    exit: Ints
    cause: Ints
    run: Ints
    entrant: NDArray[np.bool_]
    label: NDArray[np.str_]


def _tenures(outcome: Outcome, portfolio: Portfolio, by: By, scenario: int) -> tuple[Tenures, ...]:
    files = [_titles(found, outcome.years, portfolio, by, scenario) for found in outcome.policies.values()]
    labels = sorted(
        {str(label) for file in files for label in np.unique(file.label)}, key=lambda name: (not name, name)
    )
    return tuple(_group(label, files, outcome.replications) for label in labels)


def _titles(found: PolicyOutcome, years: range, portfolio: Portfolio, by: By, scenario: int) -> _Titles:
    start, end = calendar.first_day(years[0]), calendar.last_day(years[-1])
    admitted, lost = found.admitted_on[scenario].astype(np.int64), found.lost_on[scenario].astype(np.int64)
    # Held at the end of the day before the start: its first day can be the day of a loss.
    entry = np.maximum(start - 1 - admitted, 0)
    left = np.where(lost > 0, lost, end) - admitted
    # A title admitted on the last day is never at risk.
    cluster, run = np.nonzero((admitted > 0) & (left > entry))
    at = cluster, run
    if by == "place":
        label = np.full(len(cluster), found.policy.key)
    elif by == "cohort":
        label = _year_of(admitted[at]).astype(np.str_)
    else:
        rows = portfolio.index_of(str(name) for name in found.cluster_ids)
        label = portfolio.clusters[_COLUMNS[by]][rows].astype(np.str_)[cluster]
    return _Titles(
        found, entry[at], left[at], found.cause[scenario][at].astype(np.int64), run.astype(np.int64),
        ~found.at_start[cluster], label,
    )  # fmt: skip


def _group(label: str, files: Sequence[_Titles], runs: int) -> Tenures:
    """Put the titles of a label together, whichever policies they are of, and estimate their curve."""
    parts = [(file, file.label == label) for file in files if (file.label == label).any()]
    names = sorted({file.policy.causes[code] for file, here in parts for code in np.unique(file.cause[here]) if code})
    codes = [
        np.array([names.index(name) + 1 if name in names else 0 for name in file.policy.causes])[file.cause[here]]
        for file, here in parts
    ]
    spells = Spells(
        np.concatenate([file.entry[here] for file, here in parts]),
        np.concatenate([file.exit[here] for file, here in parts]),
        np.concatenate(codes),
        np.concatenate([file.run[here] for file, here in parts]),
        len(names),
        runs,
    )
    followed = spells.connected()
    ages = _ages(followed)
    citations = {name: _citation(name, [file.policy for file, _ in parts]) for name in names}
    return Tenures(
        group=label or None, citations=citations, titles=len(spells) / runs,
        entrants=sum(int(file.entrant[here].sum()) for file, here in parts) / runs,
        lost=int((spells.cause > 0).sum()) / runs,
        apart=(len(spells) - len(followed)) / runs, years=tuple(ages),
        curve=curve_of(followed, np.array(list(ages.values()), np.int64)),
    )  # fmt: skip


def _ages(followed: Spells) -> dict[int, int]:
    """Return the whole years at which a curve is known, each with its day: that of `days_of`, if observed so far."""
    first, last = int(followed.entry.min()), int(followed.exit.max())
    if (followed.cause[followed.exit == last] > 0).all():
        # Nobody is left, and so it stays.
        top = (last - 1) * 4 // _DAYS_IN_FOUR_YEARS + 1
        return {year: days_of(year) for year in range(1, top + 1) if days_of(year) > first}
    # Observation may end on an anniversary, a day before the latest one can fall.
    top = (last * 4 + 3) // _DAYS_IN_FOUR_YEARS
    return {year: min(days_of(year), last) for year in range(1, top + 1) if days_of(year) > first}


def _citation(cause: str, policies: Sequence[PolicyOutcome]) -> str:
    """Return the clause of a cause; where several policies have it, each with its key."""
    cited = {found.policy.key: found.policy.causes[cause] for found in policies if cause in found.policy.causes}
    if len(cited) == 1:
        return next(iter(cited.values()))
    return "; ".join(f"{key} {citation}" for key, citation in cited.items())


def _year_of(days: Ints) -> Ints:
    return (days - _DAY_ZERO).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
