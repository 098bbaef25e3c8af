"""An invented law with words that can be read in more than one way, beside what the zone asks anyway."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from clusterkit.law import LeverNamespace, Policy, above, all_of, any_of, below, where
from clusterkit.law.criterion import Criterion
from clusterkit.law.decision import AtExpiry
from tests.simulation.invented import CITE, WORDS, ZONE

lever = LeverNamespace("zone")


def number(name: str, default: float | None, unit: str = "", **more: Any) -> Any:
    """Return a lever of the zone."""
    return lever(name, default, unit, zh=name, en=name, cite=CITE, **more)


HIGHER = number("higher", 0.8, "share", cue="高于")
"""Exactly what the clusters of `invented` have: the number itself decides whether they pass."""


def asking(*criteria: Criterion, **more: Any) -> Policy:
    """Return the zone's law with further criteria in its standard, at admission and at review."""
    standard = all_of(*ZONE.standard.parts, *criteria)
    decisions = tuple(
        one
        if one.standard is None
        else evolve(one, standard=standard.at_review() if isinstance(one.occasion, AtExpiry) else standard)
        for one in ZONE.decisions
    )
    return evolve(ZONE, standard=standard, **{"decisions": decisions, **more})


STRICT = asking(above("sme_share", HIGHER))
"""A share that must lie above 80 %, by an ordinary word."""

NESTED = asking(
    any_of(
        above("sme_share", HIGHER),
        below("co2_intensity", number("lower", 0.1, "吨/万元", cue="低于")),
        id="zone.arms", title=WORDS, cite=CITE,
    ),
    where("energy_intensive", above("energy_efficiency_ratio", number("efficient", 1.2, "倍", cue="高于"))),
)  # fmt: skip
"""The same within an any-of, and another that applies to some clusters only."""
