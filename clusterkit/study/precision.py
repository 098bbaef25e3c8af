"""Precision: a run goes on until every chosen outcome is as precise as asked for, or a limit is reached.

The half-width of a mean's interval falls with the root of the replications. After two blocks the spread
of each outcome says how many replications its half-width needs; the run goes most of the way, looks
again, and so on. What was run is never run again: every stretch of whole blocks is joined to those before
it. All half-widths hold together at the stated confidence (Bonferroni).

To stop at the first look that is precise enough favours runs whose spread came out small, which costs
the final interval a little of its coverage: that is why the first look is not at fewer than two blocks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation import harness
from clusterkit.simulation.bench import Record
from clusterkit.simulation.docket import WORD
from clusterkit.simulation.harness import Progress, TileKey
from clusterkit.simulation.interval import CONFIDENCE, t_quantile
from clusterkit.simulation.outcome import Outcome
from clusterkit.simulation.streams import BLOCK
from clusterkit.simulation.tally import Row
from clusterkit.simulation.tile import YearClosed
from clusterkit.study.quantity import Quantity
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]
Observed = Callable[[TileKey], tuple[Record | None, YearClosed | None]]
Pairs = Sequence[tuple[int, int]]

LEAST = 2 * BLOCK
"""Replications of the first look: from two blocks a spread is known to about a twentieth of itself."""
MOST = 10_000
"""The limit where none is stated."""
SHORT_OF = 0.8
"""How far of the way to a distant aim the run goes before it looks again."""
MOST_MEGABYTES = 4_000
"""What an outcome may take in memory; for a moment, while stretches are joined, it takes twice that."""

_WRITTEN = re.compile(r"(?P<number>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>pp|个百分点|clusters|cluster|个)?")
_ADVICE = "write percentage points of a share such as 0.5pp, or clusters such as 0.2"


def _texts(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@frozen
class Stopping:
    """When a run may stop: how precise, at what confidence, which outcomes, and after how many at the latest.

    `precision` is as users write it, `0.5pp` or `0.2` (clusters), or one of each; `on` names quantities,
    without any it is the retention of every policy at the end.
    """

    precision: tuple[str, ...] = field(converter=_texts)
    on: tuple[str, ...] = field(default=(), converter=_texts)
    confidence: float = CONFIDENCE
    most: int | None = None

    def half_widths(self) -> dict[str, float]:
        """Return the half-width asked for by unit, share or clusters. Raises InputError."""
        found: dict[str, float] = {}
        for text in self.precision:
            written = _WRITTEN.fullmatch(text.strip())
            if written is None or float(written["number"]) == 0:
                which = "a percentage of what? " if "%" in text or "％" in text else ""
                raise InputError(f"--precision {text}: {which}{_ADVICE}")
            unit = "share" if written["unit"] in {"pp", "个百分点"} else "clusters"
            if unit in found:
                raise InputError(f"--precision {text}: there is one for {unit} already; give one of each unit")
            found[unit] = float(written["number"]) / (100 if unit == "share" else 1)
        return found

    def quantities(self, study: Study) -> list[tuple[Quantity, float]]:
        """Return the chosen quantities, each with its half-width. Raises InputError, UnknownNameError."""
        if self.on:
            chosen = [Quantity.parse(text, study) for text in dict.fromkeys(self.on)]
        else:
            last = study.plan.last_year
            chosen = [Quantity("retention", last, policy.key) for policy in study.plan.policies]
        asked = self.half_widths()
        for quantity in chosen:
            if quantity.unit not in asked:
                unit = "a share" if quantity.unit == "share" else "counted in clusters"
                raise InputError(f"--precision {', '.join(self.precision)}: {quantity} is {unit}; {_ADVICE}")
        return [(quantity, asked[quantity.unit]) for quantity in chosen]

    def limit(self, study: Study) -> int:
        """Return after how many replications the run stops at the latest. Raises InputError."""
        fitting = int(MOST_MEGABYTES * 1e6 / bytes_of_replication(study))
        if self.most is None:
            return max(min(MOST, fitting), LEAST, study.replications)
        if self.most < max(LEAST, study.replications):
            least = (
                f"at least {LEAST}, two blocks" if self.most < LEAST else f"--replications {study.replications} alone"
            )
            raise InputError(f"--max-replications {self.most}: the run takes {least}")
        if self.most > fitting:
            needed = self.most * bytes_of_replication(study) / 1e6
            raise InputError(
                f"--max-replications {self.most}: their outcome takes {needed:,.0f} MB, more than {MOST_MEGABYTES:,}; "
                f"at most {fitting} fit, or fewer clusters and scenarios"
            )
        return self.most


@frozen
class Reading:
    """One outcome in the replications so far: a quantity in a scenario, or its change against another.

    `half_width` is that of the mean's interval, `asked` what it is to be, `spread` the standard deviation
    of a single replication.
    """

    quantity: Quantity
    scenario: str
    against: str | None
    mean: float
    spread: float
    half_width: float
    asked: float

    @property
    def reached(self) -> bool:
        """Whether it is as precise as asked for."""
        return self.half_width <= self.asked

    def as_dict(self) -> Row:
        """Return it as the manifest carries it."""
        return {
            "quantity": str(self.quantity),
            "unit": self.quantity.unit,
            "scenario": self.scenario,
            "against": self.against,
            "mean": self.mean,
            "half_width": self.half_width,
            "asked": self.asked,
            "reached": self.reached,
        }


@frozen
class Precision:
    """How precise a run became: its readings, all at `confidence` together, after so many of `most` replications.

    `seconds` is what a replication took by the run's own clock; no output that is to be the same twice
    holds it.
    """

    readings: tuple[Reading, ...]
    confidence: float
    replications: int
    most: int
    seconds: float

    @property
    def reached(self) -> bool:
        """Whether every outcome is as precise as asked for."""
        return all(one.reached for one in self.readings)

    @property
    def needed(self) -> int:
        """About how many replications would make all as precise as asked for; twice as precise once they are."""
        each = _each(self.confidence, len(self.readings))
        finer = 2 if self.reached else 1
        found = self.replications
        for one in self.readings:
            root = t_quantile(self.replications - 1, each) * one.spread * finer / one.asked
            found = max(found, ceil(root**2 / BLOCK) * BLOCK)
        return found

    @property
    def more(self) -> int:
        """How many replications would still have to be run for that."""
        return self.needed - self.replications

    def rows(self) -> list[Row]:
        """Return a row for each outcome."""
        return [one.as_dict() for one in self.readings]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest carries it."""
        return {
            "reached": self.reached,
            "confidence": self.confidence,
            "simultaneous": "bonferroni",
            "replications": self.replications,
            "max_replications": self.most,
            "more": {"for": "twice the precision" if self.reached else "the precision", "replications": self.more},
            "outcomes": self.rows(),
        }


@frozen(eq=False)
class Stopped:
    """A run that stopped by a rule: the study with the replications that it took, its outcome, its precision."""

    study: Study
    outcome: Outcome
    precision: Precision


def run_until(
    study: Study,
    stopping: Stopping,
    *,
    pairs: Pairs | None = None,
    observed: Observed | None = None,
    last_figures: bool = True,
    progress: Progress | None = None,
) -> Stopped:
    """Run a study until its outcomes are as precise as asked for, or the limit is reached.

    It takes at least two blocks, and at least the study's own replications. `pairs` are the scenarios
    whose change is to be precise, by default each against the first; `observed` and `last_figures` are
    those of the harness. Raises InputError for what cannot be asked for.

    >>> run_until(prepare(years=9), Stopping("0.5pp", confidence=0.9)).precision.reached  # doctest: +SKIP
    """
    quantities, most = stopping.quantities(study), stopping.limit(study)
    pairs = [(scenario, 0) for scenario in range(1, len(study.scenarios))] if pairs is None else pairs
    began, outcome = time.perf_counter(), None
    target = min(max(LEAST, ceil(study.replications / BLOCK) * BLOCK), most)
    while True:
        wanted = study.with_replications(target)
        stretch = harness.run(
            study.plan, study.portfolio, [one.name for one in study.scenarios], target, wanted.manifest(),
            first=0 if outcome is None else outcome.replications,
            progress=progress, observed=observed, last_figures=last_figures,
        )  # fmt: skip
        outcome = stretch if outcome is None else outcome.followed_by(stretch)
        readings = tuple(_readings(outcome, quantities, pairs, stopping))
        seconds = (time.perf_counter() - began) / target
        found = Precision(readings, stopping.confidence, target, most, seconds)
        if found.reached or target >= most:
            manifest = {**outcome.manifest, "precision": found.as_dict()}
            return Stopped(wanted, evolve(outcome, manifest=manifest), found)
        target = min(_next(found), most)


def bytes_of_replication(study: Study) -> int:
    """Return what one replication of a study's outcome takes in memory."""
    places = study.portfolio.clusters["jurisdiction"].astype(str)
    found = 0
    for policy in study.plan.policies:
        clusters = int(np.isin(places, policy.scope).sum())
        words = max(1, ceil(len(policy.decisive) / WORD))
        # Two days and two codes, then the failed criteria as bits; the counts by year and status.
        found += clusters * (4 + 4 + 1 + 1 + 8 * words) + len(study.plan.years) * 4 * 4
    return found * len(study.scenarios)


def _next(found: Precision) -> int:
    """Return after how many replications to look again: short of a distant aim, which few blocks overestimate."""
    distant = found.needed > 2 * found.replications
    aim = ceil(SHORT_OF * found.needed / BLOCK) * BLOCK if distant else found.needed
    return max(aim, (found.replications // BLOCK + 1) * BLOCK)


def _readings(
    outcome: Outcome, quantities: Sequence[tuple[Quantity, float]], pairs: Pairs, stopping: Stopping
) -> Iterator[Reading]:
    """Yield every outcome with its half-width at the confidence that is each one's part."""
    names = outcome.scenarios
    rows = [
        (quantity, asked, [quantity.values(outcome, place) for place in range(len(names))])
        for quantity, asked in quantities
    ]
    if not stopping.on:
        # A policy with no title at the start has no retention to be precise about.
        rows = [row for row in rows if not np.isnan(row[2][0]).any()]
    if not rows or any(np.isnan(values[0]).any() for _, _, values in rows):
        raise InputError("no cluster is certified at the start: name other outcomes with --on, such as holders")
    each = _each(stopping.confidence, len(rows) * (len(names) + len(pairs)))
    for quantity, asked, values in rows:
        for name, own in zip(names, values, strict=True):
            yield _reading(quantity, name, None, own, each, asked)
        for one, other in pairs:
            yield _reading(quantity, names[one], names[other], values[one] - values[other], each, asked)


def _reading(
    quantity: Quantity, scenario: str, against: str | None, values: Floats, confidence: float, asked: float
) -> Reading:
    spread = float(values.std(ddof=1))
    half = t_quantile(len(values) - 1, confidence) * spread / sqrt(len(values))
    return Reading(quantity, scenario, against, float(values.mean()), spread, half, asked)


def _each(confidence: float, count: int) -> float:
    """Return the confidence of each of some intervals that are to hold together."""
    return 1 - (1 - confidence) / count
