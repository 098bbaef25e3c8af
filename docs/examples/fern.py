"""Fern, an invented county: a draft, the text in force and its successor; an amendment; who stays under old rules."""

from __future__ import annotations

from datetime import date

from clusterkit import Portfolio, hookimpl

from clusterkit.law import (  # isort: skip
    Clause, Criterion, Decision, InForce, LeverNamespace, Policy, Term, Text, admit, all_of, amended, at_expiry,
    at_least, entry, in_round, lose, met, not_applied, not_met, otherwise, procedure, renew, when,
)  # fmt: skip

lever = LeverNamespace("fern")
TITLE = Text("蕨原县集群认定办法", "Fern's clusters")


def output(number: float) -> Criterion:
    """Return 第二条(一), whose number differs between the versions."""
    floor = lever("output_min", number, "亿元", zh="产值", en="output", cite="第二条(一)", cue="以上")
    return at_least("output_value", floor)


def giants(number: float) -> Criterion:
    """Return 第二条(二)."""
    floor = lever("giants", number, "家", zh="小巨人", en="little giants", cite="第二条(二)", cue="不少于")
    return at_least("little_giants", floor)


def review(standard: Criterion) -> Decision:
    """Return 第四条: the re-review, the same in every version."""
    return at_expiry(
        standard.at_review(),
        when(not_applied, lose("no_renewal_application", cite="第四条")),
        when(not_met, lose("re_review", cite="第四条")),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="第四条"), title=Text("期满复核", "re-review"), cite="第四条",
    )  # fmt: skip


def admission(standard: Criterion) -> Decision:
    """Return 第三条: the yearly round."""
    on = procedure.round_on(lever, cite="第三条")
    return in_round(on, standard, when(met, admit()), title=Text("年度认定", "admission round"), cite="第三条")


def register(*more: Clause) -> tuple[Clause, ...]:
    """Return the clauses that every version has, and further ones."""
    return (
        entry("第二条(一)", "criterion", "产值", "Output", "fern.output_min"),
        entry("第二条(二)", "criterion", "小巨人", "Little giants", "fern.giants"),
        entry("第三条", "procedure", "认定", "Admission", "fern.round_on"),
        entry("第四条", "procedure", "复核", "The re-review", "fern.term_years", "fern.cause.re_review"),
        entry("第五条", "procedure", "施行", "In force", "fern.in_force_until"),
        *more,
    )


def version(name: str, force: InForce, standard: Criterion, years: float, *more: Clause, keeps: bool = False) -> Policy:
    """Return one version; where it `keeps` old rules, a running term ends under those that it began under."""
    old_rules = procedure.new_rules_at_review(lever, False, cite="第六条") if keeps else None
    return Policy(
        key="fern", title=TITLE, level="city", version=name, in_force=force, standard=standard,
        decisions=(review(standard), admission(standard)), register=register(*more),
        term=Term(procedure.term_years(lever, years, cite="第四条"), "第四条"), new_rules_at_review=old_rules,
    )  # fmt: skip


def force(starts: date | None, until: int | None) -> InForce:
    """Return from when to when a version is in force."""
    last = procedure.in_force_until(lever, until, cite="第五条")
    return InForce(starts, "第五条", last, procedure.lapse(lever, cite="第五条"))


# The draft of 2020 asked for more than what became law; without a first day it is used only when it is named.
DRAFT = version("2020 draft", force(None, None), all_of(output(20), giants(2)), 3)

# The text of 2021, in force to the end of 2027. From 1 March 2026 it was amended: patents besides.
PATENTS = at_least(
    "invention_patents", lever("patents", 30, "件", zh="发明专利", en="patents", cite="第二条(三)", cue="不少于")
)
AMENDED = amended(
    all_of(output(12), giants(1)),
    all_of(output(12), giants(1), PATENTS),
    since=lever.amendment("amended_on", 20260301, zh="修订施行日", en="the amendment applies", cite="第六条"),
)
FINAL = version(
    "2021", force(date(2021, 1, 1), 20271231), AMENDED, 3,
    entry("第二条(三)", "criterion", "发明专利", "Patents", "fern.patents"),
    entry("第六条", "procedure", "修订与过渡", "Amendment", "fern.amended_on", "fern.new_rules_at_review"),
    keeps=True,
)  # fmt: skip

# Its successor, from 2028.
SUCCESSOR = version(
    "2028", force(date(2028, 1, 1), None), all_of(output(18), giants(1), PATENTS), 4,
    entry("第二条(三)", "criterion", "发明专利", "Patents", "fern.patents"),
)  # fmt: skip


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return all versions; `--as-of` and `--law fern=VERSION` choose between them, the newest stands otherwise."""
    return (DRAFT, FINAL, SUCCESSOR)


@hookimpl
def clusterkit_sample_portfolio() -> Portfolio:
    """Return illustrative clusters by output and patents; none of them is real."""
    clusters = {"F1": (22.0, 40), "F2": (15.0, 40), "F3": (15.0, 10), "F4": (9.0, 40)}
    rows = [{"cluster_id": key, "jurisdiction": "fern", "certified_on": date(2023, 6, 1)} for key in clusters]
    figures = [
        {"cluster_id": key, "year": year, "output_value": output, "invention_patents": patents, "little_giants": 1}
        for key, (output, patents) in clusters.items() for year in range(2022, 2026)
    ]  # fmt: skip
    return Portfolio.from_rows(rows, figures, name="示例集群 (illustrative clusters): fern", illustrative=True)
