"""An ordeal for the tool: a portfolio with everything that goes wrong at a desk, run, traced and replayed."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from clusterkit.law.policy import Policy
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics, Input, Missing, Reporting, Walk
from clusterkit.simulation.outcome import Outcome
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare
from tests.replay.folder import FIRST, figures
from tests.replay.levers import Dated
from tests.replay.replay import disagreements

Row = dict[str, Any]
KINDS = ("incident", "false_declaration", "illegality", "monitoring_refused", "unreported_change")
TITLED = ("2024-02-29", "2023-01-01", "2020-02-29", "2022-12-31", "2025-12-31", "2026-01-01", "2025-04-01")
LATER = ("2027-03-31", "2027-06-30", "2028-02-29", "2026-12-31", "2026-01-02")
FROM_ABOVE = ("province", "national", "national:1", "national:3;province", "shanghai")
YEARS = range(FIRST - 5, FIRST)

CITY = {
    "baseline": (),
    "floors": (
        "output_min=40", "output_min=60@2028-07-01", "output_growth=9%@2029-01-01",
        "retention.output_min=20@2030-05-05", "term_years=2", "growth_mean=yearly",
    ),
    "reports": (
        "report_deadline=02-28", "report_deadline=05-15@2029-03-01", "first_report=year_before",
        "never_sent=ignored", "round_on=03-15", "readmission=yes",
    ),
    "breach": (
        "report_breach=both", "incident_window=rolling_36_months", "review_lag_days=45", "readmission=yes",
        "plan_attainment_min=90%",
    ),
    "lenient": (
        "incomplete_passes=yes", "plan_attainment_min=none", "plan_attainment_min=1@2027-06-01",
        "term_years=4@2028-01-01", "term_years=1@2030-03-03", "growth_window=2", "area=85", "area_binding=yes",
        "round_on=12-31", "readmission=yes@2028-01-01",
    ),
    "retention": (
        "retention.output_growth=2%", "retention.sme_share=60%", "retention.patent_growth=0",
        "retention.gradient.first=3", "retention.gradient.second=5", "review_lag_days=300@2028-01-01",
        "round_on=01-01", "readmission=yes", "gradient.first=2",
    ),
}  # fmt: skip
"""What a designer may try on a city's measure, by scenario; levers without the place's prefix."""


def exaggerated(dynamics: Dynamics) -> Dynamics:
    """The model with its rare events made common, and growth near the bounds."""

    def at(one: Input | None, value: float) -> Input | None:
        return None if one is None else evolve(one, value=value)

    def sent(one: Reporting) -> Reporting:
        return evolve(one, late=evolve(one.late, value=0.06), never=evolve(one.never, value=0.03))

    return evolve(
        dynamics,
        rates={kind: evolve(rate, value=0.03) for kind, rate in dynamics.rates.items()},
        no_application=at(dynamics.no_application, 0.1),
        lapse=at(dynamics.lapse, 0.1),
        reporting=tuple(sent(one) for one in dynamics.reporting),
        processes=tuple(
            evolve(one, sd=evolve(one.sd, value=one.sd.value / 3)) if isinstance(one, Walk) else one
            for one in dynamics.processes
        ),
    )


class Desk:
    """Makes up one place's clusters, each with some of what a desk sees, from a seed."""

    def __init__(self, policy: Policy, seed: int, first: int = FIRST) -> None:
        self.policy, self.first = policy, first
        self.random = np.random.default_rng(seed)
        self.clusters: list[Row] = []
        self.observations: list[Row] = []
        self.events: list[Row] = []

    def portfolio(self, count: int) -> Portfolio:
        for number in range(count):
            self._cluster(f"{self.policy.key}-{number:03}")
        return Portfolio.from_rows(
            self.clusters, self.observations, self.events, name="ordeal", indicators=self.policy.requirements
        )

    def _chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def _one_of(self, options: Sequence[str]) -> str:
        return options[int(self.random.integers(len(options)))]

    def _day(self, first: int, last: int) -> date:
        span = date(last, 12, 31).toordinal() - date(first, 1, 1).toordinal()
        return date(first, 1, 1) + timedelta(days=int(self.random.integers(span + 1)))

    def _cluster(self, key: str) -> None:
        row: Row = {
            "cluster_id": key, "name": key, "jurisdiction": self.policy.key,
            "dominant_industry": self._one_of(("pumps", "valves", "toys")),
            "established_on": self._day(2010, 2027) if self._chance(0.3) else date(2008, 2, 29),
            "area_km2": None if self._chance(0.05) else self._one_of(("80", "100", "100", "90", "101")),
            "energy_intensive": self._one_of(("yes", "no", "no", "")) or None,
            "water_intensive": self._one_of(("yes", "no", "no", "")) or None,
            "recognised_by": self._one_of(FROM_ABOVE) if self._chance(0.2) else None,
        }  # fmt: skip
        fate = self.random.random()
        if fate < 0.25:
            row["certified_on"] = self._one_of(TITLED)
        elif fate < 0.65:
            row["certified_on"] = self._day(self.first - 5, self.first - 1)
        elif fate < 0.8:
            row["certified_on"] = self._one_of(LATER) if self._chance(0.5) else self._day(self.first, self.first + 6)
        if "certified_on" in row and self._chance(0.15):
            stated = self._day(self.first, self.first + 3)
            if str(stated) > str(row["certified_on"]):
                row["expires_on"] = str(stated) if self._chance(0.3) else f"{stated.year}-12-31"
        self.clusters.append(row)
        self._figures(key)
        self._events(key)

    def _figures(self, key: str) -> None:
        scale = math.exp(0.3 * self.random.standard_normal())
        spread = self._one_of(("0", "0.01", "0.03"))
        last = FIRST - 2 if self._chance(0.1) else FIRST - 1
        for year in YEARS:
            if year > last or (year < last and self._chance(0.03)):
                continue
            row: Row = {name: one for name, one in figures(self.policy.key, year).items() if not name.startswith("q_")}
            output = {"output_value", "sme_output_value", "dominant_output_value"}
            for name, one in row.items():
                if isinstance(one, float):
                    noise = math.exp(float(spread) * self.random.standard_normal()) * (scale if name in output else 1)
                    row[name] = min(one * noise, 1.0) if name.endswith(("rate", "density")) else one * noise
                if self._chance(0.02 if year < last else 0.04):
                    row[name] = None
            asked = self.policy.requirements
            row |= {one.key: None if self._chance(0.004) else not self._chance(0.004) for one in asked}
            for name in ("invention_patents", "sme_employees"):
                if row.get(name) is not None:
                    row[name] = round(row[name])
            if self._chance(0.3):
                row["report_submitted_on"] = date(year + 1, *self._sent())
            if self._chance(0.3):
                row["form_submitted_on"] = date(year + 1, *self._sent())
            self.observations.append({"cluster_id": key, "year": year, **row})

    def _sent(self) -> tuple[int, int]:
        options = ((2, 10), (3, 31), (4, 1), (4, 10), (4, 11), (3, 30))
        return options[int(self.random.integers(len(options)))]

    def _events(self, key: str) -> None:
        if self._chance(0.15):
            day = self._day(self.first - 3, self.first - 1)
            self.events.append({"cluster_id": key, "date": day, "kind": "incident"})
            for row in self.observations:
                if row["cluster_id"] == key and row["year"] == day.year and "incidents" in row:
                    row["incidents"] = 1
        if self._chance(0.15):
            day = self._day(self.first - 1, self.first + 5)
            for _ in range(int(self.random.integers(1, 3))):
                kind = self._one_of(KINDS)
                if day.year >= self.first or kind != "incident":
                    self.events.append({"cluster_id": key, "date": day, "kind": kind})
        if self._chance(0.1):
            self.events.append(
                {"cluster_id": key, "date": self._day(self.first - 1, self.first + 5), "kind": "no_renewal_application"}
            )


def studied(
    policy: Policy,
    dynamics: Dynamics,
    settings: Mapping[str, Sequence[str]],
    *,
    clusters: int = 40,
    seed: int = 1,
    years: int = 9,
    replications: int = 4,
    missing: Missing = "assume",
    first: int = FIRST,
) -> Study:
    """The ordeal of one place under some scenarios: by name, settings without the place's prefix."""
    levers = {lever.key: lever for lever in policy.levers}
    return prepare(
        Desk(policy, seed, first).portfolio(clusters), policies=[policy], dynamics=[exaggerated(dynamics)],
        plugins=Plugins({}), years=years, replications=replications, seed=seed, missing=missing,
        start=date(first, 1, 1),
        scenarios=[
            Scenario.of(name, levers, [f"{policy.key}.{setting}" for setting in own])
            for name, own in settings.items()
        ],
    )  # fmt: skip


def replayed(study: Study, folder: Path) -> list[str]:
    """Run a study with a trace of every replication and replay it: every disagreement."""
    study.run(trace=folder, trace_replications=study.replications)
    changes: dict[str, dict[str, Dated]] = {
        scenario.name: {
            lever: [(None if one["from"] is None else date.fromisoformat(one["from"]), one["value"]) for one in dated]
            for lever, dated in own.items()
        }
        for scenario, own in zip(study.scenarios, study.changes(), strict=True)
    }
    first, last = study.plan.first_year, study.plan.last_year
    return disagreements(folder, changes, date(first, 1, 1), date(last, 12, 31))


def happened(outcome: Outcome, place: str) -> set[str]:
    """The causes for which any title was lost, in any scenario."""
    found = outcome.policies[place]
    return {found.causes[int(code)] for code in np.unique(found.cause)} - {""}
