"""Every check finds the flaw that is planted for it, and nothing in a sound plugin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.metadata import entry_points
from itertools import count
from typing import Any

import numpy as np
import pytest
from attrs import evolve, fields, frozen

from clusterkit.assessment import Case
from clusterkit.law import (
    Age,
    Clause,
    Condition,
    Figure,
    Finding,
    Growth,
    Indicator,
    InForce,
    Lever,
    Sitting,
    Sum,
    Term,
    Text,
    above,
    all_of,
    amended,
    any_of,
    at_least,
    at_most,
    by_group,
    by_steps,
    every,
    from_function,
    keep,
    lose,
    on_event,
    otherwise,
    procedure,
    ratio,
    required,
    requirement,
    when,
    where,
)
from clusterkit.law.criterion import Bound, Plain
from clusterkit.law.figure import Operator
from clusterkit.law.points import Steps
from clusterkit.law.truth import MET, NOT_MET, Truths, from_bounds
from clusterkit.simulation.standard import standard_dynamics
from clusterkit.testing import CHECKS, check, make_cluster
from clusterkit.testing.checks import deadlines
from tests.cli import zone
from tests.testing.planted import FLOOR, REVENUE, Zone, asking, law, lever, told

WORDS = Text("某", "something")
CITE = "第二条(二)"
ON = date(2026, 6, 30)


def test_nothing_is_found_in_a_sound_plugin() -> None:
    assert check(zone) == ()


def test_nothing_is_found_in_any_installed_place() -> None:
    assert [str(flaw) for entry in entry_points(group="clusterkit") for flaw in check(entry.name)] == []


def test_a_plugin_that_cannot_be_used_has_no_other_flaw() -> None:
    assert [str(flaw) for flaw in check(law(key="My Place"))] == [
        "answers: zone: the policy's key 'My Place' is no name; use small letters, digits and _"
    ]


# answers --------------------------------------------------------------------------------------------


def test_a_hook_that_answers_with_something_else_is_found() -> None:
    assert told("answers", Zone(samples=3)) == ["zone: clusterkit_sample_portfolio returned int, not Portfolio"]


def test_dynamics_of_another_place_are_found() -> None:
    assert told("answers", Zone(dynamics=(standard_dynamics("zone", ("zome",)),))) == [
        "dynamics of zome: no policy of the plugin has clusters there; correct its jurisdictions"
    ]


# names ----------------------------------------------------------------------------------------------


def test_two_criteria_with_one_id_are_found() -> None:
    assert told("names", asking(at_least("operating_revenue", FLOOR), at_least("rd_expenditure", FLOOR))) == [
        "zone.floor: several criteria of the standard have this id; give all but one an id= of its own"
    ]


def test_a_criterion_for_some_clusters_shares_the_id_of_the_one_inside() -> None:
    assert told("names", asking(where("energy_intensive", REVENUE))) == []


def test_the_texts_before_and_after_an_amendment_share_their_ids() -> None:
    since = lever.amendment("since", 20280101, zh="修订", en="amendment", cite=CITE)
    other = at_least("operating_revenue", evolve(FLOOR, key="zone.new_floor"), id="zone.floor")
    assert told("names", asking(amended(REVENUE, other, since=since))) == []
    assert told("names", asking(REVENUE, other)) != []


def test_an_id_outside_its_policys_name_is_found() -> None:
    assert "elsewhere.floor: a criterion's id starts with its policy's key: zone.NAME" in told(
        "names", asking(at_least("operating_revenue", FLOOR, id="elsewhere.floor"))
    )


def test_a_lever_outside_its_policys_name_is_found() -> None:
    other = evolve(FLOOR, key="elsewhere.floor")
    assert "elsewhere.floor: a lever's key starts with its policy's: zone.NAME" in told(
        "names", law(further_levers=(other,))
    )


def test_two_levers_with_one_key_are_found() -> None:
    twins = (FLOOR, evolve(FLOOR, default=5))
    assert told("names", law(further_levers=twins)) == [
        "zone.floor: several levers have this key, with different values or words; rename all but one"
    ]


@frozen
class Hiding(Plain):
    """A criterion that does not say which lever it reads."""

    bound: Lever = FLOOR

    def judge(self, sitting: Sitting) -> Finding:
        """Find everybody sound."""
        return Finding(self, np.full((1, 1, 1), MET), np.full((1, 1, 1), MET))

    def at_review(self) -> Hiding:
        """Return itself."""
        return self


def test_a_lever_that_nobody_can_set_is_found() -> None:
    assert told("names", asking(Hiding(id="zone.hiding", title=WORDS, citation=CITE))) == [
        "zone.floor: no user can set this lever: name it in the `levers` of the construct that reads it"
    ]


def test_a_key_given_twice_is_found() -> None:
    assert told("names", law(decisions=(*zone.DECISIONS, zone.DECISIONS[0]))) == [
        "zone.incident: 2 decisions have this key; rename all but one"
    ]


def test_a_column_without_the_plugins_name_is_found() -> None:
    beds = Indicator(key="beds", title=Text("床位", "beds"), unit="张", kind="count")
    share = ratio("zone_share", "beds", "output_value", title=WORDS, unit="张/亿元", kind="ratio")
    assert told("names", Zone(indicators=(zone.PARK, beds, share))) == [
        "beds: a column of the plugin's own starts with its name: zone_beds"
    ]


# texts ----------------------------------------------------------------------------------------------


def test_words_missing_in_one_language_are_found() -> None:
    assert told("texts", asking(at_least("operating_revenue", evolve(FLOOR, title=Text("底线", " "))))) == [
        "lever zone.floor: has no words in English; write what a reader would call it",
        "criterion zone.floor: has no words in English; write what a reader would call it",
    ]


# register and words ---------------------------------------------------------------------------------


def test_a_clause_that_is_not_in_the_register_is_found() -> None:
    assert told("register", asking(at_least("operating_revenue", evolve(FLOOR, citation="第九条")))) == [
        "zone: criterion zone.floor cites 第九条, which is not in the register of zone",
        "zone: lever zone.floor cites 第九条, which is not in the register of zone",
    ]


def test_an_empty_register_is_found() -> None:
    lines = told("register", law(register=()))
    assert lines[0] == "zone: has no register; list every clause of the text, and what became of it"


def test_a_clause_entered_twice_is_found_however_its_brackets_are_written() -> None:
    twice = (*zone.REGISTER, Clause("第二条（一）", "criterion", WORDS))
    assert told("register", law(register=twice)) == ["zone: clause 第二条（一） is entered twice; join the two"]


@pytest.mark.parametrize("cue", ["高于", "超过", "超", "低于", "不满", "不超过", "不高于", "以下", "以内", "仿佛"])
def test_a_word_that_means_another_operator_is_found(cue: str) -> None:
    (line,) = told("words", asking(at_least("operating_revenue", evolve(FLOOR, cue=cue))))
    assert line.startswith(f"criterion zone.floor: cue word {cue} ")
    assert line.endswith("; correct whichever is not in the text")


@pytest.mark.parametrize("cue", ["以上", "不低于", "不少于", "达到"])
def test_a_word_that_means_its_operator_is_not(cue: str) -> None:
    assert told("words", asking(at_least("operating_revenue", evolve(FLOOR, cue=cue)))) == []


# figures and units ----------------------------------------------------------------------------------


def test_a_bound_on_what_is_no_number_is_found() -> None:
    assert told("figures", asking(at_least("established_on", FLOOR))) == [
        "zone.floor: established_on is of kind date, and its window asks for a number"
    ]
    assert told("figures", asking(at_least("operating_revenue", FLOOR, Age()))) == [
        "zone.floor: operating_revenue is of kind amount, and its window asks for a date"
    ]


def test_a_fact_that_is_no_fact_is_found() -> None:
    assert told("figures", asking(where("zone_park", REVENUE))) == [
        "zone.floor: zone_park is no yes/no fact of the clusters table"
    ]


def test_a_group_that_no_column_tells_is_found() -> None:
    grouped = by_group("zone_park", {"a": REVENUE}, otherwise=REVENUE, id="zone.grouped", title=WORDS, cite=CITE)
    assert told("figures", asking(grouped)) == [
        "zone.grouped: zone_park is no text column of the clusters table, and groups none"
    ]
    for fact in ("region", "zone.batch"):
        assert told("figures", asking(evolve(grouped, fact=fact, indicators=(fact,)))) == []


def test_a_requirement_that_is_no_answer_is_found() -> None:
    wrong = evolve(requirement("zone_plan", zh="规划", en="a plan", cite=CITE), kind="text")
    plugin = Zone(
        policies=(evolve(zone.POLICY, standard=all_of(*zone.STANDARD.parts, required("zone", wrong))),),
        indicators=(zone.PARK, wrong),
    )
    assert told("figures", plugin) == ["zone.plan: zone_plan is no yes/no column"]


def test_a_report_shown_by_what_is_no_date_is_found() -> None:
    assert told("figures", law(duties=(evolve(zone.REPORT, sent_as=("incidents",)),))) == [
        "duty yearly_report: incidents is no date; name the column of the day it was sent"
    ]


def test_a_window_without_a_longest_length_is_found() -> None:
    years = lever("years", 3, "年", zh="年数", en="years", cite=CITE)
    window = Growth(years, procedure.growth_mean(lever, cite=CITE))
    rate = lever("rate", 0.1, "share", zh="增速", en="growth", cite=CITE, range=(-1.0, 1.0))
    assert told("figures", asking(above("output_value", rate, window))) == [
        (
            "lever zone.years: counts the years of a window: make it whole=True with a range from 1 to the longest, "
            "such as (1, 3)"
        )
    ]


def test_an_event_that_nobody_records_is_found() -> None:
    decision = on_event("strike", otherwise(keep()), title=WORDS, cite="第四条")
    (line,) = told("figures", law(decisions=(*zone.DECISIONS, decision)))
    assert line.startswith("decision strike: strike is no kind of event; known: incident, ")


def test_a_bar_on_a_group_that_no_column_tells_is_found() -> None:
    barred = evolve(zone.DECISIONS[0], rules=(otherwise(lose("incident", cite="第四条", bar_group="zone_park")),))
    assert told("figures", law(decisions=(barred, *zone.DECISIONS[1:]))) == [
        "decision incident: zone_park is no text column of the clusters table, and groups none"
    ]


@pytest.mark.parametrize(
    "criterion, line",
    [
        (at_least("operating_revenue", evolve(FLOOR, unit="万元")), "its bound is in 万元, its figure in 亿元"),
        (at_least("sme_share", evolve(FLOOR, unit="%")), "its bound is in %, its figure in share"),
        (at_least("established_on", evolve(FLOOR, unit="月"), Age()), "its bound is in 月, its figure in 年"),
        (at_least(Sum(("champions", "standards_contributions")), FLOOR), "adds figures in different units: 家, 项"),
    ],
)
def test_units_that_differ_are_found(criterion: Bound, line: str) -> None:
    assert told("units", asking(criterion)) == [f"zone.floor: {line}"]


def test_growth_is_a_share_whatever_grows() -> None:
    years, mean = procedure.growth_window(lever, cite=CITE), procedure.growth_mean(lever, cite=CITE)
    assert told("units", asking(above("invention_patents", evolve(FLOOR, unit="件"), Growth(years, mean)))) == [
        "zone.floor: its bound is in 件, its figure in share"
    ]


def steps(compare: Operator = ">=", **changes: Any) -> Steps:
    """Return points by steps of revenue: 10 from 4 on, 30 from 8 on."""
    high = evolve(FLOOR, key="zone.higher", default=8)
    return by_steps(
        "operating_revenue", (evolve(FLOOR, **changes), 10.0), (high, 30.0), compare=compare, id="zone.steps",
        title=WORDS, cite=CITE,
    )  # fmt: skip


def test_steps_are_bounds_in_units_and_words_too() -> None:
    assert told("units", asking(steps(unit="万元"))) == ["zone.steps: its bound is in 万元, its figure in 亿元"]
    assert told("words", asking(steps(cue="超过"))) == ["lever zone.floor: cue word 超过 means >, the steps say >="]
    assert [told(one, asking(steps())) for one in ("words", "units", "figures", "bounds", "purity")] == [[]] * 5


# calendars and versions -----------------------------------------------------------------------------


def reviewed(interval: int) -> Zone:
    """Return the zone's plugin with a review in every n-th year."""
    review = every(
        lever("every", interval, "年", zh="间隔", en="interval", cite=CITE, whole=True),
        zone.STANDARD.at_review(),
        otherwise(keep()),
        first=lever("first", 2024, "年", zh="首次", en="first", cite=CITE, whole=True),
        on=lever.month_day("on", "02-29", zh="日", en="day", cite=CITE),
        title=WORDS,
        cite=CITE,
    )
    return law(decisions=(*zone.DECISIONS, review))


def test_a_review_every_no_years_is_found() -> None:
    assert told("calendars", reviewed(0)) == ["decision periodic_review: comes every 0 years; make it 1 or more"]


@pytest.mark.parametrize("interval", [1, 2, 7])
def test_reviews_years_apart_are_no_gap(interval: int) -> None:
    assert told("calendars", reviewed(interval)) == []


def test_a_gap_between_deadlines_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"date": f"{year}-03-31"} for year in range(2023, 2040) if year != 2028]
    monkeypatch.setattr(deadlines, "calendar_rows", lambda *_: rows)
    assert told("calendars", law(decisions=zone.DECISIONS[1:3]))[0] == (
        "decision late_yearly_report: no deadline follows 2027-03-31; correct its levers"
    )


def test_a_term_that_ends_before_it_begins_is_found() -> None:
    years = lever("term", 0, "年", zh="有效期", en="term", cite="第五条", whole=True)
    assert told("calendars", law(term=Term(years, "第五条"))) == [
        "zone term: a term of 2023-01-01 ends before it begins; correct its length"
    ]


def test_a_term_without_a_review_and_a_review_without_a_term_are_found() -> None:
    reviews = [one for one in zone.DECISIONS if one.key == "re_review"]
    assert told("calendars", law(term=None)) == ["zone: has a re-review at expiry and no term; add term=Term(...)"]
    others = tuple(one for one in zone.DECISIONS if one not in reviews)
    assert told("calendars", law(decisions=others)) == [
        "zone: has a term and no re-review at expiry; add at_expiry(...)"
    ]


def test_a_measure_that_ends_before_it_starts_is_found() -> None:
    force = InForce(date(2024, 1, 1), "第一条", until=procedure.in_force_until(lever, 20231231, cite="第一条"))
    assert told("versions", law(in_force=force)) == ["zone 2024: ends on 2023-12-31, before it starts on 2024-01-01"]


# bounds and monotony --------------------------------------------------------------------------------


@frozen
class Lenient(Bound):
    """A bound whose operator says one thing and whose judgement another."""

    def judge(self, sitting: Sitting) -> Finding:
        """Let the bound itself pass."""
        return at_least(self.subject, self.lever, self.window).judge(sitting)


def test_a_bound_that_is_judged_otherwise_than_it_says_is_found() -> None:
    assert told("bounds", asking(Lenient("operating_revenue", ">", FLOOR))) == [
        "zone.floor: a figure at its bound (> 4 亿元) is judged met, not not_met"
    ]


@pytest.mark.parametrize("compare", [">=", ">", "<=", "<"])
def test_steps_are_judged_around_each_of_them(compare: Operator) -> None:
    assert told("bounds", asking(steps(compare, cue=None))) == []


def test_a_step_whose_points_come_late_is_found() -> None:
    @frozen
    class Late(Steps):
        """Steps that are taken only above their bounds."""

        def judge(self, sitting: Sitting) -> Finding:
            """Climb late."""
            return Steps.judge(evolve(self, compare=">"), sitting)

    one = steps()
    late = Late(**{field.name: getattr(one, field.name) for field in fields(Steps)})
    assert told("bounds", asking(late)) == [
        "zone.steps: a figure at its bound (>= 4 亿元) is judged 0 points, not 10 points",
        "zone.steps: a figure at its bound (>= 8 亿元) is judged 10 points, not 30 points",
    ]


def test_a_criterion_beside_a_bound_that_lets_clusters_in_again_is_found() -> None:
    def far_below(sitting: Sitting) -> Truths:
        revenue = sitting.figure("operating_revenue", sitting.latest)
        return revenue.compare("<=", revenue.measure.of(0.9 * sitting.value(FLOOR)))

    odd = any_of(REVENUE, from_function("zone.far_below", far_below, title=WORDS, cite=CITE))
    assert told("monotone", asking(odd)) == [
        (
            "zone.floor: a stricter bound lets a cluster pass that fails under a weaker one; look for what else reads "
            "this lever"
        )
    ]
    assert told("monotone", asking(REVENUE)) == []


def test_a_lever_that_bounds_from_both_sides_promises_nothing() -> None:
    both = any_of(REVENUE, at_most("operating_revenue", FLOOR, id="zone.ceiling"))
    assert told("monotone", asking(both)) == []


# purity ---------------------------------------------------------------------------------------------


def function(judge: Callable[[Sitting], Any], *, across: bool = False) -> Zone:
    """Return the zone's plugin with a criterion that is a function."""
    found = from_function("zone.odd", judge, title=WORDS, cite=CITE, indicators=("operating_revenue",), across=across)
    return asking(found)


def revenue(sitting: Sitting) -> Figure:
    return sitting.figure("operating_revenue", sitting.latest)


def test_a_function_that_judges_every_figure_is_sound() -> None:
    assert told("purity", function(lambda s: from_bounds(revenue(s).low > 1.0, revenue(s).high > 1.0))) == []


def test_a_function_that_raises_on_a_missing_figure_is_found() -> None:
    def strict(sitting: Sitting) -> Truths:
        if np.isinf(revenue(sitting).low).any():
            raise ValueError("a figure is missing")
        return np.full((1, 1, 1), MET)

    assert told("purity", function(strict)) == [
        "zone.odd: raises ValueError: a figure is missing; judge any figure, also a missing one"
    ]


def test_a_function_that_changes_the_figures_is_found() -> None:
    def greedy(sitting: Sitting) -> Truths:
        revenue(sitting).low[...] = 0.0
        return np.full((1, 1, 1), MET)

    assert told("purity", function(greedy)) == ["zone.odd: changes the figures before it; work on a copy"]


def test_a_function_that_remembers_is_found() -> None:
    counted = count()
    assert told("purity", function(lambda _: np.full((1, 1, 1), next(counted) % 2, np.int8))) == [
        "zone.odd: says something else when it is asked again; let nothing but the sitting decide"
    ]


@pytest.mark.parametrize(
    "answer, described",
    [
        (lambda sitting: revenue(sitting).low > 1.0, "bool of shape"),
        (lambda sitting: np.full(sitting.who.shape[1], MET), "int8 of shape ("),
        (lambda _: np.full((1, 1, 1), 7, np.int8), "int8 of shape (1, 1, 1)"),
        (lambda _: True, "a bool"),
    ],
)
def test_an_answer_that_is_no_truths_is_found(answer: Callable[[Sitting], Any], described: str) -> None:
    (line,) = told("purity", function(answer))
    assert line.startswith(f"zone.odd: its truths are {described}")
    assert line.endswith(
        "; return int8 codes from 0 to 3 (not_met, unknown, met, not_applicable) in a shape that spreads to "
        "(scenario, cluster, replication)"
    )


def above_the_mean(sitting: Sitting) -> Truths:
    low = np.nan_to_num(revenue(sitting).low, neginf=0.0)
    return np.where(low >= low.mean(axis=1, keepdims=True), MET, NOT_MET)


def test_a_function_that_compares_clusters_must_say_so() -> None:
    assert told("purity", function(above_the_mean)) == [
        (
            "zone.odd: judges a cluster otherwise when it stands before the authority alone; read figures and facts "
            "through the sitting's methods, or say across=True"
        )
    ]
    assert told("purity", function(above_the_mean, across=True)) == []


def test_a_rule_that_raises_is_found() -> None:
    def ask(_: object) -> Truths:
        raise LookupError("no such title")

    rule = when(Condition("odd", ask), keep())
    assert told("purity", law(decisions=(evolve(zone.DECISIONS[0], rules=(rule,)), *zone.DECISIONS[1:]))) == [
        "decision incident: raises LookupError: no such title; a rule must hold or not hold for any title"
    ]


# examples, runs and sources -------------------------------------------------------------------------


def test_a_worked_case_that_does_not_come_out_is_found() -> None:
    cluster = make_cluster("zone", indicators=(zone.PARK,), output_value=9.0, sme_output_value=6.0, zone_park=True)
    case = Case("small", cluster, ON, {("A1", "zone"): "passes"}, {("A1", "zone", "zone.sme_share"): "met"})
    assert told("examples", Zone(cases=(case,))) == [
        "small, cluster A1: the verdict is fails, the case says passes; correct whichever is not in the text"
    ]
    assert told("examples", Zone(cases=(evolve(case, verdicts={("A1", "zone"): "fails"}),))) == []


def test_a_case_that_cannot_be_worked_is_found() -> None:
    def nothing() -> Any:
        raise OSError("no table")

    assert told("examples", Zone(cases=(Case("lost", nothing, ON),))) == ["lost: cannot be worked: OSError: no table"]


def test_illustrative_clusters_say_that_they_are() -> None:
    real = zone.clusterkit_sample_portfolio().named("zone", illustrative=False)
    assert told("runs", Zone(samples=real)) == ["zone: drawn clusters are marked as such: illustrative=True"]


def test_clusters_that_no_policy_takes_are_found() -> None:
    (line,) = told("runs", Zone(samples=make_cluster("hill", "H1", output_value=9.0)))
    assert line.startswith("H1: ")
    assert "hill" in line


def test_a_number_without_a_source_is_found() -> None:
    model = standard_dynamics("zone", ("zone",))
    bare = evolve(model, macro_sd=evolve(model.macro_sd, source=" "))
    assert told("sources", Zone(dynamics=(bare,))) == [
        "zone.macro_sd: has no source; name the data and its row, or ASSUMED and why"
    ]


def test_every_check_has_words_in_both_languages() -> None:
    assert all(one.title.zh and one.title.en for one in CHECKS.values())


def test_what_a_plugins_values_raise_in_a_check_is_a_flaw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "calendar_rows", lambda *_: 1 / 0)
    assert told("calendars", law()) == ["zone: cannot be checked: ZeroDivisionError: division by zero"]
