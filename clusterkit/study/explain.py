"""Explain: one cluster's story, today from its figures alone and over the years of a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from attrs import evolve, frozen

from clusterkit.assessment import Assessment, Standard, assess
from clusterkit.law.criterion import Criterion
from clusterkit.law.provisions import Changes
from clusterkit.law.truth import MET
from clusterkit.plugins import Plugins
from clusterkit.simulation import harness
from clusterkit.simulation.bench import Record
from clusterkit.simulation.chronicle import Chronicle, Chronicler, Happening, joined_chronicles
from clusterkit.simulation.harness import Progress, TileKey
from clusterkit.simulation.interval import share_interval
from clusterkit.simulation.tally import Row, as_row
from clusterkit.simulation.tile import YearClosed
from clusterkit.study.simulate import Study
from clusterkit.study.turning_point import TurningPoint, turning_points

QUANTILES = (0.1, 0.5, 0.9)


@frozen(eq=False)
class Today:
    """Where a cluster stands on a day under one scenario's law: the verdicts, and what would turn each of them."""

    scenario: str
    standard: Standard
    assessment: Assessment
    turning: Mapping[str, tuple[TurningPoint, ...]]

    def as_dict(self) -> Row:
        """Return the entry of the machine-readable output."""
        verdicts = [one.as_dict() for one in self.assessment.results]
        for verdict in verdicts:
            verdict["turning_points"] = [one.as_dict() for one in self.turning[verdict["policy"]]]
        return {
            "scenario": self.scenario,
            "on": self.assessment.on.isoformat(),
            "standard": self.standard,
            "results": verdicts,
        }


@frozen(eq=False)
class Explanation:
    """One cluster in a study: `today` by scenario, `chronicles` of every scenario and replication by policy."""

    study: Study
    cluster_id: str
    today: tuple[Today, ...]
    chronicles: Mapping[str, Chronicle]

    def keeps(self, policy: str, scenario: int = 0) -> Row:
        """Return the chance that the title is held when the run ends, with its 95 % interval."""
        held = self.chronicles[policy].held[self.study.plan.last_year][scenario]
        return as_row(share_interval(int(held.sum()), len(held)))

    def fates(self, policy: str, scenario: int = 0) -> list[Row]:
        """Return how the title is first lost: cause, clause, in which share of replications, when; likeliest first."""
        losses = self._first_losses(policy, scenario)
        rows = []
        for (cause, citation), count in Counter((one.cause, one.citation) for one in losses).most_common():
            days = sorted(one.day for one in losses if one.cause == cause)
            failed = Counter(name for one in losses if one.cause == cause for name in one.failed)
            found = as_row(share_interval(count, self.study.replications))
            rows.append(
                {
                    "cause": cause,
                    "citation": citation,
                    **found,
                    "first": date.fromordinal(days[0]).isoformat(),
                    "median": date.fromordinal(days[len(days) // 2]).isoformat(),
                    "criteria": [
                        {"criterion": name, "citation": self.criterion(policy, name).citation, "share": times / count}
                        for name, times in failed.most_common()
                    ],
                }
            )
        return rows

    def binding(self, policy: str, scenario: int = 0) -> str | None:
        """Return the criterion that costs the title most often; where none ever does, None."""
        losses = self._first_losses(policy, scenario)
        failed = Counter(name for one in losses for name in one.failed)
        return failed.most_common(1)[0][0] if failed else None

    def year_rows(self, policy: str, scenario: int = 0) -> list[Row]:
        """Return, for every year and criterion, the figure (p10, median, p90), the bound, and how often it is met.

        What a review on the year's last day finds, on the figures up to the year before.
        """
        rows = []
        for year, standings in self.chronicles[policy].standings.items():
            for one in standings:
                criterion = self.criterion(policy, one.criterion)
                figures = one.figure[scenario]
                known = figures[np.isfinite(figures)]
                quantiles = np.quantile(known, QUANTILES) if len(known) else [None] * len(QUANTILES)
                bound = one.bound[scenario]
                rows.append(
                    {
                        "year": year,
                        "criterion": one.criterion,
                        "citation": criterion.citation,
                        **dict(zip(("p10", "p50", "p90"), map(_number, quantiles), strict=True)),
                        "operator": criterion.operator,
                        "bound": _number(bound),
                        "unit": criterion.unit,
                        "met": float((one.truth[scenario] >= MET).mean()),
                    }
                )
        return rows

    def deadline_rows(self, policy: str, scenario: int = 0) -> list[Row]:
        """Return every deadline of the run, and in which share of replications the report came after it."""
        return [
            {
                "year": year,
                "duty": one.duty,
                "deadline": date.fromordinal(int(one.day[scenario])).isoformat(),
                "late": float(one.late[scenario].mean()),
            }
            for year, deadlines in self.chronicles[policy].deadlines.items()
            for one in deadlines
        ]

    def typical(self, policy: str, scenario: int = 0) -> int:
        """Return the first replication that ends as most do: kept, or lost to one cause in one year."""
        fates: list[tuple[str, int]] = [("", 0)] * self.study.replications
        for one in self._first_losses(policy, scenario):
            fates[one.replication] = (one.cause, date.fromordinal(one.day).year)
        return fates.index(Counter(fates).most_common(1)[0][0])

    def path(self, policy: str, scenario: int, replication: int) -> list[Row]:
        """Return what happens to the title in one replication, in order."""
        return [
            {
                "date": date.fromordinal(one.day).isoformat(),
                "event": one.effect,
                "cause": one.cause,
                "citation": one.citation,
                "criteria": list(one.failed),
            }
            for one in self._of(policy, scenario)
            if one.replication == replication
        ]

    def as_dict(self) -> Row:
        """Return the machine-readable output."""
        return {
            "manifest": self.study.manifest(),
            "cluster_id": self.cluster_id,
            "today": [one.as_dict() for one in self.today],
            "scenarios": [
                {
                    "name": one.name,
                    "changes": one.as_dict(self.study.levers),
                    "policies": [self._policy_dict(policy, scenario) for policy in self.chronicles],
                }
                for scenario, one in enumerate(self.study.scenarios)
            ],
        }

    def criterion(self, policy: str, name: str) -> Criterion:
        """Return a criterion of a policy by its id."""
        return next(one for one in self.chronicles[policy].policy.criteria if one.id == name)

    def _policy_dict(self, policy: str, scenario: int) -> Row:
        replication = self.typical(policy, scenario)
        return {
            "policy": policy,
            "keeps": self.keeps(policy, scenario),
            "binding": self.binding(policy, scenario),
            "losses": self.fates(policy, scenario),
            "years": self.year_rows(policy, scenario),
            "deadlines": self.deadline_rows(policy, scenario),
            "typical": {"replication": replication, "path": self.path(policy, scenario, replication)},
        }

    def _of(self, policy: str, scenario: int) -> list[Happening]:
        return [one for one in self.chronicles[policy].happenings if one.scenario == scenario]

    def _first_losses(self, policy: str, scenario: int) -> list[Happening]:
        first: dict[int, Happening] = {}
        for one in self._of(policy, scenario):
            if one.effect == "lose":
                first.setdefault(one.replication, one)
        return list(first.values())


def explain(
    study: Study,
    cluster: str,
    *,
    on: date | None = None,
    plugins: Plugins | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Explain one cluster of a study: today (`on`, by default the first day of the run) and over its years.

    A title that is held is measured by what a re-review asks, a candidate by what admission asks.
    Raises UnknownNameError for a cluster that the portfolio has not.
    """
    study.portfolio.index_of([cluster])
    on = date(study.plan.first_year, 1, 1) if on is None else on
    plugins = Plugins() if plugins is None else plugins
    today = tuple(_today(study, cluster, on, one.name, one.changes, plugins) for one in study.scenarios)
    return Explanation(study, cluster, today, _chronicles(study, cluster, progress))


def _today(study: Study, cluster: str, on: date, scenario: str, changes: Changes, plugins: Plugins) -> Today:
    mask = study.portfolio.cluster_id == cluster
    own = study.portfolio.subset(mask)
    place = str(own.clusters["jurisdiction"][0])
    laws = [policy for policy in study.plan.policies if place in policy.scope]
    held = any(0 < int(own.held(policy.key).certified_on[0]) <= on.toordinal() for policy in laws)
    standard: Standard = "retention" if held else "admission"
    levers = {lever.key for policy in laws for lever in policy.levers}
    here = tuple(change for change in changes if change.lever in levers)
    found = assess(own, on, policies=laws, standard=standard, plugins=plugins, changes=here)
    turning = {
        policy.key: turning_points(
            own, cluster, policy, on, standard=standard, plugins=plugins,
            changes=tuple(change for change in here if change.lever in {lever.key for lever in policy.levers}),
        )
        for policy in laws
    }  # fmt: skip
    return Today(scenario, standard, found, turning)


def _chronicles(study: Study, cluster: str, progress: Progress | None) -> dict[str, Chronicle]:
    """Run the study and watch one cluster; alone, where no decision looks at others."""
    portfolio = study.portfolio
    if not any(harness.looks_across(policy, study.plan.provisions) for policy in study.plan.policies):
        portfolio = portfolio.subset(portfolio.cluster_id == cluster)
    (index,) = portfolio.index_of([cluster])
    watched: dict[int, Chronicler] = {}

    def observed(key: TileKey) -> tuple[Record | None, YearClosed | None]:
        rows = np.flatnonzero(key.clusters == index)
        if not len(rows):
            return None, None
        chronicler = watched[key.span.start] = Chronicler(int(rows[0]))
        return chronicler.record, chronicler.close

    names = [scenario.name for scenario in study.scenarios]
    laws = tuple(
        policy for policy in study.plan.policies if set(policy.scope) & set(portfolio.clusters["jurisdiction"])
    )
    plan = evolve(study.plan, policies=laws)
    harness.run(
        plan, portfolio, names, study.replications, {}, observed=observed, progress=progress, last_figures=False
    )
    return joined_chronicles([watched[start].chronicles for start in sorted(watched)])


def _number(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
