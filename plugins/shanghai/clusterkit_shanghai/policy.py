"""Shanghai's draft of 2023 as values: read it beside the text, clause by clause."""

from __future__ import annotations

from datetime import date

from clusterkit.law import (
    Age,
    Condition,
    Duty,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    InForce,
    Lever,
    LeverNamespace,
    Policy,
    Rising,
    Rule,
    Sum,
    Target,
    Term,
    Text,
    above,
    admit,
    all_of,
    always,
    any_of,
    at_expiry,
    at_least,
    at_most,
    fails,
    happened,
    in_round,
    late,
    lose,
    lose_standing,
    measure_ended,
    met,
    none_in,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    renew,
    required,
    says,
    trend,
    undecided,
    unknown,
    when,
    where,
    within_quota,
    without_standing,
)
from clusterkit_shanghai.register import REGISTER
from clusterkit_shanghai.requirements import REQUIREMENTS

PLACE = "shanghai"
lever = LeverNamespace(PLACE)


# Levers that Shanghai alone needs.
def established(*, cite: str) -> Lever:
    """Return how many whole years the cluster must have existed."""
    return lever("established", 3, "年", zh="设立年限", en="years of existence", cite=cite, cue="以上", whole=True)


def form_deadline(*, cite: str) -> Lever:
    """Return the day by which the form must reach the city."""
    return lever.month_day("form_deadline", "04-10", zh="信息表截止日", en="deadline of the form", cite=cite, cue="前")


def district_report_late(*, cite: str) -> Lever:
    """Return what a late report to the district costs: the clause on causes speaks of the form."""
    return lever.choice(
        "district_report_late", "advisory", ("advisory", "standing"),
        zh="报区年报迟报的后果", en="consequence of a late report to the district", cite=cite,
    )  # fmt: skip


def immediate_revocation(*, cite: str) -> Lever:
    """Return whether a cause takes the title at once instead of the standing for re-review."""
    return lever.yes_no(
        "immediate_revocation", False, zh="是否即时撤销认定", en="a cause takes the title at once", cite=cite
    )


# Windows. The clauses on incidents, output and R&D say three years; for growth and trends it is a reading.
OUTPUT_YEARS = procedure.years(lever, "output_years", zh="产值年数", en="years of output", cite="第六条 1")
RD_YEARS = procedure.years(lever, "rd_years", zh="研发增长年数", en="years of R&D growth", cite="第六条 4")
INCIDENT_YEARS = procedure.years(lever, "incident_years", zh="事件考察年数", en="years without incident", cite="第六条")
TREND_YEARS = procedure.years(
    lever, "trend_years", zh="趋势考察年数", en="years of a trend", cite="第六条 6", interpretation=True
)
MEAN = procedure.growth_mean(lever, cite="第六条 1")
GROWTH = Growth(procedure.growth_window(lever, cite="第六条 1"), MEAN)
RD_GROWTH = Growth(RD_YEARS, MEAN)

STANDARD = all_of(
    # 第六条, head sentence
    none_in(
        "shanghai.incidents",
        "incidents",
        IncidentFree(INCIDENT_YEARS, procedure.incident_window(lever, cite="第六条")),
        title=Text("近三年重大事件", "disqualifying incidents in the last three years"),
        cite="第六条",
    ),
    # 第六条 1: 一般 makes the limit on area a soft rule.
    at_least("established_on", established(cite="第六条 1"), Age()),
    at_most(
        "area_km2",
        lever("area", 100, "km²", zh="占地面积", en="area", cite="第六条 1", cue="不超过"),
        binding=procedure.area_binding(lever, False, cite="第六条 1"),
    ),
    at_least(
        "output_value",
        lever("output_min", 30, "亿元", zh="每年产值", en="output in each year", cite="第六条 1", cue="以上"),
        EachOfLast(OUTPUT_YEARS),
    ),
    # One sentence, two operators: the SMEs' share may stand at its bound, the dominant industry's may not.
    at_least(
        "sme_share",
        lever("sme_share", 0.50, "share", zh="中小企业占比", en="SMEs' share", cite="第六条 1", cue="以上"),
    ),
    above(
        "dominant_share",
        lever(
            "dominant_share", 0.50, "share", zh="主导产业占比", en="dominant industry's share",
            cite="第六条 1", cue="高于",
        ),
    ),
    above(
        "output_value",
        lever(
            "output_growth", 0.10, "share", zh="产值年均增速", en="growth of output", cite="第六条 1",
            cue="高于", range=(-1.0, 1.0),
        ),
        GROWTH,
    ),
    # 第六条 2
    any_of(
        at_least(
            Sum(("champions", "little_giants")),
            lever(
                "gradient.first", 1, "家", zh="主导产业单项冠军与小巨人",
                en="single champions and little giants", cite="第六条 2", cue="不少于",
            ),
        ),
        at_least(
            Sum(("srdi_smes", "innovative_smes", "high_tech_enterprises")),
            lever(
                "gradient.second", 10, "家", zh="专精特新、创新型与高新技术企业",
                en="SRDI, innovative and high-tech enterprises", cite="第六条 2", cue="不少于",
            ),
        ),
        id="shanghai.gradient",
        title=Text("优质企业梯度培育", "quality enterprises"),
        cite="第六条 2",
    ),
    # 第六条 4
    above(
        "sme_rd_expenditure",
        lever(
            "rd_growth", 0.05, "share", zh="中小企业研发经费年均增长", en="growth of SMEs' R&D",
            cite="第六条 4", cue="高于", range=(-1.0, 1.0),
        ),
        RD_GROWTH,
    ),
    at_least(
        "innovation_platforms",
        lever(
            "innovation_platforms", 1, "个", zh="各级创新平台", en="innovation platforms of any level",
            cite="第六条 4", cue="不少于",
        ),
    ),
    at_least(
        "standards_contributions",
        lever("standards", 2, "项", zh="参与标准", en="standards worked on", cite="第六条 4", cue="不少于"),
    ),
    at_least(
        "invention_patents",
        lever(
            "patent_growth", 0.15, "share", zh="有效发明专利年均增长率", en="growth of invention patents",
            cite="第六条 4", cue="不低于", range=(-1.0, 1.0),
        ),
        GROWTH,
    ),
    at_least(
        "patent_density",
        lever(
            "patent_density", 15, "件/万人", zh="每万人有效发明专利",
            en="invention patents per 10,000 SME employees", cite="第六条 4", cue="不低于",
        ),
    ),
    # 第六条 5
    at_least(
        "platform_adoption_rate",
        lever(
            "platform_adoption", 0.10, "share", zh="工业互联网平台普及率",
            en="use of industrial internet platforms", cite="第六条 5", cue="不低于", range=(0.0, 1.0),
        ),
    ),
    trend(
        "shanghai.software_rising", "software_adoption_rate", Rising(TREND_YEARS), ">",
        title=Text("工业软件应用率稳步提升", "industrial software use rises steadily"), unit="share",
        cite="第六条 5",
    ),
    # 第六条 6
    trend(
        "shanghai.co2_falling", "co2_intensity", Falling(TREND_YEARS), "<",
        title=Text("二氧化碳排放强度持续下降", "CO2 intensity falls every year"), unit="吨/万元",
        cite="第六条 6",
    ),
    where(
        "energy_intensive",
        above(
            "energy_efficiency_ratio",
            lever(
                "energy", 1, "倍", zh="能效与行业基准之比", en="energy efficiency over the benchmark",
                cite="第六条 6", cue="高于",
            ),
        ),
    ),
    where(
        "water_intensive",
        above(
            "water_efficiency_ratio",
            lever(
                "water", 1, "倍", zh="水效与行业基准之比", en="water efficiency over the benchmark",
                cite="第六条 6", cue="高于",
            ),
        ),
    ),
    *(required(PLACE, indicator) for indicator in REQUIREMENTS),
)  # fmt: skip

# 第十四条: attainment of the three-year plan; the text states no number.
PLAN = at_least("plan_attainment", procedure.plan_attainment_min(lever, cite="第十四条"), id="shanghai.plan_attainment")

# 第十五条: a report to the district, and after it a form to the city.
FIRST_REPORT = procedure.first_report(lever, cite="第十五条")
NEVER_SENT = procedure.never_sent(lever, cite="第十七条(三)")
HOLIDAY = procedure.holiday_shift(lever, cite="第十五条")
DISTRICT_REPORT = Duty(
    "district_report",
    Text("报区年度发展报告", "yearly report to the district"),
    "第十五条",
    deadline=procedure.report_deadline(lever, "03-31", cite="第十五条"),
    first=FIRST_REPORT, never_sent=NEVER_SENT, holiday=HOLIDAY,
    sent_as=("report_submitted_on",),
)  # fmt: skip
# The form's own date decides; the report's stands only where no form was sent.
CITY_FORM = Duty(
    "city_form",
    Text("报市年度培育情况信息表", "yearly form to the city"),
    "第十五条",
    deadline=form_deadline(cite="第十五条"),
    first=FIRST_REPORT, never_sent=NEVER_SENT, holiday=HOLIDAY,
    sent_as=("form_submitted_on", "report_submitted_on"),
)  # fmt: skip

IMMEDIATE = says(immediate_revocation(cite="第十七条"))
EITHER = says(procedure.report_breach(lever, cite="第十七条(三)"), "either")
REPORT_COUNTS = says(district_report_late(cite="第十七条(三)"), "standing")
INCOMPLETE_PASSES = says(procedure.incomplete_passes(lever, cite="第十七条(一)"))
QUOTA = procedure.round_quota(lever, cite="第九条")
RANKING = procedure.ranking(lever, cite="第九条")

INCOMPLETE = lose("incomplete_review", cite="第十七条(一)")


def revoked(cause: str, cite: str, condition: Condition = always) -> tuple[Rule, Rule]:
    """Return 第十七条: a cause takes the standing for re-review, once; by lever the title itself."""
    return (
        when(condition & IMMEDIATE, lose(cause, cite=cite)),
        when(condition & ~without_standing, lose_standing(cause, cite=cite)),
    )


DECISIONS = (
    # 第十七条(二)-(五): causes of losing the standing, on the day they are established.
    on_event(
        "false_declaration", *revoked("false_declaration", "第十七条(二)"),
        title=Text("虚假申报", "false declaration"), cite="第十七条(二)",
    ),
    on_event(
        "illegality", *revoked("illegality", "第十七条(二)"),
        title=Text("违法违规", "illegality"), cite="第十七条(二)",
    ),
    on_event(
        "monitoring_refused",
        *revoked(
            "monitoring_refused", "第十七条(三)",
            EITHER | late("city_form") | (REPORT_COUNTS & late("district_report")),
        ),
        title=Text("不接受、不配合监测", "monitoring refused"), cite="第十七条(三)",
    ),
    on_event(
        "unreported_change", *revoked("unreported_change", "第十七条(四)"),
        title=Text("重大变动未报备", "major change not filed"), cite="第十七条(四)",
    ),
    on_event(
        "incident", *revoked("incident", "第十七条(五)"),
        title=Text("重大事件", "disqualifying incident"), cite="第十七条(五)",
    ),
    # 第十五条: a late report to the district is an advisory; by lever it counts like a late form.
    on_deadline(
        "district_report",
        *revoked("late_report", "第十七条(三)", REPORT_COUNTS & (EITHER | happened("monitoring_refused"))),
        title=Text("未及时报送区年报", "late report to the district"), cite="第十五条",
    ),
    # 第十七条(三): a late form.
    on_deadline(
        "city_form",
        *revoked("late_report", "第十七条(三)", EITHER | happened("monitoring_refused")),
        title=Text("未及时报送信息表", "late form to the city"), cite="第十七条(三)",
    ),
    # 第十四条, 第十七条(一): re-review when the term ends.
    at_expiry(
        STANDARD.at_review(),
        when(without_standing, lose("term_ended_without_standing", cite="第十七条")),
        when(measure_ended, lose("measure_ended", cite="第十九条")),
        when(not_applied, lose("no_renewal_application", cite="第十七条(一)")),
        when(unknown & ~INCOMPLETE_PASSES, INCOMPLETE),
        when(not_met, lose("re_review", cite="第十四条")),
        when(undecided(PLAN) & ~INCOMPLETE_PASSES, INCOMPLETE),
        when(fails(PLAN), lose("plan_attainment", cite="第十四条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第十四条"),
        title=Text("期满复核", "re-review at the end of the term"),
        cite="第十四条",
    ),
    # 第七条, 第九条: the yearly round.
    in_round(
        procedure.round_on(lever, cite="第七条"),
        STANDARD,
        when(met & within_quota(QUOTA, RANKING), admit()),
        title=Text("年度认定", "yearly admission round"),
        cite="第九条",
    ),
)  # fmt: skip

# 第四条: about thirty clusters by the end of the plan period; a target, no cap.
TARGETS = (
    Target(
        "clusters",
        Text("“十四五”期间集群数", "clusters by the end of the plan period"),
        "第四条",
        clusters=lever(
            "target.clusters", 30, "个", zh="集群目标数", en="clusters aimed at", cite="第四条", cue="左右",
            whole=True,
        ),
        by=date(2025, 12, 31),
    ),
)  # fmt: skip

POLICY = Policy(
    key=PLACE,
    title=Text("上海市中小企业特色产业集群", "Shanghai small-business characteristic industrial clusters"),
    level="province",
    version="2023 draft",
    # The draft leaves the day blank and names no end.
    in_force=InForce(
        starts=None,
        citation="第十九条",
        until=procedure.in_force_until(lever, None, cite="第十九条"),
        lapse=procedure.lapse(lever, cite="第十九条"),
    ),
    standard=STANDARD,
    decisions=DECISIONS,
    register=REGISTER,
    requirements=REQUIREMENTS,
    term=Term(procedure.term_years(lever, 3, cite="第十四条"), "第十四条"),
    duties=(DISTRICT_REPORT, CITY_FORM),
    plan=PLAN,
    readmission=procedure.readmission(lever, cite="第十七条"),
    new_rules_at_review=procedure.new_rules_at_review(lever, cite="第十四条"),
    targets=TARGETS,
)
