"""Larch, an invented city: a points table with gates, steps and grades; time to mend; two warnings in a row."""

from __future__ import annotations

from datetime import date

from clusterkit import Portfolio, hookimpl

from clusterkit.law import (  # isort: skip
    InForce, Indicator, LeverNamespace, Lever, Policy, Text, admit, at_least, at_mending_end, by_steps, earlier, entry,
    every, in_round, keep, lose, mend, met, not_met, otherwise, procedure, required, requirement, score_below, scored,
    warn, when, within_quota,
)  # fmt: skip

lever = LeverNamespace("larch")
SERVICE = requirement("larch_service", zh="设有公共服务机构", en="Has a service centre", cite="第四条(四)")


def step(name: str, number: float, unit: str, zh: str, en: str, clause: str) -> Lever:
    """Return the bound of one step of the table."""
    return lever(name, number, unit, zh=zh, en=en, cite=clause, cue="以上")


# 第四条: 100 points. 第五条: two gates that no score outweighs.
TABLE = scored(
    (by_steps(
        "output_value",
        (step("output.low", 10, "亿元", "产值一档", "output, first step", "第四条(一)"), 15),
        (step("output.middle", 20, "亿元", "产值二档", "output, second step", "第四条(一)"), 25),
        (step("output.high", 40, "亿元", "产值三档", "output, third step", "第四条(一)"), 40),
        id="larch.output", title=Text("总产值", "output"), cite="第四条(一)",
    ), 1),
    (by_steps(
        "patent_density",
        (step("patents.low", 5, "件/万人", "专利一档", "patents, first step", "第四条(二)"), 10),
        (step("patents.high", 12, "件/万人", "专利二档", "patents, second step", "第四条(二)"), 25),
        id="larch.patents", title=Text("每万人专利", "patents per 10,000 employees"), cite="第四条(二)",
    ), 1),
    (at_least(
        "little_giants", lever("giants", 2, "家", zh="小巨人", en="little giants", cite="第四条(三)", cue="不少于"),
    ), 20),
    (required("larch", SERVICE), 15),
    gates=(
        at_least(
            "sme_share", lever("sme_share", 0.5, "share", zh="占比", en="SMEs' share", cite="第五条", cue="不低于"),
        ),
        at_least("champions", lever("champions", 1, "家", zh="单项冠军", en="champions", cite="第五条", cue="不少于")),
    ),
    id="larch.score", title=Text("评分表", "the points table"), cite="第四条",
)  # fmt: skip


def mark(name: str, points: float, zh: str, en: str, clause: str = "第六条") -> Lever:
    """Return the mark from which a grade begins."""
    return lever(name, points, "分", zh=zh, en=en, cite=clause, range=(0.0, 100.0))


# 第六条: grades. Below 60 the title is lost, below 70 it is to mend, below 80 there is a warning.
FAIL, MEND, GOOD = mark("fail", 60, "不合格线", "fails below"), mark("mend", 70, "整改线", "to mend below"), mark(
    "good", 80, "良好线", "good from")  # fmt: skip
MENDING = mend(within=procedure.mending_months(lever, 12, cite="第七条"), cite="第七条")

REVIEW = every(
    lever("review_every", 2, "年", zh="间隔", en="years between", cite="第六条", range=(1.0, 9.0), whole=True),
    TABLE.at_review(),
    when(not_met, lose("gate", cite="第五条")),
    when(score_below(FAIL), lose("score", cite="第六条")),
    when(score_below(MEND), MENDING),
    when(score_below(GOOD) & earlier("warned", within=1), lose("second_warning", cite="第六条")),
    when(score_below(GOOD), warn(cite="第六条")),
    otherwise(keep()),
    first=lever("first_review", 2026, "年", zh="首次评价", en="first review", cite="第六条", whole=True),
    on=lever.month_day("review_on", "06-30", zh="评价日", en="day of the review", cite="第六条"),
    title=Text("定期评价", "the review"), cite="第六条",
    undecided=warn(cite="第八条"),  # a score that straddles a mark because data are missing
)  # fmt: skip

# 第七条: what is not mended is lost.
MENDED = at_mending_end(
    TABLE.at_review(),
    when(not_met | score_below(MEND), lose("not_mended", cite="第七条")),
    otherwise(keep()),
    title=Text("整改期满", "the end of mending"), cite="第七条",
)  # fmt: skip

# 第三条: the best of those with 80 points, so many in each district.
QUOTA, RANKING = procedure.round_quota(lever, cite="第三条"), procedure.ranking(lever, cite="第三条")
ROUND = in_round(
    procedure.round_on(lever, cite="第三条"), TABLE,
    when(met & ~score_below(GOOD) & within_quota(QUOTA, RANKING, within="district"), admit()),
    title=Text("认定", "admission round"), cite="第三条",
)  # fmt: skip

POLICY = Policy(
    key="larch", title=Text("落叶松市集群评分办法", "Larch's points for clusters"), level="city", version="2025",
    in_force=InForce(starts=date(2025, 3, 1), citation="第九条"), standard=TABLE, requirements=(SERVICE,),
    decisions=(REVIEW, MENDED, ROUND),
    register=(
        entry("第三条", "procedure", "择优认定", "The best of each district", "larch.round_on", "larch.round_quota"),
        entry("第四条", "criterion", "评分表", "The points table", "larch.score"),
        entry("第四条(一)", "criterion", "总产值", "Output", "larch.output"),
        entry("第四条(二)", "criterion", "专利", "Patents", "larch.patents"),
        entry("第四条(三)", "criterion", "小巨人", "Little giants", "larch.giants"),
        entry("第四条(四)", "criterion", "服务机构", "A service centre", "larch.service"),
        entry("第五条", "criterion", "一票否决", "Gates", "larch.sme_share", "larch.champions", "larch.cause.gate"),
        entry("第六条", "procedure", "等次", "Grades", "larch.fail", "larch.good", "larch.cause.second_warning"),
        entry("第七条", "procedure", "整改", "Time to mend", "larch.mending_months", "larch.cause.not_mended"),
        entry("第八条", "procedure", "资料不全", "Missing data", "larch.review_on"),
        entry("第九条", "procedure", "施行", "In force", "larch.scope"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure."""
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return the column that it needs besides the core's."""
    return (SERVICE,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters, by output and patents; none of them is real."""
    clusters = {"L1": (50, 90), "L2": (25, 90), "L3": (12, 60), "L4": (12, 20), "L5": (45, 70), "L6": (25, 60)}
    rows = [
        {"cluster_id": key, "jurisdiction": "larch", "district": "南区" if key < "L4" else "北区",
         "certified_on": None if key == "L5" else date(2025, 7, 1)} for key in clusters
    ]  # fmt: skip
    figures = [
        {"cluster_id": key, "year": year, "output_value": float(output), "sme_output_value": 0.7 * output,
         "invention_patents": patents, "sme_employees": 60000, "little_giants": 3, "champions": 1, SERVICE.key: True}
        for key, (output, patents) in clusters.items() for year in range(2022, 2026)
    ]  # fmt: skip
    return Portfolio.from_rows(rows, figures, name="示例集群 (illustrative clusters): larch", illustrative=True,
                               indicators=(SERVICE,))  # fmt: skip
