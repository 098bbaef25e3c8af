"""Amber, an invented province: bounds by region, size and batch; output or revenue; quotas; terms to a year's end."""

from __future__ import annotations

from datetime import date

from clusterkit import Portfolio, hookimpl

from clusterkit.law import (  # isort: skip
    Criterion, Growth, InForce, LeverNamespace, Policy, Term, Text, above, admit, all_of, any_of, at_expiry, at_least,
    by_group, either, entry, in_round, lose, met, not_applied, not_met, otherwise, procedure, renew, unknown, when,
    within_quota,
)  # fmt: skip

lever = LeverNamespace("amber")


def output(name: str, number: float, zh: str, en: str, clause: str) -> Criterion:
    """Return the floor of output of one region."""
    return at_least("output_value", lever(f"output.{name}", number, "亿元", zh=zh, en=en, cite=clause, cue="以上"))


def patents(name: str, number: float, zh: str, en: str, clause: str) -> Criterion:
    """Return a floor of patents."""
    floor = lever(f"patents.{name}", number, "件/万人", zh=zh, en=en, cite=clause, cue="不低于")
    return at_least("patent_density", floor)


# 第三条: each region has a floor of its own.
BY_REGION = by_group(
    "region",
    {"沿海": output("coast", 50, "沿海地区产值", "output on the coast", "第三条(一)"),
     "山区": output("hills", 15, "山区产值", "output in the hills", "第三条(二)")},
    otherwise=output("elsewhere", 30, "其他地区产值", "output elsewhere", "第三条(三)"),
    id="amber.output", title=Text("总产值", "output"), cite="第三条",
)  # fmt: skip

# 第四条: output or revenue grows; one of the two suffices.
YEARS = Growth(procedure.growth_window(lever, cite="第四条"), procedure.growth_mean(lever, cite="第四条"))
GROWING = any_of(
    above("output_value", lever("output_growth", 0.06, "share", zh="产值增速", en="growth of output", cite="第四条",
                                cue="高于", range=(-1.0, 1.0)), YEARS),
    above("operating_revenue", lever("revenue_growth", 0.08, "share", zh="营收增速", en="growth of revenue",
                                     cite="第四条", cue="高于", range=(-1.0, 1.0)), YEARS),
    id="amber.growing", title=Text("产值或营收增长", "output or revenue grows"), cite="第四条",
)  # fmt: skip

# 第五条: a large cluster shows patents, a small one champions.
BY_SIZE = either(
    at_least("output_value", lever("large", 100, "亿元", zh="大型集群", en="large from", cite="第五条", cue="以上")),
    patents("large", 10, "大型集群专利", "patents of a large cluster", "第五条(一)"),
    at_least("champions", lever("champions", 1, "家", zh="单项冠军", en="champions", cite="第五条(二)", cue="不少于")),
    id="amber.strength", title=Text("按规模的创新要求", "strength by size"), cite="第五条",
)  # fmt: skip

# 第六条: at the re-review the first batch is spared a little; growth is not asked again.
BY_BATCH = by_group(
    "amber.batch",
    {"第一批": patents("first_batch", 4, "第一批复核专利", "patents of the first batch", "第六条(一)")},
    otherwise=patents("later", 6, "其他批次复核专利", "patents of later batches", "第六条(二)"),
    id="amber.kept_up", title=Text("复核专利", "patents at the re-review"), cite="第六条",
)  # fmt: skip

ADMISSION, RENEWAL = all_of(BY_REGION, GROWING, BY_SIZE), all_of(BY_REGION, BY_BATCH)

DECISIONS = (
    at_expiry(
        RENEWAL,
        when(not_applied, lose("no_renewal_application", cite="第六条")),
        when(unknown, lose("incomplete_review", cite="第六条")),
        when(not_met, lose("re_review", cite="第六条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第六条"), title=Text("期满复核", "re-review"), cite="第六条",
    ),
    # 第二条: so many in each region, the largest first.
    in_round(
        procedure.round_on(lever, cite="第二条"), ADMISSION,
        when(
            met & within_quota(
                lever("quota", 1, "个", zh="每地区名额", en="places in each region", cite="第二条", whole=True),
                lever.choice("ranked_by", "output_value", ("output_value", "operating_revenue"), zh="排序",
                             en="ranked by", cite="第二条"), within="region"),
            admit(),
        ),
        title=Text("年度认定", "admission round"), cite="第二条",
    ),
)  # fmt: skip

# 第七条: two years at first, four from then on, to the end of the calendar year.
TERM = Term(
    procedure.term_years(lever, 4, cite="第七条"), "第七条",
    first=lever("first_term", 2, "年", zh="首个有效期", en="first term", cite="第七条", range=(1.0, 9.0), whole=True),
    counted_to=lever.choice("counted_to", "year_end", ("day", "month_end", "year_end"), zh="有效期截至",
                            en="a term runs to", cite="第七条"),
)  # fmt: skip

POLICY = Policy(
    key="amber", title=Text("琥珀省集群认定办法", "Amber's clusters"), level="province", version="2024",
    in_force=InForce(starts=date(2024, 1, 1), citation="第八条"), standard=ADMISSION, decisions=DECISIONS, term=TERM,
    register=(
        entry("第二条", "procedure", "名额", "Quotas by region", "amber.quota", "amber.round_on"),
        entry("第三条", "criterion", "分地区产值", "Output by region", "amber.output"),
        *(entry(f"第三条({part})", "criterion", "产值", "Output", f"amber.output.{name}")
          for part, name in zip("一二三", ("coast", "hills", "elsewhere"), strict=True)),
        entry("第四条", "criterion", "产值或营收增长", "Output or revenue grows", "amber.growing"),
        entry("第五条", "criterion", "按规模", "By size", "amber.strength", "amber.large"),
        entry("第五条(一)", "criterion", "大型集群", "Large clusters", "amber.patents.large"),
        entry("第五条(二)", "criterion", "其他集群", "Other clusters", "amber.champions"),
        entry("第六条", "procedure", "复核", "The re-review", "amber.kept_up", "amber.cause.re_review"),
        entry("第六条(一)", "criterion", "第一批", "The first batch", "amber.patents.first_batch"),
        entry("第六条(二)", "criterion", "其他批次", "Later batches", "amber.patents.later"),
        entry("第七条", "procedure", "有效期", "The term", "amber.term_years", "amber.first_term"),
        entry("第八条", "procedure", "施行", "In force", "amber.scope"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure."""
    return (POLICY,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters: region, output, patents, batch and day of the title; none of them is real."""
    clusters = {
        "A1": ("沿海", 60, 30, "第一批", date(2024, 9, 1)), "A2": ("山区", 18, 30, "第一批", date(2024, 9, 1)),
        "A3": ("山区", 18, 30, "第二批", date(2025, 9, 1)), "A4": ("沿海", 40, 60, "第二批", date(2025, 9, 1)),
        "A5": ("平原", 120, 70, "", None), "A6": ("平原", 90, 80, "", None),
    }  # fmt: skip
    rows = [{"cluster_id": key, "jurisdiction": "amber", "region": one[0], "certified_on": one[4]}
            for key, one in clusters.items()]  # fmt: skip
    figures = [
        {"cluster_id": key, "year": year, "output_value": one[1] * 1.1 ** (year - 2025), "invention_patents": one[2],
         "operating_revenue": 0.9 * one[1], "sme_employees": 60000, "champions": 1}
        for key, one in clusters.items() for year in range(2022, 2026)
    ]  # fmt: skip
    titles = [{"cluster_id": key, "policy": "amber", "certified_on": one[4], "batch": one[3]}
              for key, one in clusters.items() if one[3]]  # fmt: skip
    name = "示例集群 (illustrative clusters): amber"
    return Portfolio.from_rows(rows, figures, (), titles, name=name, illustrative=True)
