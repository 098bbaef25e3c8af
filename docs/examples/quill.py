"""Quill, an invented city: a window to apply, renewal on the cluster's own targets, the authority's discretion."""

from __future__ import annotations

from datetime import date

from clusterkit import Portfolio, hookimpl

from clusterkit.law import (  # isort: skip
    Criterion, EachOfLast, InForce, Indicator, LeverNamespace, Policy, Term, Text, admit, all_of, at_expiry,
    at_least, at_mending_end, discretion, entry, in_round, keep, lose, mend, met, not_applied, not_met, otherwise,
    procedure, ratio, renew, unknown, warn, when,
)  # fmt: skip

lever = LeverNamespace("quill")

# 第四条: each cluster states targets of its own when it applies; what it reaches of them is a ratio.
TARGET_OUTPUT = Indicator("quill_target_output", Text("目标产值", "target of output"), "亿元", "amount")
TARGET_JOBS = Indicator("quill_target_jobs", Text("目标就业", "target of jobs"), "人", "count", scale="log")
TARGETS = (TARGET_OUTPUT, TARGET_JOBS)
REACHED_OUTPUT = ratio(
    "quill_output_reached", "output_value", TARGET_OUTPUT.key,
    title=Text("产值目标完成率", "output reached of the target"), unit="share", kind="ratio",
)  # fmt: skip
REACHED_JOBS = ratio(
    "quill_jobs_reached", "sme_employees", TARGET_JOBS.key,
    title=Text("就业目标完成率", "jobs reached of the target"), unit="share", kind="ratio",
)  # fmt: skip

# 第三条: four conditions of admission.
FLOOR = at_least(
    "output_value", lever("output_min", 8, "亿元", zh="产值", en="output in each year", cite="第三条(一)", cue="以上"),
    EachOfLast(lever("output_years", 2, "年", zh="年数", en="years", cite="第三条(一)", range=(1.0, 3.0), whole=True)),
)  # fmt: skip
ADMISSION = all_of(
    FLOOR,
    at_least("high_tech_enterprises", lever("high_tech", 4, "家", zh="高企", en="high-tech enterprises",
                                            cite="第三条(二)", cue="不少于")),
    at_least("little_giants", lever("giants", 1, "家", zh="小巨人", en="giants", cite="第三条(三)", cue="不少于")),
    at_least("innovation_platforms", lever("platforms", 2, "个", zh="平台", en="platforms", cite="第三条(四)",
                                           cue="不少于")),
)  # fmt: skip


def reached(own: Indicator, name: str, share: float) -> Criterion:
    """Return how much of a target of its own a cluster must have reached."""
    least = lever(name, share, "share", zh=own.title.zh, en=own.title.en, cite="第五条", cue="达到", range=(0.0, 10.0))
    return at_least(own.key, least)


# 第五条: renewal asks less of what was asked before, and what the cluster has promised instead.
RENEWAL = all_of(
    FLOOR.at_review(), reached(REACHED_OUTPUT, "reached_output", 0.9), reached(REACHED_JOBS, "reached_jobs", 0.8)
)

# 第六条: who falls short may be given six months, as the authority sees fit.
GIVEN_TIME = discretion(
    lever("given_time", 0.5, "share", zh="给予整改的概率", en="chance of time to mend", cite="第六条", assumed=True)
)

DECISIONS = (
    at_expiry(
        RENEWAL,
        when(not_applied, lose("no_renewal_application", cite="第七条")),
        when(unknown, warn(cite="第五条")),
        when(not_met & GIVEN_TIME, mend(within=procedure.mending_months(lever, 6, cite="第六条"), cite="第六条")),
        when(not_met, lose("re_review", cite="第五条")),
        otherwise(renew()),
        # 第七条: for three months after the expiry renewal may still be applied for.
        lag=procedure.review_lag_days(lever, cite="第五条"), window=procedure.renewal_window(lever, 3, cite="第七条"),
        title=Text("期满评估", "review at the end of the term"), cite="第五条",
    ),
    at_mending_end(
        RENEWAL, when(not_met, lose("not_mended", cite="第六条")), otherwise(keep()),
        title=Text("整改期满", "the end of mending"), cite="第六条",
    ),
    in_round(
        procedure.round_on(lever, cite="第三条"), ADMISSION, when(met, admit()),
        title=Text("年度认定", "admission round"), cite="第三条",
    ),
)  # fmt: skip

POLICY = Policy(
    key="quill", title=Text("翎羽市集群培育办法", "Quill's clusters"), level="city", version="2024",
    in_force=InForce(starts=date(2024, 1, 1), citation="第八条"), standard=ADMISSION, decisions=DECISIONS,
    # 第五条: terms of two years run to the end of the month.
    term=Term(
        procedure.term_years(lever, 2, cite="第五条"), "第五条",
        counted_to=lever.choice("counted_to", "month_end", ("day", "month_end"), zh="截至", en="to", cite="第五条"),
    ),
    register=(
        entry("第三条", "procedure", "认定", "Admission", "quill.round_on"),
        entry("第三条(一)", "criterion", "产值", "Output", "quill.output_min"),
        entry("第三条(二)", "criterion", "高新技术企业", "High-tech enterprises", "quill.high_tech"),
        entry("第三条(三)", "criterion", "小巨人", "Little giants", "quill.giants"),
        entry("第三条(四)", "criterion", "创新平台", "Platforms", "quill.platforms"),
        entry("第四条", "definition", "自定目标", "Targets of their own", "quill.reached_output"),
        entry("第五条", "criterion", "期满评估", "Renewal", "quill.reached_jobs", "quill.cause.re_review"),
        entry("第六条", "procedure", "整改", "Time to mend", "quill.given_time", "quill.cause.not_mended"),
        entry("第七条", "procedure", "补申请", "A window to apply", "quill.renewal_window"),
        entry("第八条", "procedure", "施行", "In force", "quill.scope"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure."""
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return the targets, and what is reached of them."""
    return (*TARGETS, REACHED_OUTPUT, REACHED_JOBS)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters by output and its target; none of them is real."""
    clusters = {"Q1": (12.0, 12.0), "Q2": (9.0, 14.0), "Q3": (9.0, 14.0), "Q4": (15.0, None), "Q5": (10.0, 9.0)}
    rows = [{"cluster_id": key, "jurisdiction": "quill", "certified_on": date(2024, 4, 10)} for key in clusters]
    figures = [
        {"cluster_id": key, "year": year, "output_value": output, TARGET_OUTPUT.key: target, "sme_employees": 5000,
         TARGET_JOBS.key: 5000, "high_tech_enterprises": 5, "little_giants": 1, "innovation_platforms": 3}
        for key, (output, target) in clusters.items() for year in range(2023, 2026)
    ]  # fmt: skip
    missed = [{"cluster_id": "Q5", "date": date(2026, 4, 30), "kind": "no_renewal_application"}]
    return Portfolio.from_rows(rows, figures, missed, name="示例集群 (illustrative clusters): quill", illustrative=True,
                               indicators=TARGETS)  # fmt: skip
