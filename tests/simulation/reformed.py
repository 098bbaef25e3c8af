"""An invented law that gives time to mend, leaves a window to apply, and bars from applying again.

Titles last two years. What a review finds short is to be mended within some months, and is lost where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from clusterkit.law import (
    Condition,
    Criterion,
    Decision,
    InForce,
    Lever,
    LeverNamespace,
    Policy,
    Term,
    admit,
    all_of,
    at_expiry,
    at_least,
    at_mending_end,
    every,
    in_round,
    keep,
    lose,
    mend,
    met,
    not_applied,
    not_met,
    otherwise,
    procedure,
    renew,
    when,
)
from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study, prepare
from tests.simulation.invented import CITE, STILL, WORDS, Cluster, Happening, portfolio
from tests.simulation.runs import stories

lever = LeverNamespace("zone")


def number(name: str, default: float | None, unit: str = "", **more: Any) -> Lever:
    """Return the lever of a number."""
    return lever(name, default, unit, zh=name, en=name, cite=CITE, **more)


OUTPUT = at_least("output_value", number("output_min", 10.0, "亿元"))
STANDARD = all_of(OUTPUT)
MONTHS = procedure.mending_months(lever, 6, cite=CITE)
WINDOW = procedure.renewal_window(lever, None, cite=CITE)
BAR = procedure.bar_years(lever, None, cite=CITE)
LAG = procedure.review_lag_days(lever, cite=CITE)
MEND = mend(within=MONTHS, cite=CITE)
NOT_MENDED = lose("not_mended", cite=CITE, bar=BAR)


def review(*rules: Any, standard: Criterion = STANDARD) -> Decision:
    """Return the review at expiry: by default what falls short is to mend."""
    rules = rules or (when(not_applied, lose("no_renewal_application", cite=CITE)), when(not_met, MEND),
                      otherwise(renew()))  # fmt: skip
    return at_expiry(standard.at_review(), *rules, lag=LAG, window=WINDOW, title=WORDS, cite=CITE)


def mending_end(*rules: Any) -> Decision:
    """Return what is decided at the end of mending: by default loss or renewal."""
    rules = rules or (when(not_met, NOT_MENDED), otherwise(renew()))
    return at_mending_end(STANDARD.at_review(), *rules, title=WORDS, cite=CITE)


def cycle(*rules: Any, years: int = 1) -> Decision:
    """Return the review on 30 June of every n-th year: by default what falls short is to mend."""
    rules = rules or (when(not_met, MEND), otherwise(keep()))
    return every(
        number("review_every", years, "年", whole=True), STANDARD, *rules, first=number("first_review", 2026, "年"),
        on=lever.month_day("review_on", "06-30", zh="日", en="day", cite=CITE), title=WORDS, cite=CITE,
    )  # fmt: skip


def admission(*conditions: Condition, standard: Criterion = STANDARD) -> Decision:
    """Return the yearly round on 30 June."""
    (condition,) = conditions or (met,)
    return in_round(
        procedure.round_on(lever, cite=CITE), standard, when(condition, admit()), title=WORDS, cite=CITE
    )  # fmt: skip


def law(*decisions: Decision, **more: Any) -> Policy:
    """Return the measure of some decisions."""
    settings: dict[str, Any] = {
        "key": "zone", "title": WORDS, "level": "city", "version": "1", "in_force": InForce(date(2020, 1, 1), CITE),
        "standard": STANDARD, "decisions": decisions or (review(), mending_end()), "register": (),
        "term": Term(procedure.term_years(lever, 2, cite=CITE), CITE),
        "readmission": procedure.readmission(lever, True, cite=CITE),
        "new_rules_at_review": procedure.new_rules_at_review(lever, cite=CITE),
    }  # fmt: skip
    return Policy(**{**settings, **more})


REFORM = law()


def figures(**by_year: float) -> dict[int, dict[str, float]]:
    """Return the output of some years on file, written `_2026=5.0`; all others meet the standard."""
    return {int(year[1:]): {"output_value": output, "sme_output_value": output} for year, output in by_year.items()}


def cluster(name: str = "a", certified: str = "", latest: int = 2034, **by_year: float) -> Cluster:
    """Return a cluster whose figures are on file for all years of the run, of which some are said to differ."""
    return Cluster(name, certified=certified, years=figures(**by_year), latest=latest)


def study(
    clusters: Sequence[Cluster],
    *settings: str,
    policy: Policy = REFORM,
    events: Sequence[Happening] = (),
    dynamics: Dynamics = STILL["zone"],
    **more: Any,
) -> Study:
    """Return a run of nine years under one scenario of settings."""
    levers = {one.key: one for one in policy.levers}
    given: dict[str, Any] = {"scenarios": [Scenario.of(BASELINE, levers, settings)], "replications": 1, **more}
    return prepare(
        portfolio(*clusters, events=events), policies=[policy], dynamics=[dynamics], plugins=Plugins({}),
        start=date(2026, 1, 1), **given,
    )  # fmt: skip


def story(one: Cluster, *settings: str, **more: Any) -> list[str]:
    """Return what happens to one cluster's title, such as `2027-05-20 mend`."""
    return stories(study([one], *settings, **more))[one.name]
