"""Ambiguity: what depends on how the law is read.

Every reading that interprets the text is replaced by each of its alternatives, one at a time: once for
the verdicts on the portfolio's own figures on a day, once for the whole run on the same draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.assessment import Standard, assess
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Change
from clusterkit.plugins import Plugins
from clusterkit.simulation import harness
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import Estimate, estimate
from clusterkit.simulation.margins import Ledger
from clusterkit.simulation.tally import Row, as_row
from clusterkit.study.evaluation import part_of, tranche, under
from clusterkit.study.readings import Alternative, Reading, including, readings_of
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from clusterkit.verdict import ClusterVerdict, Verdict

Held = Mapping[str, NDArray[np.bool_]]
"""Who of the clusters certified at the start holds the title at the end, by policy: (cluster, replication)."""
Verdicts = Mapping[str, ClusterVerdict]


@frozen
class Turn:
    """One cluster whose verdict on the day turns."""

    cluster_id: str
    now: Verdict
    other: Verdict


@frozen
class Fate:
    """One title whose fate turns: in which share of the replications it is `lost` or `kept` by the other reading alone.

    Held at the end under one of the readings, not under the other.
    """

    policy: str
    cluster_id: str
    lost: float
    kept: float

    @property
    def share(self) -> float:
        """In which share of the replications it turns at all."""
        return self.lost + self.kept


@frozen
class Dependence:
    """What one alternative changes.

    `verdicts` turn on the day, `duties` are the clusters whose duties or causes then come out otherwise;
    `retention` is that of the law in question at the end, the alternative's less the present one's, None
    where no cluster is certified at the start; `fates` are the titles that turn in some replication.
    """

    reading: Reading
    alternative: Alternative
    verdicts: tuple[Turn, ...]
    duties: tuple[str, ...]
    retention: Estimate | None
    fates: tuple[Fate, ...]

    @property
    def matters(self) -> bool:
        """True where anything at all depends on it."""
        return bool(self.verdicts or self.duties or self.fates)

    def as_row(self) -> Row:
        """Return it as rows carry it."""
        lever = self.reading.lever
        return {
            "policy": self.reading.policy,
            "lever": lever.key,
            "title": lever.title.as_dict(),
            "citation": lever.citation,
            "cue": lever.cue,
            "now": self.reading.shown,
            "other": self.alternative.shown,
            "verdicts_turned": len(self.verdicts),
            "verdicts": [{"cluster_id": one.cluster_id, "now": one.now, "other": one.other} for one in self.verdicts],
            "duties_turned": len(self.duties),
            "duties": list(self.duties),
            "retention": None if self.retention is None else as_row(self.retention),
            "fates_turned": len(self.fates),
            "fates": [
                {"policy": one.policy, "cluster_id": one.cluster_id, "lost": one.lost, "kept": one.kept}
                for one in self.fates
            ],
        }


@frozen(eq=False)
class Ambiguity:
    """What depends on each reading, the largest effect first, and the readings without an alternative.

    `assessed` is how many verdicts there are on the day.
    """

    study: Study
    on: date
    standard: Standard
    assessed: int
    dependences: tuple[Dependence, ...]
    settled: tuple[Reading, ...]

    @property
    def verdicts(self) -> int:
        """How many verdicts turn under one reading or another."""
        return len({(one.reading.policy, turn.cluster_id) for one in self.dependences for turn in one.verdicts})

    @property
    def fates(self) -> int:
        """How many titles have another fate under one reading or another, in some replication."""
        return len({(fate.policy, fate.cluster_id) for one in self.dependences for fate in one.fates})

    def rows(self) -> list[Row]:
        """Return a row for each alternative, the largest effect first."""
        return [one.as_row() for one in self.dependences]

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output."""
        return {
            "manifest": self.study.manifest(),
            "changes": self.study.changes()[0],
            "on": self.on.isoformat(),
            "standard": self.standard,
            "year": self.study.plan.last_year,
            "verdicts": self.assessed,
            "verdicts_turned": self.verdicts,
            "fates_turned": self.fates,
            "readings": self.rows(),
            "without_alternative": [
                {
                    "policy": one.policy,
                    "lever": one.lever.key,
                    "title": one.lever.title.as_dict(),
                    "citation": one.lever.citation,
                    "now": one.shown,
                    "reason": None if one.reason is None else one.reason.as_dict(),
                }
                for one in self.settled
            ],
        }


def ambiguity(
    study: Study,
    *,
    on: date | None = None,
    standard: Standard = "admission",
    given: Sequence[Change] = (),
    plugins: Plugins | None = None,
    progress: Progress | None = None,
) -> Ambiguity:
    """Replace every reading of a study's first scenario by its alternatives, one at a time.

    `on` is the day of the verdicts, by default the first of the run, `given` are further alternatives.
    Raises InputError for an alternative that is none.

    >>> ambiguity(prepare(years=9)).rows()  # doctest: +SKIP
    """
    study = study.with_scenarios(study.scenarios[:1])
    first, on = study.scenarios[0], date(study.plan.first_year, 1, 1) if on is None else on
    plugins = Plugins() if plugins is None else plugins
    readings = readings_of(study, given)
    asked = [(reading, alternative) for reading in readings for alternative in reading.alternatives]
    laws = {policy.key: policy for policy in study.plan.policies}
    today = {key: _verdicts(study, law, first, on, standard, plugins) for key, law in laws.items()}
    found = []
    for (reading, alternative), (retention, fates) in zip(asked, _effects(study, asked, progress), strict=True):
        law, scenario = laws[reading.policy], first
        if alternative.operator is None:
            scenario = under(first, {alternative.lever.key: alternative.value}, alternative.shown)
        else:
            law = including(law, alternative.lever.key)
        then = _verdicts(study, law, scenario, on, standard, plugins)
        verdicts, duties = _turned(today[law.key], then)
        found.append(Dependence(reading, alternative, verdicts, duties, retention, fates))
    found.sort(key=_size)
    settled = tuple(reading for reading in readings if not reading.alternatives)
    return Ambiguity(study, on, standard, sum(map(len, today.values())), tuple(found), settled)


def _size(one: Dependence) -> tuple[float, ...]:
    """Order by what depends on it: retention, titles, verdicts, duties; what comes first in the law stands first."""
    moved = 0.0 if one.retention is None else abs(one.retention.mean)
    turned = sum(fate.share for fate in one.fates)
    return (-moved, -turned, -len(one.verdicts), -len(one.duties))


# Verdicts on the day -----------------------------------------------------------------------------


def _verdicts(
    study: Study, law: Policy, scenario: Scenario, on: date, standard: Standard, plugins: Plugins
) -> Verdicts:
    """Return the verdicts of one law by cluster; none where no cluster lies in its scope."""
    if not np.isin(study.portfolio.clusters["jurisdiction"].astype(str), law.scope).any():
        return {}
    own = {lever.key for lever in law.levers}
    changes = tuple(change for change in scenario.changes if change.lever in own)
    found = assess(study.portfolio, on, policies=[law], standard=standard, plugins=plugins, changes=changes)
    return {one.cluster_id: one for one in found.results}


def _turned(now: Verdicts, then: Verdicts) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Return the verdicts that turn, and the clusters whose duties or causes come out otherwise."""
    turns = [
        Turn(name, one.verdict, then[name].verdict) for name, one in now.items() if one.verdict != then[name].verdict
    ]
    duties = [name for name, one in now.items() if (one.duties, one.causes) != (then[name].duties, then[name].causes)]
    return tuple(turns), tuple(duties)


# Fates in the run --------------------------------------------------------------------------------

Asked = Sequence[tuple[Reading, Alternative]]
Effect = tuple[Estimate | None, tuple[Fate, ...]]


def _effects(study: Study, asked: Asked, progress: Progress | None) -> list[Effect]:
    """Return what each alternative does to the retention of its law and to single titles, in their order."""
    found: dict[int, Effect] = {}
    base: Held = {}
    runs = _runs(study, asked)
    for number, (part, places) in enumerate(runs):
        ledger = Ledger(part.plan, part.portfolio)
        names = [scenario.name for scenario in part.scenarios]
        outcome = harness.run(
            part.plan, part.portfolio, names, part.replications, {},
            progress=part_of(progress, number, len(runs)), observed=ledger.observe, last_figures=False,
        )  # fmt: skip
        margins = ledger.margins(outcome)
        clusters = {key: one.cluster_ids[one.at_start] for key, one in outcome.policies.items()}
        for scenario, place in enumerate(places):
            held = {key: margins[key].held[scenario][one.at_start] for key, one in outcome.policies.items()}
            if place is None:
                base = held
            else:
                fates = tuple(_fates(clusters, base, held))
                found[place] = (_change(base, held, asked[place][0].policy), fates)
    return [found[place] for place in range(len(asked))]


def _runs(study: Study, asked: Asked) -> list[tuple[Study, list[int | None]]]:
    """Return the studies to run, and which alternative each of their scenarios is; None for the present readings.

    Values go along the scenario axis, the present readings first of all; another operator is another law, and
    a run of its own.
    """
    first = study.scenarios[0]
    scenarios: list[Scenario] = [first]
    places: list[int | None] = [None]
    others: list[tuple[Study, list[int | None]]] = []
    for place, (reading, alternative) in enumerate(asked):
        key = alternative.lever.key
        if alternative.operator is None:
            scenarios.append(under(first, {key: alternative.value}, f"{first.name} {place}"))
            places.append(place)
        else:
            laws = tuple(including(law, key) if law.key == reading.policy else law for law in study.plan.policies)
            others.append((evolve(study, plan=evolve(study.plan, policies=laws)), [place]))
    size = tranche(study)
    starts = range(0, len(scenarios), size)
    return [(study.with_scenarios(scenarios[at : at + size]), places[at : at + size]) for at in starts] + others


def _change(base: Held, held: Held, policy: str) -> Estimate | None:
    """Return the change of retention under a law, paired by replication."""
    if policy not in base or not len(base[policy]):
        return None
    change = held[policy].mean(axis=0) - base[policy].mean(axis=0)
    return estimate(change, bounds=(-1.0, 1.0))


def _fates(clusters: Mapping[str, NDArray[np.object_]], base: Held, held: Held) -> Iterator[Fate]:
    """Yield the titles that turn, policy by policy in the order of the clusters' ids."""
    for policy, names in clusters.items():
        lost = (base[policy] & ~held[policy]).mean(axis=1)
        kept = (held[policy] & ~base[policy]).mean(axis=1)
        for row in np.flatnonzero(lost + kept):
            yield Fate(policy, str(names[row]), float(lost[row]), float(kept[row]))
