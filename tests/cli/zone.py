"""A small measure of an invented place, as a plugin would bring it: the tests install a copy of this file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from clusterkit import Portfolio, hookimpl
from clusterkit.law import (
    Clause,
    Duty,
    EachOfLast,
    Indicator,
    InForce,
    LeverNamespace,
    Policy,
    Term,
    Text,
    above,
    admit,
    all_of,
    any_of,
    at_expiry,
    at_least,
    at_most,
    in_round,
    lose,
    met,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    renew,
    required,
    requirement,
    unknown,
    when,
)

PLACE = "zone"
TITLE = Text("示范区集群", "clusters of the zone")
lever = LeverNamespace(PLACE)

PARK = requirement("zone_park", zh="位于园区", en="Lies in a park", cite="第二条(四)")

STANDARD = all_of(
    at_most(
        "area_km2",
        lever("area", 100, "km²", zh="占地面积", en="area", cite="第二条(一)", cue="不超过"),
        binding=procedure.area_binding(lever, False, cite="第二条(一)"),
    ),
    at_least(
        "output_value",
        lever("output_min", 10, "亿元", zh="每年产值", en="output in each year", cite="第二条(二)", cue="以上"),
        EachOfLast(procedure.years(lever, "output_years", zh="产值年数", en="years of output", cite="第二条(二)")),
    ),
    above(
        "sme_share",
        lever("sme_share", 0.5, "share", zh="中小企业占比", en="SMEs' share", cite="第二条(二)", cue="高于"),
    ),
    any_of(
        at_least("champions", lever("gradient.first", 1, "家", zh="单项冠军", en="champions", cite="第二条(三)")),
        at_least("srdi_smes", lever("gradient.second", 10, "家", zh="专精特新", en="SRDI SMEs", cite="第二条(三)")),
        id="zone.gradient",
        title=Text("优质企业", "quality enterprises"),
        cite="第二条(三)",
    ),
    required(PLACE, PARK),
)

REPORT = Duty(
    "yearly_report",
    Text("年报", "yearly report"),
    "第三条",
    deadline=procedure.report_deadline(lever, "03-31", cite="第三条"),
    first=procedure.first_report(lever, cite="第三条"),
    never_sent=procedure.never_sent(lever, cite="第三条"),
    holiday=procedure.holiday_shift(lever, cite="第三条"),
    sent_as=("report_submitted_on",),
)

DECISIONS = (
    on_event("incident", otherwise(lose("incident", cite="第四条")), title=Text("重大事件", "incident"), cite="第四条"),
    on_deadline(
        "yearly_report",
        otherwise(lose("late_report", cite="第三条")),
        title=Text("迟报", "late report"),
        cite="第三条",
    ),
    at_expiry(
        STANDARD.at_review(),
        when(not_applied, lose("no_renewal_application", cite="第五条")),
        when(unknown, lose("incomplete_review", cite="第五条")),
        when(not_met, lose("re_review", cite="第五条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第五条"),
        title=Text("复核", "re-review"),
        cite="第五条",
    ),
    in_round(
        procedure.round_on(lever, cite="第二条"),
        STANDARD,
        when(met, admit()),
        title=Text("认定", "admission round"),
        cite="第二条",
    ),
)

REGISTER = (
    Clause("第一条", "definition", Text("目的", "the aim")),
    Clause("第二条", "procedure", Text("认定条件", "conditions"), ids=("zone.round_on",)),
    Clause("第二条(一)", "criterion", Text("面积", "area"), ids=("zone.area",)),
    Clause("第二条(二)", "criterion", Text("产值", "output"), ids=("zone.output_min", "zone.sme_share")),
    Clause("第二条(三)", "criterion", Text("优质企业", "quality enterprises"), ids=("zone.gradient",)),
    Clause("第二条(四)", "criterion", Text("园区", "a park"), ids=("zone.park",)),
    Clause("第三条", "duty", Text("年报", "the yearly report"), ids=("zone.yearly_report",)),
    Clause("第四条", "cause", Text("重大事件", "incidents"), ids=("zone.cause.incident",)),
    Clause("第五条", "procedure", Text("复核", "the re-review"), ids=("zone.cause.re_review", "zone.term_years")),
    Clause("第六条", "not_modelled", Text("鼓励措施", "support"), reason=Text("不影响称号", "does not touch titles")),
)

POLICY = Policy(
    key=PLACE,
    title=TITLE,
    level="city",
    version="2024",
    in_force=InForce(starts=date(2024, 1, 1), citation="第一条"),
    standard=STANDARD,
    decisions=DECISIONS,
    register=REGISTER,
    requirements=(PARK,),
    term=Term(procedure.term_years(lever, 3, cite="第五条"), "第五条"),
    duties=(REPORT,),
)


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure; says where it was asked for, so that a test knows that a run has begun."""
    if "ZONE_ASKED" in os.environ:
        Path(os.environ["ZONE_ASKED"]).touch()
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return what the measure asks for in words."""
    return (PARK,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return six illustrative clusters, the last of them a candidate."""
    clusters = [_cluster(number) for number in range(1, 7)]
    observations = [_figures(number, year) for number in range(1, 7) for year in range(2022, 2026)]
    return Portfolio.from_rows(
        clusters, observations, name="示例集群 (illustrative clusters): zone", illustrative=True, indicators=(PARK,)
    )


def _cluster(number: int) -> Mapping[str, object]:
    return {
        "cluster_id": f"Z{number}",
        "name": f"集群{number}",
        "jurisdiction": PLACE,
        "dominant_industry": "轴承",
        "certified_on": None if number == 6 else date(2022 + number % 3, 7, 1),
        "area_km2": 20.0 * number,
    }


def _figures(number: int, year: int) -> Mapping[str, object]:
    output = round((9.0 + number) * 1.05 ** (year - 2022), 2)
    return {
        "cluster_id": f"Z{number}",
        "year": year,
        "output_value": output,
        "sme_output_value": round(output * (0.5 + 0.05 * number), 3),
        "champions": number % 2,
        "srdi_smes": 4 + 2 * number,
        "incidents": 0,
        "zone_park": True,
    }
