"""The mechanism is wide enough: measures that no place has yet, written from public names, and closed forms.

A scored review with a pass mark, a band of warnings and loss at the second warning in a row; loss
for standing among the bottom two of a region twice in a row; and runs whose answer is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf, log
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from clusterkit.law import (
    Change,
    Condition,
    Criterion,
    Decision,
    Effect,
    InForce,
    Lever,
    LeverNamespace,
    Policy,
    Rule,
    Sitting,
    Term,
    Text,
    admit,
    among_lowest,
    at_expiry,
    at_least,
    earlier,
    every,
    from_function,
    in_round,
    keep,
    lose,
    met,
    not_applied,
    not_met,
    on_event,
    otherwise,
    procedure,
    renew,
    score_below,
    scored,
    warn,
    when,
)
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics, Fresh, Input
from clusterkit.simulation.interval import estimate
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare

CITE = "第一条"
WORDS = Text("某", "something")
FIRST_YEAR = 2026

lever = LeverNamespace("zone")
Row = Mapping[str, Any]


def number(name: str, default: float, *, whole: bool = False) -> Lever:
    return lever(name, default, "", zh=name, en=name, cite=CITE, whole=whole)


def yearly(name: str, default: str) -> Lever:
    return lever.month_day(name, default, zh=name, en=name, cite=CITE)


def measure(*decisions: Decision, standard: Criterion, term: Term | None = None) -> Policy:
    return Policy(
        key="zone",
        title=WORDS,
        level="city",
        version="1",
        in_force=InForce(date(2020, 1, 1), CITE),
        standard=standard,
        decisions=decisions,
        register=(),
        term=term,
        readmission=procedure.readmission(lever, cite=CITE),
    )


def given(value: float) -> Input:
    return Input(value, "", WORDS, "ASSUMED: a test's own")


def still(**further: Any) -> Dynamics:
    """Return a model in which nothing moves and nothing happens but what is asked for."""
    settings: dict[str, Any] = {"processes": (), "macro_sd": given(0), "industry_sd": given(0), **further}
    return Dynamics("still", ("zone",), **settings)


def prepared(
    policy: Policy,
    clusters: Sequence[Row],
    rows: Sequence[Row],
    *,
    dynamics: Dynamics | None = None,
    **settings: Any,
) -> Study:
    portfolio = Portfolio.from_rows(clusters, rows, name="a test's own", jurisdictions=["zone"])
    return prepare(
        portfolio,
        policies=[policy],
        dynamics=[still() if dynamics is None else dynamics],
        plugins=Plugins({}),
        start=date(FIRST_YEAR, 1, 1),
        **{"missing": "unknown", "replications": 3, **settings},
    )


def cluster(name: str, certified_on: date | None = date(2024, 5, 1), **facts: Any) -> Row:
    return {
        "cluster_id": name,
        "name": name,
        "jurisdiction": "zone",
        "dominant_industry": "any",
        "certified_on": certified_on,
        **facts,
    }


def fates(outcome: PolicyOutcome, scenario: int = 0) -> dict[str, tuple[str, str]]:
    """Return the day and cause of each title's loss, blank where it is kept; the same in every replication."""
    found = {}
    for row, name in enumerate(outcome.cluster_ids):
        days, causes = set(outcome.lost_on[scenario, row]), set(outcome.cause[scenario, row])
        assert len(days) == len(causes) == 1
        day, cause = int(days.pop()), outcome.causes[int(causes.pop())]
        found[str(name)] = (date.fromordinal(day).isoformat() if day else "", cause)
    return found


def assert_same(one: PolicyOutcome, other: PolicyOutcome) -> None:
    for name in (
        "admitted_on", "lost_on", "cause", "because", "failed", "counts", "retained", "cluster_ids", "at_start",
    ):  # fmt: skip
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


# A scored review in every second year: pass mark 60, warning from 60 to 65, loss at the second warning.

PASS_MARK, CLEAR_MARK = number("pass_mark", 60), number("clear_mark", 65)
POINTS = {"output": 40.0, "platform": 22.0, "patents": 20.0, "champions": 18.0}


def _more_patents(sitting: Sitting) -> Truths:
    """Say who has more patents than at the last review, two years before."""
    now, then = (sitting.figure("invention_patents", year) for year in (sitting.latest, sitting.latest - 2))
    blank = (now.low != now.high) | (then.low != then.high)
    return np.where(blank, UNKNOWN, np.where(now.low > then.low, MET, NOT_MET))


TABLE = scored(
    (at_least("output_value", number("output_min", 30)), POINTS["output"]),
    (at_least("platform_adoption_rate", number("platform_min", 0.15)), POINTS["platform"]),
    (
        from_function(
            "zone.more_patents", _more_patents, title=WORDS, cite=CITE, indicators=("invention_patents",), depth=2
        ),
        POINTS["patents"],
    ),
    (at_least("champions", number("champions_min", 1)), POINTS["champions"]),
)
REVIEWS = range(2026, 2035, 2)


def scored_review(*rules: Rule, undecided: Effect | None = None) -> Decision:
    return every(
        number("review_every", 2, whole=True),
        TABLE,
        *rules,
        first=number("first_review", 2026, whole=True),
        on=yearly("review_on", "06-30"),
        title=WORDS,
        cite=CITE,
        undecided=undecided,
    )


def banded(memory: Condition, undecided: Effect | None = None) -> Policy:
    """Return the measure: lose below 60; from 60 to 65 lose if warned lately, else warn; keep from 65."""
    review = scored_review(
        when(score_below(PASS_MARK), lose("score", cite=CITE)),
        when(score_below(CLEAR_MARK) & memory, lose("second_warning", cite=CITE)),
        when(score_below(CLEAR_MARK), warn(cite=CITE)),
        otherwise(keep()),
        undecided=undecided,
    )
    return measure(review, standard=TABLE)


LAST_TIME = earlier("warned", within=1)
# What a cluster has at each review; a part in brackets is blank in the tables.
CLEAR, NARROW, FAILED = "output platform patents", "output platform", "output champions"  # 82, 62, 58
AT_THE_MARK = "output patents"  # 60
BLANK_BAND = "output platform (champions)"  # 62 to 80
BLANK_CLEAR = "output platform patents (champions)"  # 82 to 100
BLANK_FAILED = "platform (champions)"  # 22 to 40
BLANK_ALL = "platform patents (output)"  # 42 to 82


def clusters_with(histories: Mapping[str, Sequence[str]]) -> tuple[list[Row], list[Row]]:
    """Return clusters whose figures give at each review the parts that are named, as facts of the tables."""
    rows: list[Row] = []
    for name, parts_at in histories.items():
        patents = 100
        rows.append({"cluster_id": name, "year": 2023, "invention_patents": patents})
        for review, parts in zip(REVIEWS, parts_at, strict=True):
            patents += 10 if "patents" in parts.split() else 0
            figures: dict[str, Any] = {
                "output_value": 30.0 if "output" in parts.split() else 29.9,
                "platform_adoption_rate": 0.15 if "platform" in parts.split() else 0.14,
                "invention_patents": patents,
                "champions": 1 if "champions" in parts.split() else 0,
            }
            if "(output)" in parts:
                figures["output_value"] = None
            if "(champions)" in parts:
                figures["champions"] = None
            rows += [{"cluster_id": name, "year": review - back, **figures} for back in (2, 1) if review - back > 2023]
    return [cluster(name) for name in histories], rows


def review_of(policy: Policy, histories: Mapping[str, Sequence[str]], **settings: Any) -> PolicyOutcome:
    return prepared(policy, *clusters_with(histories), **settings).run().policy("zone")


def test_a_scored_review_loses_below_the_mark_and_at_the_second_warning_in_a_row() -> None:
    found = review_of(
        banded(LAST_TIME),
        {
            "clear": [CLEAR, CLEAR, CLEAR, CLEAR, CLEAR],
            "failed at once": [FAILED, CLEAR, CLEAR, CLEAR, CLEAR],
            "failed at last": [CLEAR, CLEAR, CLEAR, CLEAR, FAILED],
            "warned and better": [NARROW, CLEAR, NARROW, CLEAR, NARROW],
            "warned twice": [CLEAR, NARROW, NARROW, CLEAR, CLEAR],
            "warned twice at last": [CLEAR, CLEAR, CLEAR, NARROW, AT_THE_MARK],
            "warned and failed": [NARROW, FAILED, CLEAR, CLEAR, CLEAR],
            "at the mark": [AT_THE_MARK, CLEAR, AT_THE_MARK, AT_THE_MARK, CLEAR],
        },
    )
    assert fates(found) == {
        "clear": ("", ""),
        "failed at once": ("2026-06-30", "score"),
        "failed at last": ("2034-06-30", "score"),
        "warned and better": ("", ""),
        "warned twice": ("2030-06-30", "second_warning"),
        "warned twice at last": ("2034-06-30", "second_warning"),
        "warned and failed": ("2028-06-30", "score"),
        "at the mark": ("2032-06-30", "second_warning"),
    }


STRADDLING = {
    "clear in any case": [BLANK_CLEAR] * 5,
    "failed in any case": [CLEAR, BLANK_FAILED, CLEAR, CLEAR, CLEAR],
    "warned or clear": [CLEAR, BLANK_BAND, CLEAR, CLEAR, CLEAR],
    "warned, then warned or clear": [NARROW, BLANK_BAND, CLEAR, CLEAR, CLEAR],
    "warned or clear, then warned": [CLEAR, BLANK_BAND, NARROW, CLEAR, CLEAR],
    "failed or clear": [CLEAR, CLEAR, BLANK_ALL, CLEAR, CLEAR],
}
SURE = {"clear in any case": ("", ""), "failed in any case": ("2028-06-30", "score")}


def test_a_score_that_straddles_a_band_has_the_effect_of_the_undecided() -> None:
    found = review_of(banded(LAST_TIME, undecided=lose("incomplete_review", cite=CITE)), STRADDLING)
    assert fates(found) == SURE | {
        "warned or clear": ("2028-06-30", "incomplete_review"),
        "warned, then warned or clear": ("2028-06-30", "incomplete_review"),
        "warned or clear, then warned": ("2028-06-30", "incomplete_review"),
        "failed or clear": ("2030-06-30", "incomplete_review"),
    }


def test_a_straddling_score_may_count_as_a_warning() -> None:
    found = review_of(banded(LAST_TIME, undecided=warn(cite=CITE)), STRADDLING)
    assert fates(found) == SURE | {
        "warned or clear": ("", ""),
        "warned, then warned or clear": ("", ""),
        "warned or clear, then warned": ("2030-06-30", "second_warning"),
        "failed or clear": ("", ""),
    }


def test_without_an_effect_for_the_undecided_the_rules_that_are_left_decide() -> None:
    found = review_of(banded(LAST_TIME), STRADDLING)
    unharmed = {name: ("", "") for name in STRADDLING if name not in SURE}
    assert fates(found) == SURE | unharmed


def test_the_same_table_may_review_at_the_end_of_each_term() -> None:
    review = at_expiry(
        TABLE,
        when(score_below(PASS_MARK), lose("score", cite=CITE)),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite=CITE),
        title=WORDS,
        cite=CITE,
        undecided=lose("incomplete_review", cite=CITE),
    )
    histories = {
        "clear": [CLEAR] * 5,
        "above the mark in any case": [BLANK_BAND] * 5,
        "failed in the second term": [CLEAR, CLEAR, FAILED, CLEAR, CLEAR],
        "failed or clear": [BLANK_ALL, CLEAR, CLEAR, CLEAR, CLEAR],
    }
    clusters, rows = clusters_with(histories)
    term = Term(number("term_years", 3, whole=True), CITE)
    own = [{**one, "certified_on": date(2023, 6, 30)} for one in clusters]
    found = prepared(measure(review, standard=TABLE, term=term), own, rows).run().policy("zone")
    assert fates(found) == {
        "clear": ("", ""),
        "above the mark in any case": ("", ""),
        "failed in the second term": ("2029-06-30", "score"),
        "failed or clear": ("2026-06-30", "incomplete_review"),
    }


def test_a_warning_may_count_for_longer() -> None:
    """Within two reviews: warned, better, warned again is enough; warned, better, better, warned is not."""
    found = review_of(
        banded(earlier("warned", within=2)),
        {
            "next but one": [NARROW, CLEAR, NARROW, CLEAR, CLEAR],
            "too long ago": [NARROW, CLEAR, CLEAR, NARROW, CLEAR],
            "in a row": [CLEAR, NARROW, NARROW, CLEAR, CLEAR],
            "later": [CLEAR, CLEAR, NARROW, CLEAR, NARROW],
        },
    )
    assert fates(found) == {
        "next but one": ("2030-06-30", "second_warning"),
        "too long ago": ("", ""),
        "in a row": ("2030-06-30", "second_warning"),
        "later": ("2034-06-30", "second_warning"),
    }


def test_a_review_that_decides_nothing_is_no_warning() -> None:
    """Without `otherwise`, a clear review leaves no result behind, and the one before is not the last any more."""
    review = scored_review(
        when(score_below(CLEAR_MARK) & LAST_TIME, lose("second_warning", cite=CITE)),
        when(score_below(CLEAR_MARK), warn(cite=CITE)),
    )
    found = review_of(measure(review, standard=TABLE), {"better": [NARROW, CLEAR, NARROW, CLEAR, NARROW]})
    assert fates(found) == {"better": ("", "")}


def test_the_marks_are_levers_of_each_scenario_and_day() -> None:
    lenient, late = 50.0, date(2030, 1, 1).toordinal()
    scenarios = (
        Scenario("baseline"),
        Scenario("lenient", (Change(PASS_MARK.key, lenient), Change(CLEAR_MARK.key, lenient))),
        Scenario("lenient later", (Change(PASS_MARK.key, lenient, late), Change(CLEAR_MARK.key, lenient, late))),
    )
    histories = {"a": [CLEAR, NARROW, NARROW, FAILED, CLEAR], "b": [CLEAR, FAILED, CLEAR, CLEAR, CLEAR]}
    found = review_of(banded(LAST_TIME), histories, scenarios=scenarios)
    assert fates(found, 0) == {"a": ("2030-06-30", "second_warning"), "b": ("2028-06-30", "score")}
    assert fates(found, 1) == {"a": ("", ""), "b": ("", "")}
    assert fates(found, 2) == {"a": ("", ""), "b": ("2028-06-30", "score")}


def test_the_criteria_that_cost_points_are_told_beside_a_loss() -> None:
    found = prepared(banded(LAST_TIME), *clusters_with({"a": [FAILED, CLEAR, CLEAR, CLEAR, CLEAR]})).run()
    told = {row["criterion"] for row in found.loss_rows("zone")}
    assert told == {None, "zone.platform_min", "zone.more_patents"}


# Loss for standing among the bottom two of a region twice in a row.

BOTTOM = among_lowest(
    number("bottom", 2, whole=True), "output_value", "region", id="zone.bottom", title=WORDS, cite=CITE
)


def ranked(*, key: str = "ranking") -> Decision:
    """Return the yearly ranking; ties at the edge all count as among the bottom two."""
    return every(
        number("ranked_every", 1, whole=True),
        BOTTOM,
        when(met & earlier("warned", within=1), lose("bottom_twice", cite=CITE)),
        when(met, warn(cite=CITE)),
        otherwise(keep()),
        first=number("first_ranking", 2026, whole=True),
        on=yearly("ranked_on", "09-30"),
        title=WORDS,
        cite=CITE,
        key=key,
    )


RANKED = measure(ranked(), standard=BOTTOM)
# Output in 2025, 2026, 2027, 2028; the rankings of 2026 to 2029 read them.
OUTPUTS = {
    ("north", "n1"): (10, 90, 10, 90),  # low, high, low, high: never twice in a row
    ("north", "n2"): (20, 10, 90, 90),  # low twice: lost in 2027
    ("north", "n3"): (30, 30, 20, 20),  # third; then, with n2 gone in 2028, low twice: lost in 2029
    ("north", "n4"): (40, 20, 40, 90),  # low once in 2027
    ("north", "n5"): (50, 50, 50, 30),  # low once in 2029
    ("south", "s1"): (1, 2, 9, 9),  # low twice, whatever the north does: lost in 2027
    ("south", "s2"): (2, 3, 9, 9),  # tied for the second place in 2026 and alone on it in 2027: lost
    ("south", "s3"): (2, 9, 9, 9),  # tied for the second place in 2026, warned; high in 2027
    ("south", "s4"): (5, 5, 9, 9),  # third and fourth
    ("west", "w1"): (7, 7, 7, 7),  # alone in its region: always among the bottom two
}


def ranking_of(outputs: Mapping[tuple[str, str], Sequence[float | None]]) -> tuple[list[Row], list[Row]]:
    clusters = [cluster(name, region=region) for region, name in outputs]
    rows: list[Row] = [
        {"cluster_id": name, "year": FIRST_YEAR - 1 + place, "output_value": value}
        for (_, name), values in outputs.items()
        for place, value in enumerate(values)
    ]
    return clusters, rows


def test_the_bottom_two_of_a_region_twice_in_a_row_lose() -> None:
    outcome = prepared(RANKED, *ranking_of(OUTPUTS), years=4).run().policy("zone")
    twice = "bottom_twice"
    assert fates(outcome) == {
        "n1": ("", ""),
        "n2": ("2027-09-30", twice),
        "n3": ("2029-09-30", twice),
        "n4": ("", ""),
        "n5": ("", ""),
        "s1": ("2027-09-30", twice),
        "s2": ("2027-09-30", twice),
        "s3": ("2029-09-30", twice),  # s3 and s4 are then all that is left of the south
        "s4": ("2029-09-30", twice),
        "w1": ("2027-09-30", twice),
    }


def by_hand(outputs: Mapping[tuple[str, str], Sequence[float]], years: int) -> dict[str, tuple[str, str]]:
    """Return the fates under the ranking, worked out one title after another."""
    fate: dict[str, tuple[str, str]] = {name: ("", "") for _, name in outputs}
    warned: set[str] = set()
    for place in range(years):
        standing = {key: values[place] for key, values in outputs.items() if not fate[key[1]][0]}
        lowest = set()
        for (region, name), value in standing.items():
            below = [one for (other, _), one in standing.items() if other == region and one < value]
            if len(below) < 2:
                lowest.add(name)
        for name in lowest & warned:
            fate[name] = (f"{FIRST_YEAR + place}-09-30", "bottom_twice")
        warned = lowest - warned
    return fate


def test_a_ranking_over_many_clusters_is_the_one_worked_out_by_hand_whatever_the_tiles() -> None:
    draw = np.random.default_rng(7)
    outputs = {
        (f"region {number % 4}", f"c{number:02d}"): tuple(float(one) for one in draw.integers(1, 8, size=6))
        for number in range(40)
    }
    study = prepared(RANKED, *ranking_of(outputs), years=6, replications=103)
    whole = study.run().policy("zone")
    assert fates(whole) == by_hand(outputs, 6)
    assert {cause for _, cause in fates(whole).values()} == {"", "bottom_twice"}
    for size in (1, 7):
        assert_same(study.run(size=size).policy("zone"), whole)


def test_a_missing_figure_may_stand_anywhere() -> None:
    """Third of all or second of the known: what cannot be known is no warning."""
    outputs = {**OUTPUTS, ("north", "n2"): (None, None), ("west", "w1"): (None, None)}
    found = fates(prepared(RANKED, *ranking_of(outputs), years=2).run().policy("zone"))
    assert found["n3"] == ("", "")
    assert found["s1"] == ("2027-09-30", "bottom_twice")
    assert found["w1"] == ("2027-09-30", "bottom_twice")  # alone in its region, whatever its figure
    known = {key: values for key, values in outputs.items() if key != ("north", "n2")}
    assert fates(prepared(RANKED, *ranking_of(known), years=2).run().policy("zone"))["n3"][1] == "bottom_twice"


def test_two_reviews_of_one_measure_keep_their_results_apart() -> None:
    """A warning of the one is no earlier warning of the other."""
    review = scored_review(
        when(score_below(CLEAR_MARK) & LAST_TIME, lose("second_warning", cite=CITE)),
        when(score_below(CLEAR_MARK), warn(cite=CITE)),
        otherwise(keep()),
    )
    clusters, rows = clusters_with(
        {
            "a": [NARROW, CLEAR, CLEAR, CLEAR, CLEAR],
            "b": [CLEAR] * 5,
            "c": [CLEAR, NARROW, NARROW, CLEAR, CLEAR],
            "d": [CLEAR] * 5,
            "e": [CLEAR] * 5,
        }
    )
    lowest = {2025: "a", 2026: "b", 2027: "b", 2028: "d", 2029: "e"}
    own = [{**row, "output_value": 31.0 if lowest.get(row["year"]) == row["cluster_id"] else 40.0} for row in rows]
    found = prepared(
        measure(review, ranked(), standard=TABLE),
        [{**one, "region": "north"} for one in clusters],
        own,
        scenarios=[Scenario("the last alone", (Change("zone.bottom", 1),))],
        years=5,
    ).run()
    assert fates(found.policy("zone")) == {
        "a": ("", ""),  # warned by both in 2026
        "b": ("2028-09-30", "bottom_twice"),
        "c": ("2030-06-30", "second_warning"),
        "d": ("", ""),
        "e": ("", ""),
    }


# Closed forms: a yearly chance p of an event that costs the title, and a chance q of failing a review.

TERM = Term(number("term_years", 3, whole=True), CITE)
STRUCK = on_event("incident", otherwise(lose("incident", cite=CITE)), title=WORDS, cite=CITE)
SD = 0.1
CHANCES = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.25), (0.05, 0.1), (0.2, 0.5), (0.1, 1.0), (1.0, 0.3)]


def attained(failing: float) -> Criterion:
    """Return the standard that a figure drawn from a normal about 1 fails with a chance."""
    quantile = {0.0: 0.0, 1.0: 9.0}.get(failing)
    bound = 1 + SD * NormalDist().inv_cdf(failing) if quantile is None else quantile
    return at_least("plan_attainment", number("attained", bound))


def at_end_of_term(standard: Criterion) -> Decision:
    return at_expiry(
        standard,
        when(not_applied, lose("no_renewal_application", cite=CITE)),
        when(not_met, lose("re_review", cite=CITE)),
        otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite=CITE),
        title=WORDS,
        cite=CITE,
    )


def biennial(standard: Criterion) -> Decision:
    return every(
        number("review_every", 2, whole=True),
        standard,
        when(not_met, lose("delisted", cite=CITE)),
        otherwise(keep()),
        first=number("first_review", 2027, whole=True),
        on=yearly("review_on", "12-31"),
        title=WORDS,
        cite=CITE,
    )


def by_chance(
    policy: Policy, p: float, *, no_application: float = 0.0, replications: int = 200, clusters: int = 40, seed: int = 1
) -> Outcome:
    """Run clusters certified on the day before the run, each struck with a yearly chance p."""
    names = [f"c{place:02d}" for place in range(clusters)]
    return prepared(
        policy,
        [cluster(name, date(FIRST_YEAR - 1, 12, 31)) for name in names],
        [{"cluster_id": name, "year": FIRST_YEAR - 1, "plan_attainment": 1.0, "incidents": 0} for name in names],
        dynamics=still(
            processes=(Fresh("plan_attainment", given(1.0), given(SD)),),
            rates={"incident": given(inf if p == 1.0 else -log(1 - p))},
            no_application=given(no_application),
        ),
        replications=replications,
        seed=seed,
    ).run()


def assert_retained(outcome: Outcome, expected: Sequence[float]) -> None:
    """Ask that what is kept in each year lies within the interval that holds the truth all but certainly."""
    for values, exact in zip(outcome.policy("zone").retention(), expected, strict=True):
        interval = estimate(values, confidence=0.99999)
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low - 1e-12 <= exact <= interval.high + 1e-12


@pytest.mark.parametrize("p, q", CHANCES)
def test_three_terms_of_three_years_keep_what_the_formula_says(p: float, q: float) -> None:
    """Reviews fall on the last day of years 3, 6 and 9, so that ((1 - p)^3 (1 - q))^3 are left."""
    standard = attained(q)
    outcome = by_chance(measure(STRUCK, at_end_of_term(standard), standard=standard, term=TERM), p)
    assert_retained(outcome, [(1 - p) ** year * (1 - q) ** (year // 3) for year in range(1, 10)])


@pytest.mark.parametrize("p, q", CHANCES)
def test_renewals_that_nobody_applies_for_follow_the_same_formula(p: float, q: float) -> None:
    standard = attained(0.0)
    outcome = by_chance(measure(STRUCK, at_end_of_term(standard), standard=standard, term=TERM), p, no_application=q)
    assert_retained(outcome, [(1 - p) ** year * (1 - q) ** (year // 3) for year in range(1, 10)])


@pytest.mark.parametrize("p, q", CHANCES)
def test_a_review_in_every_second_year_keeps_what_the_formula_says(p: float, q: float) -> None:
    """Reviews fall on the last day of years 2, 4, 6 and 8, so that (1 - p)^9 (1 - q)^4 are left."""
    standard = attained(q)
    outcome = by_chance(measure(STRUCK, biennial(standard), standard=standard), p)
    assert_retained(outcome, [(1 - p) ** year * (1 - q) ** (year // 2) for year in range(1, 10)])


def test_without_any_chance_of_loss_every_title_is_kept() -> None:
    standard = attained(0.0)
    for decision, term in ((at_end_of_term(standard), TERM), (biennial(standard), None)):
        found = by_chance(measure(STRUCK, decision, standard=standard, term=term), 0.0).policy("zone")
        assert (found.lost_on == 0).all()
        assert (found.retention() == 1.0).all()


def test_a_review_that_all_fail_costs_every_title_on_its_day() -> None:
    standard = attained(1.0)
    found = by_chance(measure(STRUCK, at_end_of_term(standard), standard=standard, term=TERM), 0.0).policy("zone")
    assert set(found.lost_on.ravel()) == {date(2028, 12, 31).toordinal()}
    assert {found.causes[code] for code in set(found.cause.ravel())} == {"re_review"}
    cycle = by_chance(measure(STRUCK, biennial(standard), standard=standard), 0.0).policy("zone")
    assert set(cycle.lost_on.ravel()) == {date(2027, 12, 31).toordinal()}


def test_losses_by_cause_share_out_what_the_formula_takes() -> None:
    p, q, standard = 0.1, 0.2, attained(0.2)
    outcome = by_chance(measure(STRUCK, at_end_of_term(standard), standard=standard, term=TERM), p)
    found = outcome.policy("zone")
    by_event = sum((1 - p) ** (year - 1) * p * (1 - q) ** ((year - 1) // 3) for year in range(1, 10))
    at_review = sum((1 - p) ** year * (1 - q) ** (year // 3 - 1) * q for year in (3, 6, 9))
    for cause, share in (("incident", by_event), ("re_review", at_review)):
        losses = found.losses(cause) / found.started
        assert abs(float(losses.mean()) - share) <= 4 * float(losses.std(ddof=1)) / len(losses) ** 0.5


def test_the_interval_holds_the_truth_in_about_ninety_five_of_a_hundred_runs() -> None:
    p, q, standard = 0.05, 0.1, attained(0.1)
    policy = measure(STRUCK, at_end_of_term(standard), standard=standard, term=TERM)
    exact, held = ((1 - p) ** 3 * (1 - q)) ** 3, 0
    for seed in range(100):
        last = by_chance(policy, p, clusters=10, replications=100, seed=seed).retention_rows("zone")[-1]
        held += last["low"] <= exact <= last["high"]
    assert held >= 88


# Conservation.


def test_certified_lost_and_never_certified_are_all_clusters_in_every_year() -> None:
    standard = attained(0.3)
    policy = measure(
        STRUCK,
        at_end_of_term(standard),
        in_round(procedure.round_on(lever, cite=CITE), standard, when(met, admit()), title=WORDS, cite=CITE),
        standard=standard,
        term=TERM,
    )
    certified = [None, date(2023, 3, 1), date(2024, 2, 29), date(2027, 7, 1), date(2019, 1, 1)]
    names = [f"c{place:02d}" for place in range(20)]
    scenarios = [Scenario("baseline"), Scenario("again", (Change("zone.readmission", True),))]
    outcome = prepared(
        policy,
        [cluster(name, certified[place % len(certified)]) for place, name in enumerate(names)],
        [{"cluster_id": name, "year": 2025, "plan_attainment": 1.0, "incidents": 0} for name in names],
        dynamics=still(processes=(Fresh("plan_attainment", given(1.0), given(SD)),), rates={"incident": given(0.2)}),
        scenarios=scenarios,
        replications=120,
    ).run(size=6)
    counts = outcome.policy("zone").counts
    assert counts.shape == (9, 3, 2, 120)
    assert (counts.sum(axis=1) == len(names)).all()
    assert (counts >= 0).all()
    for scenario in (0, 1):
        for row in outcome.holder_rows("zone", scenario):
            assert row["certified"] + row["lost"] + row["never"] == pytest.approx(len(names))
    # Nobody becomes a candidate again, and without readmission nobody who lost a title gets another.
    assert (np.diff(counts[:, 0], axis=0) <= 0).all()
    assert (np.diff(counts[:, 2, 0], axis=0) >= 0).all()
    assert (np.diff(counts[:, 2, 1], axis=0) < 0).any()


def test_nothing_of_a_day_touches_a_title_granted_on_it() -> None:
    standard = at_least("output_value", number("output_min", 30))
    review = every(
        number("review_every", 1, whole=True),
        standard,
        when(not_met, lose("delisted", cite=CITE)),
        otherwise(keep()),
        first=number("first_review", 2026, whole=True),
        on=yearly("review_on", "01-01"),
        title=WORDS,
        cite=CITE,
    )
    clusters = [cluster("new", date(2026, 1, 1)), cluster("old", date(2025, 12, 31))]
    rows = [
        {"cluster_id": name, "year": year, "output_value": 10.0} for name in ("new", "old") for year in (2025, 2026)
    ]
    found = prepared(measure(review, standard=standard), clusters, rows, years=2).run().policy("zone")
    assert fates(found) == {"new": ("2027-01-01", "delisted"), "old": ("2026-01-01", "delisted")}


def test_a_new_title_has_no_warnings_of_the_one_before() -> None:
    standard = at_least("output_value", number("output_min", 30))
    review = every(
        number("review_every", 2, whole=True),
        standard,
        when(not_met & LAST_TIME, lose("second_warning", cite=CITE)),
        when(not_met, warn(cite=CITE)),
        otherwise(keep()),
        first=number("first_review", 2026, whole=True),
        on=yearly("review_on", "09-30"),
        title=WORDS,
        cite=CITE,
    )
    admission = in_round(procedure.round_on(lever, cite=CITE), BOTTOM, otherwise(admit()), title=WORDS, cite=CITE)
    rows = [{"cluster_id": "a", "year": year, "output_value": 10.0} for year in range(2025, 2029)]
    portfolio = Portfolio.from_rows(
        [cluster("a")], rows, [{"cluster_id": "a", "date": date(2026, 11, 1), "kind": "incident"}],
        name="a test's own", jurisdictions=["zone"],
    )  # fmt: skip
    outcome = (
        prepare(
            portfolio,
            policies=[measure(STRUCK, review, admission, standard=standard)],
            dynamics=[still()],
            plugins=Plugins({}),
            scenarios=[Scenario("again", (Change("zone.readmission", True),))],
            start=date(FIRST_YEAR, 1, 1),
            years=3,
            replications=2,
        )
        .run()
        .policy("zone")
    )
    # Warned in September 2026, lost in November, admitted in June 2027: the review of 2028 warns for the first time.
    assert outcome.counts[:, 1, 0, 0].tolist() == [0, 1, 1]
