"""What another reading of a lever is, and where the law itself has to be read otherwise."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law import Change, Policy, above, at_least, by_steps, fails, lose, on_event, scored, when
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.lever import DATE_UNIT, Lever
from clusterkit.law.policy import Target
from clusterkit.study.readings import Reading, including, other_values, parse_reading, readings_of
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import CITE, WORDS, Cluster, study
from tests.study.wording import HIGHER, NESTED, STRICT, asking, lever, number

TITLED = Cluster(certified="2024-07-01")


def of_law(law: Policy, *settings: str) -> Study:
    levers = {one.key: one for one in law.levers}
    return study(TITLED, laws=[law], scenarios=[Scenario.of("baseline", levers, settings)])


def reading(law: Policy, key: str, *settings: str) -> Reading:
    (found,) = [one for one in readings_of(of_law(law, *settings)) if one.lever.key == key]
    return found


def shown(one: Reading) -> list[str]:
    return [alternative.shown for alternative in one.alternatives]


# Values ------------------------------------------------------------------------------------------


def choice(*choices: str) -> Lever:
    return lever.choice("c", choices[0], choices, zh="", en="", cite=CITE)


@pytest.mark.parametrize(
    "one, value, others",
    [
        (lever.yes_no("y", True, zh="", en="", cite=CITE), True, (False,)),
        (choice("a", "b", "c"), "b", ("a", "c")),
        (number("w", 2, "年", whole=True, range=(1, 3)), 2.0, (1.0, 3.0)),
        (number("w", 3, "年", whole=True, range=(1, 3)), 3.0, (2.0,)),
        (number("d", 0, "天", whole=True, range=(0, 365)), 0.0, (30.0,)),
        (number("d", 60, "天", whole=True, range=(0, 365)), 60.0, (30.0, 90.0)),
        (number("until", 20280229, DATE_UNIT, whole=True), 20280229.0, (20280228.0, 20280301.0)),
        (lever.month_day("m", "03-31", zh="", en="", cite=CITE), 331, (229, 430)),
        (lever.month_day("m", "04-10", zh="", en="", cite=CITE), 410, (331, 531)),
        (lever.month_day("m", "01-31", zh="", en="", cite=CITE), 131, (229,)),
        (lever.month_day("m", "12-01", zh="", en="", cite=CITE), 1201, (1130,)),
        (number("s", 0.7, "share"), 0.7, ()),
        (number("none", None, "个", whole=True, optional=True), None, ()),
    ],
    ids=lambda one: one.key if isinstance(one, Lever) else None,
)
def test_another_value_follows_from_what_the_lever_declares(one: Lever, value: Any, others: tuple[Any, ...]) -> None:
    assert other_values(one, value) == others


def test_the_alternatives_are_to_the_reading_of_the_scenario_not_to_the_default() -> None:
    found = reading(STRICT, "zone.growth_window", "zone.growth_window=2")
    assert (found.shown, shown(found)) == ("2 年", ["1 年", "3 年"])


# Words -------------------------------------------------------------------------------------------


def test_a_bound_that_ordinary_words_make_strict_is_read_to_include_its_number() -> None:
    found = reading(STRICT, "zone.higher")
    assert (found.shown, shown(found), found.reason) == ("> 80%", [">= 80%"], None)


@pytest.mark.parametrize(
    "key, operator, other",
    [("zone.higher", ">", ">="), ("zone.lower", "<", "<="), ("zone.efficient", ">", ">=")],
)
def test_it_is_found_within_any_of_and_where(key: str, operator: str, other: str) -> None:
    assert reading(NESTED, key).operator == operator
    changed = including(NESTED, key)
    for decision in changed.decisions:
        assert {one.operator for one in decision.criteria if isinstance(one, Bound) and _is_of(one, key)} <= {other}


def _is_of(bound: Bound, key: str) -> bool:
    return key in {bound.lever.key, bound.lever.follows}


@pytest.mark.parametrize("law", [STRICT, NESTED])
def test_nothing_else_in_the_law_changes(law: Policy) -> None:
    changed = including(law, "zone.higher")
    before, after = list(walk(law.standard)), list(walk(changed.standard))
    assert [one.id for one in before] == [one.id for one in after]
    differing = [one.id for one, other in zip(before, after, strict=True) if one.operator != other.operator]
    assert differing == ["zone.higher"]
    assert [one.key for one in changed.levers] == [one.key for one in law.levers]


def test_words_of_the_statute_itself_are_no_reading() -> None:
    law = asking(above("sme_share", number("over", 0.7, "share", cue="超过")))
    assert "zone.over" not in {one.lever.key for one in readings_of(of_law(law))}


def test_a_bound_at_the_re_review_is_read_with_that_at_admission() -> None:
    found = reading(STRICT, "zone.retention.higher")
    assert found.alternatives == ()
    assert found.reason is not None
    assert found.reason.en == "the same words as at admission, read with them"


def test_words_in_the_condition_of_a_rule_are_told_and_not_rewritten() -> None:
    rule = when(fails(above("sme_share", HIGHER)), lose("other", cite=CITE))
    found = reading(asking(decisions=(on_event("incident", rule, title=WORDS, cite=CITE),)), "zone.higher")
    assert (found.operator, found.alternatives) == (">", ())
    assert found.reason is not None
    assert found.reason.en == "not a plain bound of a standard: not rewritten"


def test_words_in_a_step_of_a_points_table_are_told_and_not_rewritten() -> None:
    steps = by_steps("sme_share", (HIGHER, 10.0), compare=">", id="zone.steps", title=WORDS, cite=CITE)
    found = reading(asking(scored((steps, 1.0), id="zone.score", title=WORDS, cite=CITE)), "zone.higher")
    assert found.alternatives == ()
    assert found.reason is not None
    assert found.reason.en == "not a plain bound of a standard: not rewritten"


def test_a_target_decides_nothing_however_it_is_read() -> None:
    edge, count = number("edge", 100, "亿元", cue="超"), number("clusters", 10, "个")
    target = Target("zone.large", WORDS, CITE, count, date(2030, 12, 31), "operating_revenue", above=edge)
    found = reading(asking(targets=(target,)), "zone.edge")
    assert found.alternatives == ()
    assert found.reason is not None
    assert found.reason.en == "no decision rests on it"


def test_a_number_that_no_text_states_is_left_to_the_user() -> None:
    found = reading(STRICT, "zone.round_quota")
    assert found.reason is not None
    assert found.reason.en == "the text states no value; give one: --reading zone.round_quota=VALUE"


def test_a_share_that_is_itself_a_reading_is_left_to_the_user() -> None:
    law = asking(at_least("sme_share", number("most", 0.5, "share", interpretation=True)))
    found = reading(law, "zone.most")
    assert found.reason is not None
    assert found.reason.en == "no other reading follows; give one: --reading zone.most=VALUE"


def test_a_reading_that_the_scenario_dates_has_no_one_alternative() -> None:
    found = reading(STRICT, "zone.growth_window", "zone.growth_window=2@2028-01-01")
    assert found.alternatives == ()
    assert found.reason is not None
    assert found.reason.en == "the scenario changes it from stated days on"


# What is given -----------------------------------------------------------------------------------


def test_a_further_reading_may_be_given_where_none_follows() -> None:
    prepared = of_law(STRICT)
    given = [parse_reading(prepared.levers, "zone.round_quota=3")]
    (found,) = [one for one in readings_of(prepared, given) if one.lever.key == "zone.round_quota"]
    assert (shown(found), found.reason) == (["3 个"], None)


def test_a_further_reading_stands_beside_what_follows() -> None:
    prepared = of_law(STRICT)
    given = [parse_reading(prepared.levers, "zone.growth_window=1")]
    (found,) = [one for one in readings_of(prepared, given) if one.lever.key == "zone.growth_window"]
    assert shown(found) == ["2 年", "1 年"]


@pytest.mark.parametrize(
    "written, error, told",
    [
        ("zone.growth_window", InputError, "--reading zone.growth_window: write LEVER=VALUE"),
        ("zone.growth_windw=2", UnknownNameError, "did you mean zone.growth_window?"),
        ("zone.growth_window=7", LeverError, "its legal range is from 1 to 3"),
        ("zone.growth_window=3", InputError, "that is how it is read now"),
        ("zone.output_min=3", InputError, "the text leaves no doubt about it"),
    ],
)
def test_what_is_no_other_reading_is_refused(written: str, error: type[Exception], told: str) -> None:
    prepared = of_law(STRICT)
    with pytest.raises(error, match=re.escape(told)):
        readings_of(prepared, [parse_reading(prepared.levers, written)])


def test_a_reading_of_a_law_outside_the_study_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=re.escape("unknown lever: moor.readmission")):
        readings_of(of_law(STRICT), [Change("moor.readmission", True)])


def test_every_interpretation_has_an_alternative_or_a_reason() -> None:
    law = evolve(NESTED, further_levers=(number("odd", 0.3, "share", interpretation=True),))
    found = readings_of(of_law(law))
    assert {one.lever.key for one in found} == {one.key for one in law.levers if one.interpretation}
    assert all(bool(one.alternatives) != (one.reason is not None) for one in found)
