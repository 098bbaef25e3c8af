"""Tide, an invented district: the bottom five of each street, two of three years, bars, a cause to be mended."""

from __future__ import annotations

from datetime import date

from clusterkit import Portfolio, hookimpl

from clusterkit.law import (  # isort: skip
    InForce, LeverNamespace, Policy, Text, admit, all_of, among_lowest, at_least, at_mending_end, earlier, entry, every,
    in_round, keep, lose, meets, mend, met, not_met, on_event, otherwise, procedure, says, warn, when,
)  # fmt: skip

lever = LeverNamespace("tide")

# 第二条: what admission asks, and every yearly review.
STANDARD = all_of(
    at_least("output_value", lever("output_min", 5, "亿元", zh="产值", en="output", cite="第二条", cue="不低于")),
    at_least("srdi_smes", lever("srdi", 3, "家", zh="专精特新企业", en="SRDI SMEs", cite="第二条", cue="不少于")),
)

# 第三条: those that stand last in their street by output, ties included.
LAST = among_lowest(
    lever("last", 5, "个", zh="末位数量", en="how many stand last", cite="第三条", whole=True),
    "output_value", "district",
    id="tide.last", title=Text("本街道末位", "among the last of the street"), cite="第三条",
)  # fmt: skip

BAR = procedure.bar_years(lever, 3, cite="第五条")
ON_TRIAL = says(lever.yes_no("last_counts", True, zh="实行末位提醒", en="standing last counts", cite="第三条"))

TWICE = lose("two_of_three", cite="第四条", bar=BAR)

DECISIONS = (
    # 第五条: false figures cost the title, and bar the whole street from applying for three years.
    on_event(
        "false_declaration",
        otherwise(lose("false_declaration", cite="第五条", bar=BAR, bar_group="district")),
        title=Text("数据造假", "false figures"), cite="第五条",
    ),
    # 第六条: after an incident there are three months to mend; a second one costs the title, with a bar of its own.
    on_event(
        "incident",
        when(earlier("mending", within=1), lose("second_incident", cite="第六条", bar=BAR)),
        otherwise(mend(within=procedure.mending_months(lever, 3, cite="第六条"), cite="第六条")),
        title=Text("安全事件", "incident"), cite="第六条",
    ),
    at_mending_end(
        STANDARD.at_review(),
        when(not_met, lose("not_mended", cite="第六条", bar=BAR)), otherwise(keep()),
        title=Text("整改期满", "the end of mending"), cite="第六条",
    ),
    # 第四条: every year a warning to what falls short or stands last; two in three years cost the title.
    every(
        lever("review_every", 1, "年", zh="评价间隔", en="years between", cite="第四条", range=(1.0, 9.0), whole=True),
        STANDARD.at_review(),
        when((not_met | (ON_TRIAL & meets(LAST))) & earlier("warned", within=2), TWICE),
        when(not_met | (ON_TRIAL & meets(LAST)), warn(cite="第四条")),
        otherwise(keep()),
        first=lever("first_review", 2026, "年", zh="首次评价", en="first review", cite="第四条", whole=True),
        on=lever.month_day("review_on", "05-31", zh="评价日", en="day of the review", cite="第四条"),
        title=Text("年度评价", "the yearly review"), cite="第四条",
    ),
    in_round(
        procedure.round_on(lever, cite="第二条"), STANDARD,
        when(met, admit()),
        title=Text("年度认定", "admission round"), cite="第二条",
    ),
)  # fmt: skip

POLICY = Policy(
    key="tide", title=Text("潮汐区集群管理办法", "Tide's clusters"), level="city", version="2025",
    in_force=InForce(starts=date(2025, 1, 1), citation="第七条"), standard=STANDARD, decisions=DECISIONS,
    readmission=procedure.readmission(lever, True, cite="第五条"),
    register=(
        entry("第二条", "criterion", "认定条件", "Conditions", "tide.output_min", "tide.srdi", "tide.round_on"),
        entry("第三条", "criterion", "末位提醒", "Standing last", "tide.last", "tide.last_counts"),
        entry("第四条", "procedure", "年度评价", "The yearly review", "tide.review_on", "tide.cause.two_of_three"),
        entry("第五条", "cause", "造假", "False figures, a bar", "tide.bar_years", "tide.cause.false_declaration"),
        entry("第六条", "procedure", "整改", "Time to mend", "tide.mending_months", "tide.cause.second_incident"),
        entry("第七条", "procedure", "施行", "In force", "tide.scope"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure."""
    return (POLICY,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return seven illustrative clusters in each of two streets, and one that applies; none of them is real."""
    outputs = {f"{street}{place}": 6.0 + place for street in "NS" for place in range(1, 8)} | {"S8": 9.5, "N3": 4.0}
    rows = [
        {"cluster_id": key, "jurisdiction": "tide", "district": "北街" if key < "S" else "南街",
         "certified_on": None if key == "S8" else date(2025, 3, 1)}
        for key in sorted(outputs)
    ]  # fmt: skip
    figures = [
        {"cluster_id": key, "year": year, "output_value": output, "srdi_smes": 4}
        for key, output in outputs.items() for year in range(2023, 2026)
    ]  # fmt: skip
    events = [
        {"cluster_id": "S7", "date": date(2026, 2, 3), "kind": "incident"},
        {"cluster_id": "S7", "date": date(2027, 2, 3), "kind": "incident"},
        {"cluster_id": "S6", "date": date(2026, 3, 1), "kind": "false_declaration"},
    ]
    return Portfolio.from_rows(rows, figures, events, name="示例集群 (illustrative clusters): tide", illustrative=True)
