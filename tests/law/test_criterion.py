from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from clusterkit.law import (
    LATEST,
    Change,
    Criterion,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    Lever,
    Rising,
    Sitting,
    Sum,
    Text,
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    below,
    from_function,
    none_in,
    recognised,
    required,
    requirement,
    trend,
)
from clusterkit.law.criterion import Bound, named, walk
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Operator
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from tests.law.sittings import (
    CITE,
    WORDS,
    Cells,
    choice,
    day,
    names,
    number,
    plain,
    sitting,
    years,
    yes_no,
)

OUTPUT = number("output_min", 32, "亿元")
SHARE = number("sme_share", 0.70, "share")
AREA = number("area", 100, "平方公里")
PLAN = number("plan_attainment_min", None, "share", optional=True)
BINDING = yes_no("area_binding", True)
MEAN = choice("growth_mean", "compound", "yearly")
SCOPE = choice("incident_window", "calendar", "rolling_36_months")
RULES: dict[Operator, Callable[[str, Lever], Bound]] = {
    ">=": at_least,
    ">": above,
    "<=": at_most,
    "<": below,
}
N, U, M, NA = "not_met", "unknown", "met", "not_applicable"


def before(
    criterion: Criterion, key: str, *cells: float | None, scenarios: tuple[tuple[Change, ...], ...] = ((),)
) -> Sitting:
    """Return a sitting on clusters with a figure in the latest year, under a criterion's levers."""
    levers = [one for part in walk(criterion) for one in part.levers]
    return sitting({key: {2025: cells}}, levers=[*levers, *_followed(levers)], scenarios=scenarios)


def _followed(levers: list[Lever]) -> list[Lever]:
    return [OUTPUT] if any(one.follows == OUTPUT.key for one in levers) else []


@pytest.mark.parametrize(
    "operator, truths", [(">=", [N, M, M, U]), (">", [N, N, M, U]), ("<=", [M, M, N, U]), ("<", [M, N, N, U])]
)
def test_a_rule_keeps_its_operator_and_its_bound_together(operator: Operator, truths: list[str]) -> None:
    rule = RULES[operator]("output", OUTPUT)
    found = rule.judge(before(rule, "output", 31.9, 32.0, 32.1, None))
    assert rule.operator == operator
    assert names(found.truth) == names(found.stated) == truths
    assert found.bound is not None
    assert found.bound.ravel().tolist() == [32.0]
    assert found.figure is not None
    assert plain(found.figure)[1] == pytest.approx((32.0, 32.0))


def test_a_rule_is_named_by_its_lever() -> None:
    rule = at_least("output", OUTPUT, EachOfLast(years(3)))
    assert (rule.id, rule.title, rule.citation, rule.unit) == (OUTPUT.key, OUTPUT.title, CITE, "亿元")
    assert rule.levers == (OUTPUT, *rule.window.levers)
    assert (rule.indicators, rule.depth, rule.parts) == (("output",), 2, ())
    assert at_least(Sum(("champions", "giants")), OUTPUT).indicators == ("champions", "giants")
    assert at_most("output", AREA, binding=BINDING).levers == (AREA, BINDING)
    assert not rule.across
    assert rule.recognition == ()


def test_a_rule_may_have_a_name_of_its_own() -> None:
    assert at_least("output", OUTPUT, id="zone.first").id == "zone.first"
    assert at_least("output", OUTPUT, id="zone.first").at_review().id == "zone.first"


def test_a_rule_at_a_review_asks_the_lever_s_twin_under_the_same_id() -> None:
    rule = at_least("output", OUTPUT)
    again = rule.at_review()
    assert again.id == rule.id == "zone.output_min"
    assert again.lever.key == "zone.retention.output_min"
    scenarios = (
        (),
        (Change("zone.output_min", 40),),
        (Change("zone.retention.output_min", 20),),
        (Change("zone.output_min", 40), Change("zone.retention.output_min", 20)),
    )
    found = again.judge(before(again, "output", 30.0, 36.0, scenarios=scenarios))
    assert names(found.truth) == [N, M, N, N, M, M, M, M]


def test_every_scenario_has_its_own_bound() -> None:
    rule = at_least("output", OUTPUT)
    found = rule.judge(before(rule, "output", 32.0, 40.0, scenarios=((), (Change(OUTPUT.key, 40),))))
    assert found.truth.shape == (2, 2, 1)
    assert names(found.truth) == [M, M, N, M]


def test_a_dated_bound_holds_from_its_day_on() -> None:
    rule = at_least("output", OUTPUT)
    change = (Change(OUTPUT.key, 40, day(2026, 6, 30)),)
    one = before(rule, "output", 36.0, scenarios=(change,))
    assert names(rule.judge(one).truth) == [N]
    assert names(rule.judge(sitting({"output": {2025: [36.0]}}, levers=[OUTPUT])).truth) == [M]


def test_two_rules_on_one_lever_do_not_share_their_bounds() -> None:
    least, more, share = at_least("output", OUTPUT), above("output", OUTPUT), at_least("patents", OUTPUT)
    one = sitting({"output": {2025: [32.0]}, "patents": {2025: [32.0]}}, levers=[OUTPUT])
    found = [names(rule.judge(one).truth) for rule in (least, more, share, least)]
    assert found == [[M], [N], [M], [M]]


@pytest.mark.parametrize("share, truth", [(0.7, N), (0.7 + 1e-8, M), (1.0, M), (1.2, M), (0.0, N)])
def test_a_share_above_seventy_per_cent_is_not_seventy_per_cent(share: float, truth: str) -> None:
    rule = above("part_share", SHARE)
    one = sitting({"part": {2025: [share * 40.0]}, "output": {2025: [40.0]}}, levers=[SHARE])
    assert names(rule.judge(one).truth) == [truth]


def test_a_soft_rule_is_reported_and_never_decides() -> None:
    rule = at_most("output", AREA, binding=BINDING)
    scenarios = ((), (Change(BINDING.key, False),))
    found = rule.judge(before(rule, "output", 90.0, 110.0, None, scenarios=scenarios))
    assert names(found.truth) == [M, N, U, NA, NA, NA]
    assert names(found.stated) == [M, N, U]


def test_a_bound_of_none_asks_nothing_and_is_only_reported() -> None:
    rule = at_least("plan", PLAN)
    found = rule.judge(before(rule, "plan", 0.9, 0.0, None))
    assert names(found.truth) == [NA, NA, NA]
    assert names(found.stated) == [N, N, U]


def test_a_bound_may_be_none_in_one_scenario_alone() -> None:
    rule = at_least("plan", PLAN)
    found = rule.judge(before(rule, "plan", 0.9, None, scenarios=((), (Change(PLAN.key, 0.8),))))
    assert names(found.truth) == [NA, NA, M, U]
    assert names(found.stated) == [N, U, M, U]


def test_the_window_itself_may_differ_between_scenarios() -> None:
    rule = at_least("output", OUTPUT, EachOfLast(years(3)))
    table: dict[int, Cells] = {2023: [30.0, 40.0, None], 2024: [40.0, 40.0, 40.0], 2025: [36.0, 36.0, 36.0]}
    scenarios = ((), (Change("zone.years", 2),), (Change("zone.years", 2), Change(OUTPUT.key, 38)))
    found = rule.judge(sitting({"output": table}, levers=rule.levers, scenarios=scenarios))
    assert names(found.truth) == [N, M, U, M, M, M, N, N, N]
    assert found.figure is not None
    assert [ends[0] for ends in plain(found.figure)] == pytest.approx([30, 36, 0, 36, 36, 36, 36, 36, 36])
    assert plain(found.figure)[2][1] == pytest.approx(36.0)


def test_known_figures_stay_one_number_where_the_window_differs() -> None:
    growth = number("output_growth", 0.08, "share", within=(-1, None))
    rule = above("output", growth, Growth(years(3), MEAN))
    table: dict[int, Cells] = {2022: [100.0], 2023: [108.0], 2024: [116.64], 2025: [125.9712]}
    scenarios = ((), (Change(MEAN.key, "yearly"),), (Change(growth.key, 0.07),), (Change("zone.years", 1),))
    found = rule.judge(sitting({"output": table}, levers=rule.levers, scenarios=scenarios))
    assert names(found.truth) == [N, N, M, N]
    assert found.figure is not None
    assert found.figure.known
    assert [low for low, _ in plain(found.figure)] == pytest.approx([0.08] * 4)


def test_a_trend_is_a_rule_whose_bound_the_words_fix() -> None:
    rule = trend("zone.co2", "output", Falling(years(2)), "<", title=WORDS, unit="吨/万元", cite=CITE)
    table: dict[int, Cells] = {2023: [3.0, 3.0, None], 2024: [2.0, 3.0, 2.0], 2025: [1.0, 2.0, 1.0]}
    found = rule.judge(sitting({"output": table}, levers=rule.levers))
    assert names(found.truth) == [M, N, U]
    assert (rule.id, rule.operator, rule.unit, rule.citation) == ("zone.co2", "<", "吨/万元", CITE)
    assert (rule.levers, rule.indicators, rule.depth) == (rule.window.levers, ("output",), 3)
    assert rule.at_review() is rule
    assert found.bound is not None
    assert found.bound.item() == 0.0


def test_a_trend_s_window_may_differ_between_scenarios() -> None:
    rule = trend("zone.soft", "share", Rising(years(3)), ">", title=WORDS, unit="share", cite=CITE)
    table: dict[int, Cells] = {2022: [0.5, 0.1], 2023: [0.2, 0.2], 2024: [0.3, 0.2], 2025: [0.4, 0.2]}
    scenarios = ((), (Change("zone.years", 2),))
    found = rule.judge(sitting({"share": table}, levers=rule.levers, scenarios=scenarios))
    assert names(found.truth) == [N, M, M, N]
    assert found.figure is not None
    assert found.figure.known
    blank = {**table, 2022: [None, 0.1]}
    half = rule.judge(sitting({"share": blank}, levers=rule.levers, scenarios=scenarios))
    assert names(half.truth) == [U, M, M, N]


def test_a_fixed_bound_is_asked_in_the_figure_s_own_unit_in_every_scenario() -> None:
    rule = trend("zone.any", "output", EachOfLast(years(3)), ">", title=WORDS, unit="亿元", cite=CITE)
    table: dict[int, Cells] = {2023: [0.0], 2024: [0.5], 2025: [0.5]}
    alone = [
        names(rule.judge(sitting({"output": table}, levers=rule.levers, scenarios=[own])).truth)[0]
        for own in ((), (Change("zone.years", 2),))
    ]
    both = sitting({"output": table}, levers=rule.levers, scenarios=[(), (Change("zone.years", 2),)])
    assert alone == [N, M]
    assert names(rule.judge(both).truth) == alone


def test_no_event_in_the_window_is_a_count_of_none() -> None:
    rule = none_in("zone.incidents", "incidents", IncidentFree(years(3), SCOPE), title=WORDS, cite=CITE)
    table: dict[int, Cells] = {2023: [0.0, 1.0, 0.0], 2024: [0.0, None, None], 2025: [0.0, 0.0, 0.0]}
    found = rule.judge(sitting({"incidents": table}, levers=rule.levers))
    assert names(found.truth) == [M, N, U]
    assert (rule.operator, rule.unit) == ("<=", "次")


@pytest.mark.parametrize("binding, decides", [(True, [M, N, U]), (False, [NA, NA, NA])])
def test_a_requirement_takes_its_answer_and_an_advisory_one_never_decides(binding: bool, decides: list[str]) -> None:
    asked = requirement("zone_safe", zh="安全", en="safe", cite=("第二条", "第三条"), binding=binding)
    rule = required("zone", asked)
    one = sitting(clusters=3, answers={2025: {"zone_safe": [True, False, None]}})
    found = rule.judge(one)
    assert names(found.truth) == decides
    assert names(found.stated) == [M, N, U]
    assert (rule.id, rule.title, rule.citation) == ("zone.safe", Text("安全", "safe"), "第二条")
    assert rule.indicators == ("zone_safe",)
    assert rule.at_review() is rule


def test_an_answer_of_another_year_is_no_answer() -> None:
    rule = required("zone", requirement("safe", zh="安全", en="safe", cite="第二条"))
    assert rule.id == "zone.safe"
    assert names(rule.judge(sitting(clusters=1, answers={2024: {"safe": [True]}})).truth) == [U]


def test_a_function_says_what_no_other_criterion_can() -> None:
    def doubled(one: Sitting) -> Truths:
        now, then = one.figure("patents", one.latest), one.figure("patents", one.latest - 1)
        missing = (now.low != now.high) | (then.low != then.high)
        with np.errstate(invalid="ignore"):
            return np.where(missing, UNKNOWN, np.where(now.low >= 2 * then.low, MET, NOT_MET))

    rule = from_function(
        "zone.doubled",
        doubled,
        title=WORDS,
        cite=CITE,
        indicators=("patents",),
        levers=(OUTPUT,),
        depth=1,
        across=True,
    )
    one = sitting({"patents": {2024: [3.0, 3.0, None], 2025: [6.0, 5.0, 6.0]}})
    assert names(rule.judge(one).truth) == [M, N, U]
    assert (rule.id, rule.indicators, rule.levers, rule.depth, rule.across) == (
        "zone.doubled",
        ("patents",),
        (OUTPUT,),
        1,
        True,
    )
    assert rule.at_review() is rule


def test_recognition_by_another_measure_is_a_criterion() -> None:
    rule = recognised("province", "national:1", id="zone.recognition", title=WORDS, cite=CITE)
    facts = Facts(4, recognised_by=[("province",), ("national:1",), ("national",), ()])
    assert names(rule.judge(sitting(clusters=4, facts=facts)).truth) == [M, M, U, N]
    assert rule.recognition == ("province", "national:1")
    assert rule.at_review() is rule
    assert recognised("province").id == ""


def test_a_prerequisite_is_asked_for_where_its_lever_says_so() -> None:
    needed = yes_no("prerequisite_binding", True)
    rule = recognised("province", id="zone.prerequisite", title=WORDS, cite=CITE, binding=needed)
    facts = Facts(2, recognised_by=[("province",), ()])
    assert names(rule.judge(sitting(clusters=2, facts=facts, levers=(needed,))).truth) == [M, N]
    waived = [(Change(needed.key, False),)]
    found = rule.judge(sitting(clusters=2, facts=facts, levers=(needed,), scenarios=waived))
    assert names(found.truth) == ["not_applicable", "not_applicable"]
    assert names(found.stated) == [M, N]
    assert rule.levers == (needed,)


def test_a_standard_is_walked_whole_and_named_criterion_by_criterion() -> None:
    first, second, third = (at_least("output", number(name, 1)) for name in ("a", "b", "c"))
    arms = any_of(first, second, id="zone.arms", title=WORDS, cite=CITE)
    standard = all_of(arms, all_of(third))
    assert [part.id for part in walk(standard)] == ["", "zone.arms", "zone.a", "zone.b", "", "zone.c"]
    assert [part.id for part in named(standard)] == ["zone.arms", "zone.c"]


def test_the_latest_year_is_what_a_rule_reads_unless_it_says_otherwise() -> None:
    assert at_least("output", OUTPUT).window is LATEST
