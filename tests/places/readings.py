"""The readings of a place's law beside a table: which words can be read otherwise, which cannot and why."""

from __future__ import annotations

from typing import Any

from clusterkit.law import Policy
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.ambiguity import Dependence, ambiguity
from clusterkit.study.readings import readings_of
from tests.simulation.steady import cluster, study

WITH_ADMISSION = "the same words as at admission, read with them"
DECIDES_NOTHING = "no decision rests on it"
Read = tuple[str, list[str]]
"""How it is read now, and otherwise."""


EVERYWHERE: dict[str, Read] = {
    "lapse": ("renewed", ["ends"]),
    "readmission": ("no", ["yes"]),
    "new_rules_at_review": ("yes", ["no"]),
    "incomplete_passes": ("no", ["yes"]),
    "round_on": ("06-30", ["05-31", "07-31"]),
    "ranking": ("none", ["output_value", "patent_density", "invention_patents", "operating_revenue"]),
}
"""What every text leaves open: rounds, losses and how a measure ends."""
OF_TERMS: dict[str, Read] = {
    "incident_window": ("calendar", ["rolling_36_months"]),
    "growth_window": ("3 年", ["2 年"]),
    "growth_mean": ("compound", ["yearly"]),
    "energy": ("> 1 倍", [">= 1 倍"]),
    "water": ("> 1 倍", [">= 1 倍"]),
    "first_report": ("certification_year", ["year_before"]),
    "never_sent": ("late", ["ignored"]),
    "holiday_shift": ("none", ["next_working_day"]),
    "review_lag_days": ("0 天", ["30 天"]),
}
"""What every text with terms and yearly reports leaves open besides."""


def silent(policy: Policy, name: str) -> str:
    """Return the reason where a text states no value."""
    return f"the text states no value; give one: --reading {policy.key}.{name}=VALUE"


def read_otherwise(policy: Policy) -> dict[str, Read]:
    """Return the readings that have an alternative, by the lever's name within the place."""
    found = readings_of(study(policy, cluster(policy, "2024-05-20")))
    return {
        one.lever.key.partition(".")[2]: (one.shown, [other.shown for other in one.alternatives])
        for one in found
        if one.alternatives
    }


def without_alternative(policy: Policy) -> dict[str, str]:
    """Return why the others have none."""
    found = readings_of(study(policy, cluster(policy, "2024-05-20")))
    return {one.lever.key.partition(".")[2]: one.reason.en for one in found if one.reason is not None}


def interpretations(policy: Policy) -> set[str]:
    """Return the names of the levers that interpret the text."""
    return {one.key.partition(".")[2] for one in policy.levers if one.interpretation}


def dependence(policy: Policy, portfolio: Portfolio, name: str, other: str, **more: Any) -> Dependence:
    """Return what depends on one alternative, for a portfolio without chance."""
    prepared = study(policy, portfolio, **more)
    found = ambiguity(prepared, plugins=Plugins({}))
    (one,) = [
        one
        for one in found.dependences
        if (one.reading.lever.key, one.alternative.shown) == (f"{policy.key}.{name}", other)
    ]
    return one
