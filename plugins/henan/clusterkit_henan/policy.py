"""Henan's guiding opinions of 2014 as values: read them beside the text, clause by clause."""

from __future__ import annotations

from datetime import date

from clusterkit.law import (
    InForce,
    Lever,
    LeverNamespace,
    Policy,
    Target,
    Text,
    admit,
    all_of,
    at_least,
    every,
    in_round,
    keep,
    lose,
    met,
    not_met,
    otherwise,
    procedure,
    required,
    says,
    unknown,
    when,
    within_quota,
)
from clusterkit_henan.register import REGISTER
from clusterkit_henan.requirements import REQUIREMENTS

PLACE = "henan"
lever = LeverNamespace(PLACE)

STANDARD = all_of(
    # 三(二). The count of leading enterprises already stands for those with revenue above 50 million CNY.
    at_least(
        "leading_enterprises",
        lever(
            "leading_enterprises", 2, "家", zh="龙头企业", en="leading enterprises", cite="三(二)",
            cue="不少于",
        ),
    ),
    at_least(
        "related_smes",
        lever("related_smes", 20, "家", zh="关联中小企业", en="related SMEs", cite="三(二)", cue="不低于"),
    ),
    at_least(
        "building_density",
        lever(
            "building_density", 0.50, "share", zh="工业用地建筑密度", en="building density",
            cite="三(二)", cue="不低于", range=(0.0, 1.0),
        ),
    ),
    at_least(
        "investment_intensity",
        lever(
            "investment_intensity", 1000, "万元/公顷", zh="单位土地平均投资强度",
            en="mean investment per hectare", cite="三(二)", cue="以上",
        ),
    ),
    # 三(三): revenue
    at_least(
        "operating_revenue",
        lever("revenue_min", 20, "亿元", zh="年营业收入", en="yearly revenue", cite="三(三)", cue="以上"),
    ),
    at_least(
        "dominant_revenue_share",
        lever(
            "dominant_share", 0.65, "share", zh="主导产业营业收入占比",
            en="dominant industry's share of revenue", cite="三(三)", cue="不低于",
        ),
    ),
    # 三(四): research and development
    at_least(
        "rd_revenue_share",
        lever(
            "rd_share", 0.01, "share", zh="研发投入占营业收入比重", en="R&D as a share of revenue",
            cite="三(四)", cue="不低于",
        ),
    ),
    # 三(五): clean production
    at_least(
        "clean_audit_rate",
        lever(
            "clean_audit", 1.0, "share", zh="强制清洁生产审核实施率", en="mandatory clean production audits",
            cite="三(五)", cue="达到", range=(0.0, 1.0),
        ),
    ),
    *(required(PLACE, indicator) for indicator in REQUIREMENTS),
)  # fmt: skip

# 五(六): every second year, without a first year or a day in the text.
REVIEW_EVERY = lever(
    "review_every", 2, "年", zh="复核间隔年数", en="years between re-reviews", cite="五(六)",
    range=(1.0, 30.0), whole=True,
)  # fmt: skip
FIRST_REVIEW = lever(
    "first_review", 2016, "年", zh="首次复核年份", en="year of the first re-review", cite="五(六)",
    range=(2014.0, 2100.0), whole=True, interpretation=True, assumed=True,
)  # fmt: skip
REVIEW_ON = lever.month_day(
    "review_on", "06-30", zh="复核日", en="day of the re-review", cite="五(六)",
    interpretation=True, assumed=True,
)  # fmt: skip

INCOMPLETE_PASSES = procedure.incomplete_passes(lever, cite="五(六)")
QUOTA = procedure.round_quota(lever, cite="三")
RANKING = procedure.ranking(lever, cite="三")

DECISIONS = (
    # 五(六): the re-review of every title held; what misses the conditions is delisted.
    every(
        REVIEW_EVERY,
        STANDARD.at_review(),
        when(unknown & ~says(INCOMPLETE_PASSES), lose("incomplete_review", cite="五(六)")),
        when(not_met, lose("delisted", cite="五(六)")),
        otherwise(keep()),
        first=FIRST_REVIEW,
        on=REVIEW_ON,
        title=Text("两年一次的复核", "re-review every two years"),
        cite="五(六)",
    ),
    # 三: the text has conditions and no procedure of admission; the yearly round is assumed.
    in_round(
        procedure.round_on(lever, cite="三"),
        STANDARD,
        when(met & within_quota(QUOTA, RANKING), admit()),
        title=Text("年度认定", "yearly admission round"),
        cite="三",
    ),
)


# 二(二): targets for the end of 2016. The bands of revenue do not overlap, and their lower edges are strict.
def _edge(key: str, number: float, title: Text) -> Lever:
    """Return the lower edge of a band of yearly revenue, which is the upper one of the next."""
    return lever(f"target.{key}", number, "亿元", zh=title.zh, en=title.en, cite="二(二)", cue="超")


def _target(key: str, number: float, title: Text, *, above: Lever | None = None, up_to: Lever | None = None) -> Target:
    """Return a target; a band counts the clusters whose revenue lies above one edge and up to the next."""
    return Target(
        key,
        title,
        "二(二)",
        clusters=lever(f"target.{key}", number, "个", zh=title.zh, en=title.en, cite="二(二)", whole=True),
        by=date(2016, 12, 31),
        indicator=None if above is None else "operating_revenue",
        above=above,
        up_to=up_to,
    )


EDGE_100 = _edge("edge_100", 100, Text("最高一档营业收入下限", "lower edge of the highest band of revenue"))
EDGE_50 = _edge("edge_50", 50, Text("中间一档营业收入下限", "lower edge of the middle band of revenue"))
EDGE_20 = _edge("edge_20", 20, Text("最低一档营业收入下限", "lower edge of the lowest band of revenue"))
TARGETS = (
    _target("clusters", 80, Text("省级集群数", "provincial clusters")),
    _target(
        "revenue_above_100",
        10,
        Text("年营业收入超100亿元的集群数", "clusters with revenue above 10 billion CNY"),
        above=EDGE_100,
    ),
    _target(
        "revenue_50_to_100",
        20,
        Text("年营业收入超50亿元至100亿元的集群数", "clusters with revenue above 5 up to 10 billion CNY"),
        above=EDGE_50,
        up_to=EDGE_100,
    ),
    _target(
        "revenue_20_to_50",
        50,
        Text("年营业收入超20亿元至50亿元的集群数", "clusters with revenue above 2 up to 5 billion CNY"),
        above=EDGE_20,
        up_to=EDGE_50,
    ),
)

POLICY = Policy(
    key=PLACE,
    title=Text("河南省中小企业特色产业集群", "Henan small-business characteristic industrial clusters"),
    level="province",
    version="2014",
    in_force=InForce(
        starts=date(2014, 3, 22),
        citation="落款",
        until=procedure.in_force_until(lever, None, cite="落款"),
        lapse=procedure.lapse(lever, cite="落款"),
    ),
    standard=STANDARD,
    decisions=DECISIONS,
    register=REGISTER,
    requirements=REQUIREMENTS,
    readmission=procedure.readmission(lever, cite="五(六)"),
    new_rules_at_review=procedure.new_rules_at_review(lever, cite="五(六)"),
    targets=TARGETS,
)
