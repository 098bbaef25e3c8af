"""Lantern, an invented city: one criterion that only a function can say; late reports warned; lost standing."""

from __future__ import annotations

from datetime import date

import numpy as np

from clusterkit import Portfolio, hookimpl
from clusterkit.law.truth import Truths, from_bounds

from clusterkit.law import (  # isort: skip
    Duty, InForce, LeverNamespace, Policy, Sitting, Term, Text, above, admit, all_of, at_expiry, at_least, earlier,
    entry, from_function, in_round, keep, k_of, lose, lose_standing, met, not_applied, not_met, on_deadline, on_event,
    otherwise, procedure, renew, unknown, warn, when, without_standing,
)  # fmt: skip

lever = LeverNamespace("lantern")


def faster_than_output(sitting: Sitting) -> Truths:
    """Say where R&D grew faster than output in the latest year: a comparison of two figures, which no bound states.

    Figures are intervals; what is not known is the whole line, and then so is the answer.
    """
    ends = []
    for key in ("sme_rd_expenditure", "output_value"):
        now, before = (sitting.figure(key, year) for year in (sitting.latest, sitting.latest - 1))
        with np.errstate(invalid="ignore"):
            low, high = now.low - before.high, now.high - before.low  # both are held as logarithms
        ends.append((np.nan_to_num(low, nan=-np.inf, neginf=-np.inf), np.nan_to_num(high, nan=np.inf, posinf=np.inf)))
    (rd_low, rd_high), (output_low, output_high) = ends
    return from_bounds(np.asarray(rd_low > output_high), np.asarray(rd_high > output_low))


# 第三条(四) is the one criterion here that needs the way out; everything else is said in the law's own words.
FASTER = from_function(
    "lantern.faster", faster_than_output, title=Text("研发增速高于产值增速", "R&D grows faster than output"),
    cite="第三条(四)", indicators=("sme_rd_expenditure", "output_value"), depth=1,
)  # fmt: skip
STANDARD = all_of(
    above("sme_share", lever("sme_share", 0.5, "share", zh="占比", en="SMEs' share", cite="第三条(一)", cue="超过")),
    # Two of the three.
    k_of(
        2,
        at_least("srdi_smes", lever("srdi", 5, "家", zh="专精特新", en="SRDI SMEs", cite="第三条(二)", cue="不少于")),
        at_least("chain_leaders", lever("leaders", 1, "家", zh="链主", en="leaders", cite="第三条(三)", cue="不少于")),
        FASTER,
        id="lantern.two_of_three", title=Text("三项中的两项", "two of the three"), cite="第三条",
    ),
)  # fmt: skip

REPORT = Duty(
    "yearly_report", Text("年报", "yearly report"), "第四条",
    deadline=procedure.report_deadline(lever, "04-30", cite="第四条"),
    first=procedure.first_report(lever, cite="第四条"), never_sent=procedure.never_sent(lever, cite="第四条"),
    holiday=procedure.holiday_shift(lever, cite="第四条"), sent_as=("report_submitted_on",),
)  # fmt: skip

DECISIONS = (
    # 第五条: what is hidden costs the standing for renewal; the title runs to the end of its term.
    on_event("unreported_change", otherwise(lose_standing("unreported_change", cite="第五条")),
             title=Text("变动未报", "change not filed"), cite="第五条"),
    # 第四条: a late report is warned, and kept the first time; the next one costs the title.
    on_deadline(
        "yearly_report",
        when(earlier("warned", within=1), lose("late_again", cite="第四条")), otherwise(warn(cite="第四条")),
        title=Text("年报迟报", "late report"), cite="第四条",
    ),
    at_expiry(
        STANDARD.at_review(),
        when(without_standing, lose("term_ended_without_standing", cite="第五条")),
        when(not_applied, lose("no_renewal_application", cite="第六条")),
        when(unknown, keep()),  # 第六条: missing data do not cost the title, which is kept for another term
        when(not_met, lose("re_review", cite="第六条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第六条"), title=Text("期满复核", "re-review"), cite="第六条",
    ),
    in_round(procedure.round_on(lever, cite="第二条"), STANDARD, when(met, admit()),
             title=Text("年度认定", "admission round"), cite="第二条"),
)  # fmt: skip

POLICY = Policy(
    key="lantern", title=Text("灯塔市集群办法", "Lantern's clusters"), level="city", version="2025",
    in_force=InForce(starts=date(2025, 1, 1), citation="第七条"), standard=STANDARD, decisions=DECISIONS,
    duties=(REPORT,), term=Term(procedure.term_years(lever, 3, cite="第六条"), "第六条"),
    register=(
        entry("第二条", "procedure", "年度认定", "Admission", "lantern.round_on"),
        entry("第三条", "criterion", "三项中的两项", "Two of three", "lantern.two_of_three"),
        entry("第三条(一)", "criterion", "中小企业占比", "The SMEs' share", "lantern.sme_share"),
        entry("第三条(二)", "criterion", "专精特新", "SRDI SMEs", "lantern.srdi"),
        entry("第三条(三)", "criterion", "链主", "Chain leaders", "lantern.leaders"),
        entry("第三条(四)", "criterion", "研发增速", "Growth of R&D", "lantern.faster"),
        entry("第四条", "duty", "年报", "The yearly report", "lantern.yearly_report", "lantern.cause.late_again"),
        entry("第五条", "cause", "变动未报", "Changes not filed", "lantern.cause.unreported_change"),
        entry("第六条", "procedure", "复核", "The re-review", "lantern.term_years", "lantern.cause.re_review"),
        entry("第七条", "procedure", "施行", "In force", "lantern.scope"),
    ),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return the measure."""
    return (POLICY,)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters by SRDI SMEs, leaders and growth of R&D; none of them is real."""
    clusters = {"N1": (6, 1, 1.0), "N2": (6, 0, 1.2), "N3": (6, 0, 1.02), "N4": (6, 1, 1.0), "N5": (6, 0, 1.2)}
    rows = [{"cluster_id": key, "jurisdiction": "lantern", "certified_on": date(2024, 6, 1)} for key in clusters]
    figures = [
        {"cluster_id": key, "year": year, "output_value": 20 * 1.05 ** (year - 2025), "sme_output_value":
         12 * 1.05 ** (year - 2025), "srdi_smes": srdi, "chain_leaders": leaders,
         "sme_rd_expenditure": 2 * growth ** (year - 2025),
         "report_submitted_on": date(year + 1, 5 if key == "N4" else 3, 15)}
        for key, (srdi, leaders, growth) in clusters.items() for year in range(2023, 2026)
    ]  # fmt: skip
    hidden = [{"cluster_id": "N5", "date": date(2026, 9, 9), "kind": "unreported_change"}]
    name = "示例集群 (illustrative clusters): lantern"
    return Portfolio.from_rows(rows, figures, hidden, name=name, illustrative=True)
