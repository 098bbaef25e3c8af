"""Beijing's draft of 2023 as values: read it beside the text, clause by clause."""

from __future__ import annotations

from datetime import date

from clusterkit.law import (
    Duty,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    InForce,
    LeverNamespace,
    Policy,
    Rising,
    Sum,
    Target,
    Term,
    Text,
    above,
    admit,
    all_of,
    any_of,
    at_expiry,
    at_least,
    at_most,
    fails,
    happened,
    in_round,
    late,
    lose,
    measure_ended,
    meets,
    met,
    none_in,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    recognised,
    renew,
    required,
    says,
    trend,
    undecided,
    unknown,
    when,
    where,
    within_quota,
)
from clusterkit_beijing.register import REGISTER
from clusterkit_beijing.requirements import REQUIREMENTS

PLACE = "beijing"
lever = LeverNamespace(PLACE)

# Windows. The clauses on incidents, output and R&D say three years; for growth and trends it is a reading.
OUTPUT_YEARS = procedure.years(lever, "output_years", zh="产值考察年数", en="years of output", cite="附件 二")
RD_YEARS = procedure.years(lever, "rd_years", zh="研发增长年数", en="years of R&D growth", cite="附件 五")
INCIDENT_YEARS = procedure.years(
    lever, "incident_years", zh="事件考察年数", en="years without incident", cite="附件 一.2"
)
TREND_YEARS = procedure.years(
    lever, "trend_years", zh="趋势考察年数", en="years of a trend", cite="附件 七", interpretation=True
)
MEAN = procedure.growth_mean(lever, cite="附件 二")
GROWTH = Growth(procedure.growth_window(lever, cite="附件 二"), MEAN)
RD_GROWTH = Growth(RD_YEARS, MEAN)

STANDARD = all_of(
    # 附件 一.2
    none_in(
        "beijing.incidents",
        "incidents",
        IncidentFree(INCIDENT_YEARS, procedure.incident_window(lever, cite="附件 一.2")),
        title=Text("近三年重大事件", "disqualifying incidents in the last three years"),
        cite="附件 一.2",
    ),
    # 附件 二: 一般 makes the limit on area a soft rule.
    at_most(
        "area_km2",
        lever("area", 100, "km²", zh="占地面积", en="area", cite="附件 二", cue="不超过"),
        binding=procedure.area_binding(lever, False, cite="附件 二"),
    ),
    at_least(
        "output_value",
        lever("output_min", 40, "亿元", zh="每年产值", en="output in each year", cite="附件 二", cue="以上"),
        EachOfLast(OUTPUT_YEARS),
    ),
    above(
        "sme_share",
        lever("sme_share", 0.70, "share", zh="中小企业占比", en="SMEs' share", cite="附件 二", cue="高于"),
    ),
    above(
        "output_value",
        lever(
            "output_growth", 0.10, "share", zh="产值年均增速", en="growth of output", cite="附件 二",
            cue="高于", range=(-1.0, 1.0),
        ),
        GROWTH,
    ),
    above(
        "dominant_share",
        lever(
            "dominant_share", 0.70, "share", zh="主导产业占比", en="dominant industry's share",
            cite="附件 二", cue="高于",
        ),
    ),
    # 附件 三
    any_of(
        at_least(
            Sum(("champions", "little_giants")),
            lever(
                "gradient.first", 1, "家", zh="主导产业单项冠军与小巨人",
                en="single champions and little giants", cite="附件 三", cue="不少于",
            ),
        ),
        at_least(
            Sum(("srdi_smes", "innovative_smes", "high_tech_enterprises")),
            lever(
                "gradient.second", 10, "家", zh="专精特新、创新型与高新技术企业",
                en="SRDI, innovative and high-tech enterprises", cite="附件 三", cue="不少于",
            ),
        ),
        id="beijing.gradient",
        title=Text("优质中小企业梯度培育", "quality enterprises"),
        cite="附件 三",
    ),
    # 附件 五
    above(
        "sme_rd_expenditure",
        lever(
            "rd_growth", 0.10, "share", zh="中小企业研发经费年均增长", en="growth of SMEs' R&D",
            cite="附件 五", cue="高于", range=(-1.0, 1.0),
        ),
        RD_GROWTH,
    ),
    at_least(
        "invention_patents",
        lever(
            "patent_growth", 0.15, "share", zh="有效发明专利年均增长率", en="growth of invention patents",
            cite="附件 五", cue="不低于", range=(-1.0, 1.0),
        ),
        GROWTH,
    ),
    at_least(
        "patent_density",
        lever(
            "patent_density", 15, "件/万人", zh="每万人有效发明专利",
            en="invention patents per 10,000 employees", cite="附件 五", cue="不低于",
        ),
    ),
    # 附件 六
    at_least(
        "platform_adoption_rate",
        lever(
            "platform_adoption", 0.15, "share", zh="工业互联网平台普及率",
            en="use of industrial internet platforms", cite="附件 六", cue="不低于", range=(0.0, 1.0),
        ),
    ),
    trend(
        "beijing.software_rising",
        "software_adoption_rate",
        Rising(TREND_YEARS),
        ">",
        title=Text("工业软件应用率稳步提升", "industrial software use rises steadily"),
        unit="share",
        cite="附件 六",
    ),
    # 附件 七
    trend(
        "beijing.co2_falling",
        "co2_intensity",
        Falling(TREND_YEARS),
        "<",
        title=Text("二氧化碳排放强度持续下降", "CO2 intensity falls every year"),
        unit="吨/万元",
        cite="附件 七",
    ),
    where(
        "energy_intensive",
        above(
            "energy_efficiency_ratio",
            lever(
                "energy", 1, "倍", zh="能效与行业基准之比", en="energy efficiency over the benchmark",
                cite="附件 七", cue="高于",
            ),
        ),
    ),
    where(
        "water_intensive",
        above(
            "water_efficiency_ratio",
            lever(
                "water", 1, "倍", zh="水效与行业基准之比", en="water efficiency over the benchmark",
                cite="附件 七", cue="高于",
            ),
        ),
    ),
    *(required(PLACE, indicator) for indicator in REQUIREMENTS),
)  # fmt: skip

# 第十五条: attainment of the three-year plan; the text states no number.
PLAN = at_least("plan_attainment", procedure.plan_attainment_min(lever, cite="第十五条"), id="beijing.plan_attainment")

# 第十条: recognised by the nation in its first batch, and in no other.
RECOGNITION = recognised(
    "national:1",
    id="beijing.recognition",
    title=Text("首批国家级认定", "recognised by the nation in its first batch"),
    cite="第十条",
)

# 第十六条: a yearly report, due by the end of March.
YEARLY_REPORT = Duty(
    "yearly_report",
    Text("年度培育情况信息表", "yearly report"),
    "第十六条",
    deadline=procedure.report_deadline(lever, "03-31", cite="第十六条"),
    first=procedure.first_report(lever, cite="第十六条"),
    never_sent=procedure.never_sent(lever, cite="第十七条(三)"),
    holiday=procedure.holiday_shift(lever, cite="第十六条"),
    sent_as=("report_submitted_on",),
)

BREACH = procedure.report_breach(lever, cite="第十七条(三)")
INCOMPLETE_PASSES = procedure.incomplete_passes(lever, cite="第十七条(一)")
# A reading that is off by default: recognition from above also serves the re-review.
EXCUSED = says(procedure.automatic_at_review(lever, cite="第十条")) & meets(RECOGNITION)
QUOTA = procedure.round_quota(lever, cite="第十条")
RANKING = procedure.ranking(lever, cite="第十条")

LATE_REPORT = lose("late_report", cite="第十七条(三)")
REFUSED = lose("monitoring_refused", cite="第十七条(三)")
INCOMPLETE = lose("incomplete_review", cite="第十七条(一)")

DECISIONS = (
    # 第十七条(二)-(五): causes of revocation, on the day they are established.
    on_event(
        "false_declaration",
        otherwise(lose("false_declaration", cite="第十七条(二)")),
        title=Text("虚假申报", "false declaration"),
        cite="第十七条(二)",
    ),
    on_event(
        "illegality",
        otherwise(lose("illegality", cite="第十七条(二)")),
        title=Text("违法违规", "illegality"),
        cite="第十七条(二)",
    ),
    on_event(
        "monitoring_refused",
        when(says(BREACH, "either") | late("yearly_report"), REFUSED),
        title=Text("不接受、不配合监测", "monitoring refused"),
        cite="第十七条(三)",
    ),
    on_event(
        "unreported_change",
        otherwise(lose("unreported_change", cite="第十七条(四)")),
        title=Text("重大变动未报备", "major change not filed"),
        cite="第十七条(四)",
    ),
    on_event(
        "incident",
        otherwise(lose("incident", cite="第十七条(五)")),
        title=Text("重大事件", "disqualifying incident"),
        cite="第十七条(五)",
    ),
    # 第十七条(三): a late report.
    on_deadline(
        "yearly_report",
        when(says(BREACH, "either") | happened("monitoring_refused"), LATE_REPORT),
        title=Text("未及时报送年报", "late yearly report"),
        cite="第十七条(三)",
    ),
    # 第十五条, 第十七条(一): re-review when the term ends.
    at_expiry(
        STANDARD.at_review(),
        when(measure_ended, lose("measure_ended", cite="第十九条")),
        when(not_applied, lose("no_renewal_application", cite="第十七条(一)")),
        when(unknown & ~says(INCOMPLETE_PASSES) & ~EXCUSED, INCOMPLETE),
        when(not_met & ~EXCUSED, lose("re_review", cite="第十五条")),
        when(undecided(PLAN) & ~says(INCOMPLETE_PASSES), INCOMPLETE),
        when(fails(PLAN), lose("plan_attainment", cite="第十五条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第十五条"),
        title=Text("期满复核", "re-review at the end of the term"),
        cite="第十五条",
    ),
    # 第七条, 第十条: the yearly round.
    in_round(
        procedure.round_on(lever, cite="第七条"),
        STANDARD,
        when(meets(RECOGNITION), admit()),
        when(met & within_quota(QUOTA, RANKING), admit()),
        title=Text("年度认定", "yearly admission round"),
        cite="第十条",
    ),
)

# 第五条: about twenty clusters by the end of the plan period; a target, no cap.
TARGETS = (
    Target(
        "clusters",
        Text("“十四五”期间集群数", "clusters by the end of the plan period"),
        "第五条",
        clusters=lever(
            "target.clusters", 20, "个", zh="集群目标数", en="clusters aimed at", cite="第五条", cue="左右",
            whole=True,
        ),
        by=date(2025, 12, 31),
    ),
)  # fmt: skip

POLICY = Policy(
    key=PLACE,
    title=Text("北京市中小企业特色产业集群", "Beijing small-business characteristic industrial clusters"),
    level="province",
    version="2023 draft",
    # Three years from a publication that the draft does not date.
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
    term=Term(procedure.term_years(lever, 3, cite="第十五条"), "第十五条"),
    duties=(YEARLY_REPORT,),
    plan=PLAN,
    recognition=RECOGNITION,
    readmission=procedure.readmission(lever, cite="第十七条"),
    new_rules_at_review=procedure.new_rules_at_review(lever, cite="第十八条"),
    targets=TARGETS,
)
