"""Clusters that meet every number of a real standard year after year, with no chance in it.

A test says of one cluster what differs, and reads the story of its title. Which requirements a place
asks in words is the policy's own: all of them hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from clusterkit.law import Policy
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics, Input, Reporting, Reverting, Walk
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study, prepare
from tests.simulation.invented import NOTHING, Happening, given
from tests.simulation.runs import stories

LATEST = 2025
GROWING = {"output_value": 0.12, "sme_rd_expenditure": 0.12, "invention_patents": 0.20, "operating_revenue": 0.05}
LEVELS: Mapping[str, Any] = {
    "output_value": 100.0, "sme_rd_expenditure": 5.0, "invention_patents": 250, "operating_revenue": 60.0,
    "sme_employees": 9000, "platform_adoption_rate": 0.35, "energy_efficiency_ratio": 1.1,
    "water_efficiency_ratio": 1.1, "champions": 1, "other_champions": 0, "little_giants": 4,
    "high_tech_enterprises": 20, "srdi_smes": 24, "innovative_smes": 26, "chain_leaders": 1,
    "innovation_platforms": 13, "standards_contributions": 23, "plan_attainment": 1.0, "incidents": 0,
    "leading_enterprises": 6, "related_smes": 76, "building_density": 0.6, "clean_audit_rate": 1.0,
    "investment_intensity": 1800.0,
}  # fmt: skip
SMALL: Mapping[str, Any] = {"output_value": 1.0, "sme_output_value": 0.9, "dominant_output_value": 0.9,
                            "operating_revenue": 1.0, "dominant_revenue": 0.9, "rd_expenditure": 0.1}  # fmt: skip
"""Figures of a year that no standard accepts."""

ON_TIME = tuple(
    Reporting(column, usual, late=NOTHING, never=NOTHING, late_days=NOTHING, early_days=NOTHING)
    for column, usual in (("report_submitted_on", 331), ("form_submitted_on", 410))
)


def model(place: str, reporting: Sequence[Reporting] = ON_TIME) -> Dynamics:
    """Return a model in which all goes on as before, and every report comes on its last day."""
    held = ("sme_share", "dominant_share", "dominant_revenue_share", "rd_revenue_share")
    walks = (
        *(Walk(key, given(math.log1p(rate)), NOTHING) for key, rate in GROWING.items()),
        Walk("co2_intensity", given(-0.05), NOTHING),
        Walk("software_adoption_rate", given(0.1), NOTHING),
    )
    shares = (Reverting(key, NOTHING, NOTHING) for key in held)
    return Dynamics(place, (place,), (*walks, *shares), NOTHING, NOTHING, reporting=tuple(reporting))


def rows(policy: Policy, name: str, years: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return five years of observations, each changed as `years` says."""
    found = []
    for year in range(LATEST - 4, LATEST + 1):
        level = {key: value * (1 + GROWING.get(key, 0.0)) ** (year - LATEST) for key, value in LEVELS.items()}
        level["invention_patents"] = round(level["invention_patents"])
        output, revenue = level["output_value"], level["operating_revenue"]
        figures = level | {
            "sme_output_value": 0.85 * output, "dominant_output_value": 0.85 * output,
            "dominant_revenue": 0.8 * revenue, "rd_expenditure": 0.03 * revenue,
            "co2_intensity": 0.5 * math.exp(-0.05 * (year - LATEST)),
            "software_adoption_rate": 0.3 + 0.02 * (year - LATEST),
        }  # fmt: skip
        answers = {one.key: True for one in policy.requirements}
        found.append({"cluster_id": name, "year": year, **figures, **answers, **years.get(year, {})})
    return found


def cluster(
    policy: Policy,
    certified: str = "",
    *,
    name: str = "a",
    years: Mapping[int, Mapping[str, Any]] | None = None,
    events: Sequence[Happening] = (),
    **facts: Any,
) -> Portfolio:
    """Return the portfolio of one cluster: `facts` are cells of the clusters table, days as ISO dates."""
    days = {key: date.fromisoformat(value) for key, value in facts.items() if key.endswith("_on")}
    row = {
        "cluster_id": name, "name": name, "jurisdiction": policy.key, "dominant_industry": "mills",
        "area_km2": 50.0, "established_on": date(2010, 1, 1), "energy_intensive": True, "water_intensive": True,
        "certified_on": date.fromisoformat(certified) if certified else None, **facts, **days,
    }  # fmt: skip
    happened = [{"cluster_id": one, "date": date.fromisoformat(day), "kind": kind} for one, day, kind in events]
    return Portfolio.from_rows(
        [row], rows(policy, name, years or {}), happened, name="steady", indicators=policy.requirements
    )


def study(policy: Policy, portfolio: Portfolio, *settings: str, years: int = 9, **more: Any) -> Study:
    """Return a run of one cluster under settings without the place's name, such as `term_years=5`."""
    levers = {lever.key: lever for lever in policy.levers}
    scenario = Scenario.of(BASELINE, levers, [f"{policy.key}.{setting}" for setting in settings])
    stated: dict[str, Any] = {"dynamics": [model(policy.key)], "plugins": Plugins({}), "replications": 1, **more}
    return prepare(portfolio, policies=[policy], scenarios=[scenario], years=years, **stated)


def story(policy: Policy, portfolio: Portfolio, *settings: str, years: int = 9, **more: Any) -> list[str]:
    """Return what happens to its title, such as `2027-05-20 renew`."""
    (told,) = stories(study(policy, portfolio, *settings, years=years, **more)).values()
    return told


def frequent(dynamics: Dynamics) -> Dynamics:
    """Return a place's own model with its rare events made common."""

    def at(one: Input | None, value: float) -> Input | None:
        return None if one is None else evolve(one, value=value)

    return evolve(
        dynamics,
        rates={kind: evolve(rate, value=0.02) for kind, rate in dynamics.rates.items()},
        no_application=at(dynamics.no_application, 0.03),
        lapse=at(dynamics.lapse, 0.05),
    )
