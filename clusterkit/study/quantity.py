"""Quantities: what a goal, a precision or a ranking speaks of, as users write it.

`retention@2034`: the share of the clusters certified at the start that hold the title at the end of 2034;
`holders@2034`: how many clusters hold it then; `losses` or `losses:re_review`: how many of those certified
at the start lost it over the whole run, to any cause or to one. Before it may stand a place,
`PLACE.retention@2034`; without one it is over all places of the run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.title import CERTIFIED
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.simulation.tally import Tally
from clusterkit.study.simulate import Study

Kind = Literal["retention", "holders", "losses"]
Floats = NDArray[np.float64]

One = TypeVar("One", Tally, PolicyOutcome)

_WRITTEN = re.compile(
    r"(?:(?P<place>\w+)\.)?(?P<kind>retention|holders|losses)(?:@(?P<year>\d{4}))?(?::(?P<cause>\w+))?"
)


@frozen
class Quantity:
    """One number of a run, by replication."""

    kind: Kind
    year: int | None = None
    place: str | None = None
    cause: str | None = None

    @classmethod
    def parse(cls, text: str, study: Study) -> Quantity:
        """Read a quantity of a study. Raises InputError, UnknownNameError for a year, place or cause it has not."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise InputError(
                f"{text!r} is no quantity; write retention@{study.plan.last_year}, holders@{study.plan.last_year}, "
                "losses or losses:CAUSE, each also as PLACE.retention@..."
            )
        kind, place, cause = found["kind"], found["place"], found["cause"]
        year = None if found["year"] is None else int(found["year"])
        policies = {policy.key: policy for policy in study.plan.policies}
        if place is not None and place not in policies:
            raise UnknownNameError("policy of the run", place, policies)
        if kind == "losses":
            if year is not None:
                raise InputError(f"{text}: losses are counted over the whole run; leave @{year} out")
            causes = {one for policy in policies.values() if place in {None, policy.key} for one in policy.causes}
            if cause is not None and cause not in causes:
                raise UnknownNameError("cause", cause, causes)
            return cls("losses", None, place, cause)
        if cause is not None:
            raise InputError(f"{text}: only losses have a cause")
        year = study.plan.last_year if year is None else year
        if year not in study.plan.years:
            raise InputError(f"{text}: the run covers {study.plan.first_year} to {study.plan.last_year}")
        return cls("retention" if kind == "retention" else "holders", year, place)

    def __str__(self) -> str:
        place = "" if self.place is None else f"{self.place}."
        year = "" if self.year is None else f"@{self.year}"
        cause = "" if self.cause is None else f":{self.cause}"
        return f"{place}{self.kind}{year}{cause}"

    @property
    def unit(self) -> str:
        """`share` of the clusters certified at the start, or `clusters`."""
        return "share" if self.kind == "retention" else "clusters"

    @property
    def bounds(self) -> tuple[float, float | None]:
        """Between what it lies whatever happens."""
        return (0.0, 1.0) if self.kind == "retention" else (0.0, None)

    def values(self, outcome: Outcome, scenario: int = 0) -> Floats:
        """Return it for every replication, shape (replication,); NaN where no cluster was certified at the start."""
        if self.kind == "holders":
            year = outcome.years.index(self._year)
            held = [one.counts[year, int(CERTIFIED), scenario] for one in self._concerned(outcome.policies)]
            return np.asarray(sum(held), dtype=np.float64)
        tallies = {key: one.tally(scenario) for key, one in outcome.policies.items()}
        return self.values_of(tallies, outcome.years)

    def values_of(self, tallies: Mapping[str, Tally], years: range) -> Floats:
        """Return retention or losses from tallies by policy, shape (replication,)."""
        concerned = self._concerned(tallies)
        if self.kind == "losses":
            zero = np.zeros(concerned[0].retained.shape[1])
            wanted = [count for one in concerned for cause, count in one.losses.items() if self.cause in {None, cause}]
            return np.asarray(sum(wanted, zero), dtype=np.float64)
        started = sum(one.started for one in concerned)
        year = years.index(self._year)
        retained = np.asarray(sum(one.retained[year] for one in concerned), dtype=np.float64)
        return retained / started if started else np.full(retained.shape, np.nan)

    @property
    def _year(self) -> int:
        assert self.year is not None
        return self.year

    def _concerned(self, by_policy: Mapping[str, One]) -> list[One]:
        return [one for key, one in by_policy.items() if self.place in {None, key}]
