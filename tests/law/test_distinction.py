from __future__ import annotations

import numpy as np
import pytest

from clusterkit.law import Change, Sitting, all_of, at_least, at_most, by_group, either, required, requirement
from clusterkit.law.criterion import walk
from clusterkit.law.facts import Facts
from clusterkit.law.truth import NAMES
from tests.law.sittings import CITE, WORDS, Cells, names, number, plain, sitting

N, U, M, NA = "not_met", "unknown", "met", "not_applicable"
EAST, WEST, ELSE = number("east", 40, "亿元"), number("west", 20, "亿元"), number("otherwise", 30, "亿元")
BY_REGION = by_group(
    "region",
    {"东部": at_least("output", EAST), "西部": at_least("output", WEST)},
    otherwise=at_least("output", ELSE),
    id="zone.output_min",
    title=WORDS,
    cite=CITE,
)
SIZE = number("size", 100, "亿元")
BY_SIZE = either(
    at_least("output", SIZE),
    at_least("champions", number("large", 2, "家")),
    at_least("champions", number("small", 1, "家")),
    id="zone.champions",
    title=WORDS,
    cite=CITE,
)
LEVERS = tuple(lever for root in (BY_REGION, BY_SIZE) for part in walk(root) for lever in part.levers)


def regions(output: Cells, *groups: str) -> Sitting:
    facts = Facts(len(groups), groups={"region": np.array(groups)})
    return sitting({"output": {2025: output}}, facts=facts, levers=LEVERS)


def test_each_group_has_its_own_bound_and_all_others_share_one() -> None:
    found = BY_REGION.judge(regions((35.0, 35.0, 35.0, 25.0, 25.0), "东部", "西部", "中部", "西部", "中部"))
    assert names(found.truth) == [N, M, M, M, N]
    assert found.bound is not None
    assert found.bound.ravel().tolist() == [40.0, 20.0, 30.0, 20.0, 30.0]


def test_where_the_group_is_blank_only_what_all_agree_on_is_known() -> None:
    found = BY_REGION.judge(regions((45.0, 25.0, 15.0), "", "", ""))
    assert names(found.truth) == [M, U, N]


def test_a_group_that_is_not_on_file_at_all_is_blank() -> None:
    assert names(BY_REGION.judge(sitting({"output": {2025: (25.0,)}}, levers=LEVERS)).truth) == [U]


def test_the_distinction_counts_as_one_criterion_whose_arms_are_its_groups() -> None:
    found = all_of(BY_REGION).judge(regions((35.0, 35.0), "东部", "西部"))
    (leaf,) = found.leaves()
    assert (leaf.criterion.id, leaf.criterion.title, leaf.criterion.citation) == ("zone.output_min", WORDS, CITE)
    assert [names(arm.truth) for arm in leaf.parts] == [[N, NA], [NA, M], [NA, NA]]


def test_a_missing_figure_stays_missing() -> None:
    found = BY_REGION.judge(regions((None, 50.0), "东部", "西部"))
    assert names(found.truth) == [U, M]
    assert found.figure is not None
    assert not found.figure.known
    assert plain(found.figure)[1] == pytest.approx((50.0, 50.0))


def test_an_indicator_may_decide_which_question_is_asked() -> None:
    table = {"output": {2025: (150.0, 150.0, 50.0, 50.0)}, "champions": {2025: (1.0, 2.0, 1.0, 0.0)}}
    assert names(BY_SIZE.judge(sitting(table, levers=LEVERS)).truth) == [N, M, M, N]


def test_where_the_test_is_unknown_only_what_both_agree_on_is_known() -> None:
    table: dict[str, dict[int, Cells]] = {"output": {2025: (None, None, None)}, "champions": {2025: (0.0, 1.0, 2.0)}}
    assert names(BY_SIZE.judge(sitting(table, levers=LEVERS)).truth) == [N, U, M]


def test_at_a_review_every_part_follows_its_retention_twin() -> None:
    twins = {lever.key for part in walk(BY_REGION.at_review()) for lever in part.levers}
    assert twins == {"zone.retention.east", "zone.retention.west", "zone.retention.otherwise"}
    assert {lever.key for lever in BY_SIZE.at_review().levers} == {"zone.retention.size"}


def test_what_it_reads_is_declared() -> None:
    assert BY_REGION.indicators == ("region",)
    assert BY_SIZE.indicators == ("output",)
    assert BY_SIZE.levers == (SIZE,)
    assert not BY_REGION.across
    assert not BY_SIZE.across


def test_questions_in_words_may_differ_too() -> None:
    asked = [required("zone", requirement(key, zh=key, en=key, cite=CITE)) for key in ("a", "b")]
    words = by_group("region", {"东部": asked[0]}, otherwise=asked[1], id="zone.words", title=WORDS, cite=CITE)
    facts = Facts(2, groups={"region": np.array(["东部", "西部"])})
    answers = {2025: {"a": (True, True), "b": (False, False)}}
    found = words.judge(sitting(clusters=2, facts=facts, answers=answers))
    assert names(found.truth) == [M, N]
    assert (found.figure, found.bound) == (None, None)


def test_a_number_in_one_group_and_words_in_another_stand_side_by_side() -> None:
    asked = required("zone", requirement("a", zh="a", en="a", cite=CITE))
    mixed = by_group("region", {"东部": at_most("output", EAST)}, otherwise=asked, id="zone.m", title=WORDS, cite=CITE)
    facts = Facts(2, groups={"region": np.array(["东部", "西部"])})
    one = sitting({"output": {2025: (30.0, 30.0)}}, facts=facts, answers={2025: {"a": (True, True)}}, levers=LEVERS)
    found = mixed.judge(one)
    assert [NAMES[int(code)] for code in found.truth.ravel()] == [M, M]
    assert found.figure is not None
    assert plain(found.figure)[0] == pytest.approx((30.0, 30.0))
    assert found.bound is not None
    assert np.isnan(found.bound.ravel()[1])


def test_parts_on_different_scales_are_shown_in_plain_numbers() -> None:
    mixed = by_group(
        "region",
        {"东部": at_most("output", EAST)},
        otherwise=at_least("giants", WEST),
        id="zone.m",
        title=WORDS,
        cite=CITE,
    )
    facts = Facts(2, groups={"region": np.array(["东部", "西部"])})
    found = mixed.judge(
        sitting({"output": {2025: (30.0, 30.0)}, "giants": {2025: (5, 25)}}, facts=facts, levers=LEVERS)
    )
    assert names(found.truth) == [M, M]
    assert found.figure is not None
    assert plain(found.figure) == [pytest.approx((30.0, 30.0)), (25.0, 25.0)]


def test_bounds_of_a_group_may_differ_between_scenarios() -> None:
    facts = Facts(2, groups={"region": np.array(["东部", "西部"])})
    scenarios = ((), (Change(WEST.key, 50.0),))
    one = sitting({"output": {2025: (45.0, 45.0)}}, facts=facts, levers=LEVERS, scenarios=scenarios)
    assert names(BY_REGION.judge(one).truth) == [M, M, M, N]
