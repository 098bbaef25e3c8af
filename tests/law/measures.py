"""A small measure with something of everything, to be changed a field at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from clusterkit.law import (
    Clause,
    Duty,
    EachOfLast,
    Growth,
    InForce,
    Policy,
    Target,
    Term,
    Text,
    above,
    admit,
    all_of,
    any_of,
    at_expiry,
    at_least,
    earlier,
    every,
    fails,
    in_round,
    keep,
    lose,
    meets,
    met,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    recognised,
    renew,
    required,
    requirement,
    says,
    unknown,
    warn,
    when,
    where,
    within_quota,
)
from clusterkit.law.citation import ClauseStatus
from tests.law.sittings import lever, number, years

CITED = ("第一条", "第二条", "第三条", "第四条", "第五条", "第六条", "附件 一", "附件 二")
SUMMARY = Text("摘要", "summary")

OUTPUT = lever("output_min", 32, "亿元", zh="产值", en="output", cite="附件 一", cue="以上")
SHARE = lever("sme_share", 0.7, "share", zh="占比", en="share", cite="附件 一", cue="高于")
FIRST = lever("gradient.first", 1, "家", zh="冠军", en="champions", cite="附件 一", cue="不少于")
SECOND = lever("gradient.second", 10, "家", zh="小巨人", en="giants", cite="附件 一", cue="不少于")
ENERGY = lever("energy", 1, "倍", zh="能效", en="energy", cite="附件 一", cue="高于")
GROWTH = lever("output_growth", 0.08, "share", zh="增速", en="growth", cite="附件 一", cue="高于")
SAFE = requirement("zone_safe", zh="安全", en="safe", cite=("附件 二", "第六条"))

ARMS = any_of(
    at_least("champions", FIRST),
    at_least("giants", SECOND),
    id="zone.gradient",
    title=Text("梯度", "gradient"),
    cite="附件 一",
)
STANDARD = all_of(
    at_least("output", OUTPUT, EachOfLast(years(3, "output_years"))),
    above("part_share", SHARE),
    above("output", GROWTH, Growth(years(3), procedure.growth_mean(lever, cite="第一条"))),
    ARMS,
    where("intensive", above("density", ENERGY)),
    required("zone", SAFE),
)
PLAN = at_least("plan", procedure.plan_attainment_min(lever, cite="第三条"))
RECOGNITION = recognised(
    "province", "national:1", id="zone.recognition", title=Text("上级认定", "recognised above"), cite="第二条"
)
REPORT = Duty(
    "yearly_report",
    Text("年报", "yearly report"),
    "第四条",
    deadline=procedure.report_deadline(lever, "03-31", cite="第四条"),
    first=procedure.first_report(lever, cite="第四条"),
    never_sent=procedure.never_sent(lever, cite="第四条"),
    holiday=procedure.holiday_shift(lever, cite="第四条"),
    sent_as=("report_submitted_on",),
)
TARGET = Target(
    "clusters",
    Text("集群数", "clusters"),
    "第六条",
    clusters=number("target", 20, "个"),
    by=date(2025, 12, 31),
    indicator="output",
    above=number("target_above", 50, "亿元"),
)

LATE = on_deadline(
    "yearly_report",
    otherwise(lose("late_report", cite="第四条")),
    title=Text("迟报", "late report"),
    cite="第四条",
)
INCIDENT = on_event(
    "incident", otherwise(lose("incident", cite="第五条")), title=Text("事件", "incident"), cite="第五条"
)
ILLEGALITY = on_event(
    "illegality", otherwise(lose("illegality", cite="第五条")), title=Text("违法", "illegality"), cite="第五条"
)
REVIEW = at_expiry(
    STANDARD.at_review(),
    when(unknown & ~says(procedure.incomplete_passes(lever, cite="第三条")), lose("incomplete_review", cite="第三条")),
    when(not_met, lose("re_review", cite="第三条")),
    when(fails(PLAN), lose("plan_attainment", cite="第三条")),
    otherwise(renew()),
    lag=procedure.review_lag_days(lever, cite="第三条"),
    title=Text("复核", "re-review"),
    cite="第三条",
)
QUOTA, RANKING = procedure.round_quota(lever, cite="第二条"), procedure.ranking(lever, cite="第二条")
ROUND = in_round(
    procedure.round_on(lever, cite="第二条"),
    STANDARD,
    when(meets(RECOGNITION), admit()),
    when(met & within_quota(QUOTA, RANKING), admit()),
    title=Text("认定", "admission round"),
    cite="第二条",
)
BIENNIAL = every(
    number("review_every", 2, "年", whole=True),
    STANDARD,
    when(not_met & earlier("warned", within=2), lose("second_warning", cite="第三条")),
    when(not_met, warn(cite="第三条")),
    otherwise(keep()),
    first=number("first_review", 2026, "年", whole=True),
    on=lever.month_day("review_on", "06-30", zh="复核日", en="review day", cite="第三条"),
    title=Text("定期复核", "periodic review"),
    cite="第三条",
    undecided=lose("incomplete_review", cite="第三条"),
)


def clause(name: str, status: ClauseStatus = "criterion", *ids: str, reason: Text | None = None) -> Clause:
    """Return one entry of the register."""
    return Clause(name, status, SUMMARY, ids, reason)


def measure(**fields: Any) -> Policy:
    """Return the measure, some of its fields changed."""
    standard: dict[str, Any] = {
        "key": "zone",
        "title": Text("某区办法", "the zone's measure"),
        "level": "city",
        "version": "2024",
        "in_force": InForce(
            starts=date(2024, 10, 21),
            citation="第六条",
            until=procedure.in_force_until(lever, 20271020, cite="第六条"),
            lapse=procedure.lapse(lever, cite="第六条"),
        ),
        "standard": STANDARD,
        "decisions": (ILLEGALITY, INCIDENT, LATE, REVIEW, ROUND),
        "register": tuple(clause(name) for name in CITED),
        "requirements": (SAFE,),
        "term": Term(procedure.term_years(lever, 3, cite="第三条"), "第三条"),
        "duties": (REPORT,),
        "plan": PLAN,
        "recognition": RECOGNITION,
        "readmission": procedure.readmission(lever, cite="第二条"),
        "new_rules_at_review": procedure.new_rules_at_review(lever, cite="第六条"),
        "targets": (TARGET,),
    }
    return Policy(**{**standard, **fields})
