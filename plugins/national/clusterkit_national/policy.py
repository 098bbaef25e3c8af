"""The national measure of 2022 as values, as far as it is known: read it beside the sources.

Sections 一 to 七 are the official interpretation's. `标准 1` and the other clauses of that kind are
the measure's own and its yearly notices', known from public reports (README). Numbers of items 3 to
8 of the standard are not known; none is made up.
"""

from __future__ import annotations

from datetime import date

from clusterkit.law import (
    Duty,
    EachOfLast,
    Growth,
    IncidentFree,
    InForce,
    LeverNamespace,
    Members,
    Policy,
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
    in_round,
    lose,
    measure_ended,
    met,
    none_in,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    own_title,
    procedure,
    recognised,
    renew,
    required,
    says,
    undecided,
    unknown,
    when,
    within_quota,
)
from clusterkit_national.register import REGISTER
from clusterkit_national.requirements import REQUIREMENTS

PLACE = "national"
lever = LeverNamespace(PLACE)

# Windows. The texts say three years of incidents and of output; for growth it is a reading.
OUTPUT_YEARS = procedure.years(lever, "output_years", zh="产值考察年数", en="years of output", cite="标准 1")
INCIDENT_YEARS = procedure.years(lever, "incident_years", zh="事件考察年数", en="years without incident", cite="四")
GROWTH = Growth(procedure.growth_window(lever, cite="标准 1"), procedure.growth_mean(lever, cite="标准 1"))

STANDARD = all_of(
    # 四, first paragraph
    none_in(
        "national.incidents",
        "incidents",
        IncidentFree(INCIDENT_YEARS, procedure.incident_window(lever, cite="四")),
        title=Text("近三年重大事件", "disqualifying incidents in the last three years"),
        cite="四",
    ),
    # 标准 1: 一般 makes the limit on area a soft rule.
    at_most(
        "area_km2",
        lever("area", 100, "km²", zh="占地面积", en="area", cite="标准 1", cue="不超过"),
        binding=procedure.area_binding(lever, False, cite="标准 1"),
    ),
    at_least(
        "output_value",
        lever("output_min", 40, "亿元", zh="每年产值", en="output in each year", cite="标准 1", cue="以上"),
        EachOfLast(OUTPUT_YEARS),
    ),
    # One sentence, two operators: the SMEs' share may stand at its bound, the dominant industry's may not.
    at_least(
        "sme_share",
        lever("sme_share", 0.70, "share", zh="中小企业占比", en="SMEs' share", cite="标准 1", cue="以上"),
    ),
    above(
        "dominant_share",
        lever(
            "dominant_share", 0.70, "share", zh="主导产业占比", en="dominant industry's share",
            cite="标准 1", cue="高于",
        ),
    ),
    above(
        "output_value",
        lever(
            "output_growth", 0.10, "share", zh="产值年均增速", en="growth of output", cite="标准 1",
            cue="高于", range=(-1.0, 1.0),
        ),
        GROWTH,
    ),
    # 标准 2
    any_of(
        at_least(
            Sum(("champions", "little_giants")),
            lever(
                "gradient.first", 1, "家", zh="主导产业单项冠军与小巨人",
                en="single champions and little giants", cite="标准 2", cue="不少于",
            ),
        ),
        at_least(
            Sum(("srdi_smes", "innovative_smes", "high_tech_enterprises")),
            lever(
                "gradient.second", 10, "家", zh="专精特新、创新型与高新技术企业",
                en="SRDI, innovative and high-tech enterprises", cite="标准 2", cue="不少于",
            ),
        ),
        id="national.gradient",
        title=Text("优质中小企业梯度培育", "quality enterprises"),
        cite="标准 2",
    ),
    # 四, second paragraph: asked of every cluster, whatever its industry.
    above(
        "energy_efficiency_ratio",
        lever(
            "energy", 1, "倍", zh="能效与行业基准之比", en="energy efficiency over the benchmark",
            cite="四", cue="高于",
        ),
    ),
    above(
        "water_efficiency_ratio",
        lever(
            "water", 1, "倍", zh="水效与行业基准之比", en="water efficiency over the benchmark",
            cite="四", cue="高于",
        ),
    ),
    *(required(PLACE, indicator) for indicator in REQUIREMENTS),
)  # fmt: skip

# 四: from the second batch on, only clusters that their province recognises.
PREREQUISITE = recognised(
    "province",
    id="national.prerequisite",
    title=Text("先获省级认定", "recognised by the province before"),
    cite="四",
    binding=lever.yes_no(
        "prerequisite_binding",
        True,
        zh="是否须先获省级认定(首批不须)",
        en="the province's recognition comes first (not for the first batch)",
        cite="四",
        interpretation=False,
    ),
)

# A cluster of a place that has a measure of its own climbs from its title: Zhuhai's 第十一条 says so of its own.
OWN_TITLE = own_title(
    PLACE,
    id="national.own_title",
    title=Text("先获本地称号", "the title of its own place before"),
    cite="四",
    binding=lever.yes_no(
        "own_title_binding", True, zh="有本地办法的须先获本地称号", en="the own place's title comes first", cite="四"
    ),
)

# 办法 复核: the cluster's own three-year targets; no number is known.
PLAN = at_least(
    "plan_attainment", procedure.plan_attainment_min(lever, cite="办法 复核"), id="national.plan_attainment"
)

# 六, 通知 年报: a yearly report, whose day goes with the batch.
FIRST_BATCH = ("1", "2022")
FIRST_REPORT = procedure.first_report(lever, cite="六")
NEVER_SENT = procedure.never_sent(lever, cite="六")
HOLIDAY = procedure.holiday_shift(lever, cite="通知 年报")
YEARLY_REPORT = Duty(
    "yearly_report",
    Text("年度工作情况报送", "yearly report"),
    "六",
    deadline=lever.month_day(
        "report_deadline", "03-31", zh="年报截止日", en="deadline of the yearly report", cite="通知 年报", cue="前"
    ),
    first=FIRST_REPORT, never_sent=NEVER_SENT, holiday=HOLIDAY,
    sent_as=("report_submitted_on",),
    of=Members("national.batch", FIRST_BATCH, others=True),
)  # fmt: skip
YEARLY_REPORT_2022 = Duty(
    "yearly_report_2022",
    Text("年度工作情况报送(2022年批次)", "yearly report of the batch of 2022"),
    "六",
    deadline=lever.month_day(
        "report_deadline_2022", "04-30", zh="年报截止日(2022年批次)",
        en="deadline of the yearly report of the batch of 2022", cite="通知 年报", cue="前",
    ),
    first=FIRST_REPORT, never_sent=NEVER_SENT, holiday=HOLIDAY,
    sent_as=("report_submitted_on",),
    of=Members("national.batch", FIRST_BATCH),
)  # fmt: skip

# No known text says what a late report costs.
REPORT_LATE = lever.choice(
    "report_late", "advisory", ("advisory", "title"),
    zh="年报迟报的后果", en="consequence of a late report", cite="六",
)  # fmt: skip

INCOMPLETE_PASSES = says(procedure.incomplete_passes(lever, cite="办法 撤销"))
INCOMPLETE = lose("incomplete_review", cite="办法 撤销")
QUOTA = procedure.round_quota(lever, cite="五")
RANKING = procedure.ranking(lever, cite="五")
# 通知 推荐: what a province may recommend in a year, and what a separately planned city.
PROVINCE_QUOTA = lever(
    "province_quota", None, "个", zh="每省每年推荐名额(2025年为8)", en="most recommended by a province (8 in 2025)",
    cite="通知 推荐", whole=True, optional=True,
)  # fmt: skip
PLANNED_CITY_QUOTA = lever(
    "planned_city_quota", None, "个", zh="计划单列市每年推荐名额(2025年为2)",
    en="most recommended by a separately planned city (2 in 2025)", cite="通知 推荐", whole=True, optional=True,
)  # fmt: skip
PLANNED_CITIES = ("大连", "青岛", "宁波", "厦门", "深圳")
RECOMMENDED = within_quota(
    PROVINCE_QUOTA, RANKING, within="province", of=dict.fromkeys(PLANNED_CITIES, PLANNED_CITY_QUOTA)
)


DECISIONS = (
    # 六, 办法 撤销: causes of revocation, on the day they are established.
    on_event(
        "illegality",
        otherwise(lose("illegality", cite="六")),
        title=Text("违法违规", "illegality"),
        cite="六",
    ),
    on_event(
        "unreported_change",
        otherwise(lose("unreported_change", cite="办法 撤销")),
        title=Text("重大变动未报备", "major change not filed"),
        cite="办法 撤销",
    ),
    on_event(
        "incident",
        otherwise(lose("incident", cite="六")),
        title=Text("重大事件", "disqualifying incident"),
        cite="六",
    ),
    # 六: a late report is an advisory; by lever it costs the title.
    on_deadline(
        "yearly_report",
        when(says(REPORT_LATE, "title"), lose("late_report", cite="六")),
        title=Text("未及时报送年报", "late yearly report"),
        cite="六",
    ),
    on_deadline(
        "yearly_report_2022",
        when(says(REPORT_LATE, "title"), lose("late_report", cite="六")),
        title=Text("未及时报送年报", "late yearly report"),
        cite="六",
    ),
    # 六, 办法 复核, 办法 撤销: re-review when the term ends.
    at_expiry(
        STANDARD.at_review(),
        when(measure_ended, lose("measure_ended", cite="题首")),
        when(not_applied, lose("no_renewal_application", cite="办法 撤销")),
        when(unknown & ~INCOMPLETE_PASSES, INCOMPLETE),
        when(not_met, lose("re_review", cite="六")),
        when(undecided(PLAN) & ~INCOMPLETE_PASSES, INCOMPLETE),
        when(fails(PLAN), lose("plan_attainment", cite="办法 复核")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="六"),
        title=Text("期满复核", "re-review at the end of the term"),
        cite="六",
    ),
    # 五: the yearly round, for those whom their province recognises.
    in_round(
        procedure.round_on(lever, cite="五"),
        all_of(PREREQUISITE, OWN_TITLE, STANDARD),
        when(met & RECOMMENDED & within_quota(QUOTA, RANKING), admit()),
        title=Text("年度认定", "yearly admission round"),
        cite="五",
    ),
)

# 办法 目标: about two hundred clusters by the end of the plan period; a target, no cap.
TARGETS = (
    Target(
        "clusters",
        Text("“十四五”期间集群数", "clusters by the end of the plan period"),
        "办法 目标",
        clusters=lever(
            "target.clusters", 200, "个", zh="集群目标数", en="clusters aimed at", cite="办法 目标", cue="左右",
            whole=True,
        ),
        by=date(2025, 12, 31),
    ),
)  # fmt: skip

POLICY = Policy(
    key=PLACE,
    title=Text("国家级中小企业特色产业集群", "National small-business characteristic industrial clusters"),
    level="national",
    climbs_from=("province", "city"),
    version="2022",
    # The measure's own date; no end is known.
    in_force=InForce(
        starts=date(2022, 9, 13),
        citation="题首",
        until=procedure.in_force_until(lever, None, cite="题首"),
        lapse=procedure.lapse(lever, cite="题首"),
    ),
    standard=STANDARD,
    decisions=DECISIONS,
    register=REGISTER,
    requirements=REQUIREMENTS,
    term=Term(procedure.term_years(lever, 3, cite="六"), "六"),
    duties=(YEARLY_REPORT, YEARLY_REPORT_2022),
    plan=PLAN,
    readmission=procedure.readmission(lever, cite="办法 撤销"),
    new_rules_at_review=procedure.new_rules_at_review(lever, cite="办法 复核"),
    targets=TARGETS,
)
