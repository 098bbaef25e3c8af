"""An invented place that answers every hook, in one file: `clusterkit plugins check cove.py`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from clusterkit import Portfolio, hookimpl
from clusterkit.assessment import Case
from clusterkit.errors import InputError
from clusterkit.law import (
    Indicator,
    InForce,
    LeverNamespace,
    Policy,
    Term,
    Text,
    admit,
    all_of,
    at_expiry,
    at_least,
    entry,
    in_round,
    lose,
    met,
    not_applied,
    otherwise,
    procedure,
    ratio,
    renew,
    required,
    requirement,
    unknown,
    when,
)  # fmt: skip
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.enforcement import Calibration
from clusterkit.simulation.standard import given, standard_dynamics

lever = LeverNamespace("cove")

# -- clusterkit_indicators
BERTHS = Indicator(key="cove_berths", title=Text("泊位数", "berths"), unit="个", kind="count", whole=True)
OUTPUT_PER_BERTH = ratio(
    "cove_output_per_berth", "output_value", "cove_berths",
    title=Text("泊位产值", "output per berth"), unit="亿元/个", kind="ratio",
)  # fmt: skip
QUAY = requirement("cove_quay", zh="有公用码头", en="Has a public quay", cite="第一条")


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return a count, a ratio of two columns, and a requirement in words."""
    return (BERTHS, OUTPUT_PER_BERTH, QUAY)


# -- clusterkit_cluster_facts
SHORE = Indicator(key="cove_shore", title=Text("所在岸线", "shore"), unit="", kind="text", table="clusters")


@hookimpl
def clusterkit_cluster_facts() -> tuple[Indicator, ...]:
    """Return the shore on which a cluster lies."""
    return (SHORE,)


# -- clusterkit_policies
STANDARD = all_of(
    at_least("output_value", lever("output_min", 10, "亿元", zh="总产值", en="output", cite="第一条", cue="以上")),
    at_least(
        "cove_output_per_berth",
        lever("output_per_berth", 2, "亿元/个", zh="泊位产值", en="output per berth", cite="第一条", cue="不低于"),
    ),
    required("cove", QUAY),
)
POLICY = Policy(
    key="cove",
    title=Text("月湾市特色产业集群", "clusters of Cove"),
    level="city",
    version="2025",
    in_force=InForce(starts=date(2025, 1, 1), citation="第三条"),
    standard=STANDARD,
    requirements=(QUAY,),
    term=Term(procedure.term_years(lever, 3, cite="第二条"), "第二条"),
    decisions=(
        at_expiry(
            STANDARD.at_review(),
            when(not_applied, lose("no_renewal_application", cite="第二条")),
            when(unknown, lose("incomplete_review", cite="第二条")),
            when(met, renew()),
            otherwise(lose("re_review", cite="第二条")),
            lag=procedure.review_lag_days(lever, cite="第二条"), title=Text("期满复核", "re-review"), cite="第二条",
        ),
        in_round(
            procedure.round_on(lever, cite="第一条"), STANDARD, when(met, admit()),
            title=Text("年度认定", "admission round"), cite="第一条",
        ),
    ),
    register=(
        entry("第一条", "criterion", "产值、泊位产值、码头;每年认定", "Output, berths, a quay; a yearly round",
              "cove.output_min", "cove.output_per_berth", "cove.quay", "cove.round_on"),
        entry("第二条", "procedure", "三年有效,期满复核", "Three years, then a review",
              "cove.term_years", "cove.cause.re_review"),
        entry("第三条", "procedure", "自2025年起施行", "In force from 2025"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure of Cove."""
    return (POLICY,)


# -- clusterkit_sample_portfolio
OUTPUT = {"COVE-1": 14.0, "COVE-2": 11.0, "COVE-3": 9.5}
"""Of the last year, in 亿元; it grew by 8 % a year."""


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return three clusters with five years of figures."""
    return Portfolio.from_rows(
        [
            {"cluster_id": key, "jurisdiction": "cove", "certified_on": date(2024, 7, 1), "cove_shore": "北岸"}
            for key in OUTPUT
        ],
        [
            {"cluster_id": key, "year": year, "output_value": output * 1.08 ** (year - 2025), "cove_berths": 4,
             "cove_quay": True}
            for key, output in OUTPUT.items() for year in range(2021, 2026)
        ],
        name="示例集群 (illustrative clusters): cove",
        illustrative=True,
        indicators=(BERTHS, QUAY, SHORE),
    )  # fmt: skip


# -- clusterkit_cases
def at_the_floor() -> Portfolio:
    """Return a cluster with exactly ten in the last year, and five berths."""
    from clusterkit.testing import make_cluster

    return make_cluster("cove", output_value=10.0, cove_berths=5, cove_quay=True, indicators=(BERTHS, QUAY, SHORE))


@hookimpl
def clusterkit_cases() -> tuple[Case, ...]:
    """Return one example: ten is enough, because the text says 以上."""
    return (
        Case(
            "output at its floor",
            at_the_floor,
            date(2026, 6, 30),
            verdicts={("A1", "cove"): "passes"},
            criteria={("A1", "cove", "cove.output_min"): "met"},
        ),
    )


# -- clusterkit_dynamics
GROWTH = given(0.08, "share a year", "产值增速", "growth of output", "ASSUMED: Cove is invented")


@hookimpl
def clusterkit_dynamics() -> tuple[Dynamics, ...]:
    """Return the standard model, but for the growth of output."""
    return (standard_dynamics("cove", ("cove",), output_growth=GROWTH),)


# -- clusterkit_enforcement
FITTED = Calibration(
    policy="cove", pardon=0.9, low=0.7, high=0.97, confidence=0.95, observed=19, reviewed=20, fitted=0.95, strict=0.6,
    fit=1.0, data_points=1, source="ASSUMED: an invented round of reviews, 2025",
)  # fmt: skip


@hookimpl
def clusterkit_enforcement() -> tuple[Calibration, ...]:
    """Return how leniently Cove's reviews have been held."""
    return (FITTED,)


# -- clusterkit_read_portfolio
@hookimpl
def clusterkit_read_portfolio(path: Path) -> Portfolio | None:
    """Read `NAME.cove.json`, an object with the rows of `clusters` and `observations`."""
    if not path.name.endswith(".cove.json"):
        return None
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: this is no JSON; {error}") from error
    return Portfolio.from_rows(
        tables["clusters"], tables["observations"], name=path.stem, indicators=(BERTHS, QUAY, SHORE)
    )
