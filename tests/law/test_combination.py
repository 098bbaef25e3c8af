from __future__ import annotations

from collections.abc import Callable

import pytest

from clusterkit.law import (
    Change,
    Criterion,
    Lever,
    Sitting,
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    k_of,
    required,
    requirement,
    scored,
    where,
)
from clusterkit.law.criterion import walk
from clusterkit.law.facts import Facts
from tests.law.sittings import CITE, WORDS, Answers, codes, names, number, plain, sitting, yes_no

N, U, M, NA = "not_met", "unknown", "met", "not_applicable"
QUESTIONS = [required("zone", requirement(key, zh=key, en=key, cite=CITE)) for key in ("a", "b", "c")]
ENERGY = number("energy", 1, "倍")
BINDING = yes_no("area_binding", False)


def answered(*rows: Answers) -> Sitting:
    """Return a sitting on clusters that answer the questions a, b and c."""
    answers = {key: [row[place] for row in rows] for place, key in enumerate("abc")}
    return sitting(clusters=len(rows), answers={2025: answers})


ROWS = answered((True, True, True), (True, False, None), (True, None, None), (False, False, False))


def test_all_of_asks_every_part() -> None:
    standard = all_of(*QUESTIONS)
    found = standard.judge(ROWS)
    assert names(found.truth) == [M, N, U, N]
    assert standard.id == ""
    assert [part.criterion.id for part in found.parts] == ["zone.a", "zone.b", "zone.c"]
    assert [leaf.criterion.id for leaf in found.leaves()] == ["zone.a", "zone.b", "zone.c"]


def test_any_of_asks_one_arm_and_counts_as_one_criterion() -> None:
    arms = any_of(*QUESTIONS, id="zone.arms", title=WORDS, cite=CITE)
    found = arms.judge(answered((False, True, None), (False, None, False), (False, False, False)))
    assert names(found.truth) == [M, U, N]
    assert (arms.id, arms.title, arms.citation) == ("zone.arms", WORDS, CITE)
    assert [leaf.criterion.id for leaf in all_of(arms).judge(ROWS).leaves()] == ["zone.arms"]
    assert any_of(*QUESTIONS).id == ""


@pytest.mark.parametrize("k, truths", [(1, [M, M, M, N]), (2, [M, U, U, N]), (3, [M, N, U, N]), (0, [M] * 4)])
def test_k_of_asks_for_as_many_parts(k: int, truths: list[str]) -> None:
    criterion = k_of(k, *QUESTIONS, id="zone.some", title=WORDS, cite=CITE)
    assert names(criterion.judge(ROWS).truth) == truths
    assert names(criterion.at_review().judge(ROWS).truth) == truths
    assert (criterion.id, criterion.citation) == ("zone.some", CITE)


def facts(*intensive: bool | None) -> Facts:
    return Facts(len(intensive), answers={"intensive": codes(intensive).ravel()})


@pytest.mark.parametrize(
    "intensive, ratio, truth",
    [
        (True, 1.2, M),
        (True, 1.0, N),
        (True, None, U),
        (False, 1.2, NA),
        (False, 0.5, NA),
        (False, None, NA),
        (None, 1.2, M),  # met whether it applies or not
        (None, 0.5, U),
        (None, None, U),
    ],
)
def test_a_criterion_for_some_clusters_does_not_apply_to_the_others(
    intensive: bool | None, ratio: float | None, truth: str
) -> None:
    rule = where("intensive", above("output", ENERGY))
    one = sitting({"output": {2025: [ratio]}}, levers=[ENERGY], facts=facts(intensive))
    found = rule.judge(one)
    assert names(found.truth) == names(found.stated) == [truth]
    assert found.figure is not None
    assert found.criterion is rule


def test_a_criterion_for_some_clusters_is_named_as_the_one_inside() -> None:
    inner = above("output", ENERGY)
    rule = where("intensive", inner)
    assert (rule.id, rule.title, rule.citation) == (inner.id, inner.title, inner.citation)
    assert (rule.operator, rule.unit) == (">", "倍")
    assert rule.parts == (inner,)
    assert rule.indicators == ("intensive", "output")
    assert rule.levers == ()
    assert [one.key for part in walk(rule) for one in part.levers] == ["zone.energy"]


def test_a_soft_rule_for_some_clusters_is_reported_for_them_alone() -> None:
    rule = where("intensive", at_most("output", ENERGY, binding=BINDING))
    one = sitting(
        {"output": {2025: [1.2, 0.8, 1.2, 1.2]}},
        levers=[ENERGY, BINDING],
        facts=facts(True, True, False, None),
    )
    found = rule.judge(one)
    assert names(found.truth) == [NA] * 4
    assert names(found.stated) == [N, M, NA, U]


def score(table: Criterion, one: Sitting) -> list[tuple[float, float]]:
    points = table.judge(one).points
    assert points is not None
    return plain(points)


def test_a_points_table_adds_up_the_points_of_what_is_met() -> None:
    table = scored(*zip(QUESTIONS, (40.0, 35.0, 25.0), strict=True))
    found = table.judge(ROWS)
    assert names(found.truth) == [NA] * 4
    assert score(table, ROWS) == [(100, 100), (40, 65), (40, 100), (0, 0)]
    assert found.points is not None
    assert not found.points.known
    assert [leaf.criterion.id for leaf in found.leaves()] == ["zone.a", "zone.b", "zone.c"]


def test_a_score_without_blanks_is_one_number() -> None:
    table = scored((QUESTIONS[0], 60.0), (QUESTIONS[1], 40.0), id="zone.score", title=WORDS, cite=CITE)
    points = table.judge(answered((True, False, None), (False, False, None))).points
    assert points is not None
    assert points.known
    assert (table.id, table.title, table.citation) == ("zone.score", WORDS, CITE)


def test_a_part_that_does_not_apply_costs_no_points() -> None:
    table = scored((where("intensive", above("output", ENERGY)), 30.0))
    one = sitting({"output": {2025: [0.5, 0.5]}}, levers=[ENERGY], facts=facts(False, True))
    assert score(table, one) == [(30, 30), (0, 0)]


def test_an_empty_table_scores_nothing() -> None:
    assert score(scored(), sitting()) == [(0, 0)]


@pytest.mark.parametrize(
    "combined",
    [
        all_of,
        any_of,
        lambda *parts: k_of(2, *parts),
        lambda *parts: scored(*((part, 1.0) for part in parts)),
    ],
)
def test_at_a_review_every_part_is_asked_as_at_a_review(combined: Callable[..., Criterion]) -> None:
    levers: list[Lever] = [number("a", 1), number("b", 2)]
    parts = [at_least("output", levers[0]), where("intensive", at_least("output", levers[1]))]
    review = combined(*parts).at_review()
    assert [one.key for part in walk(review) for one in part.levers] == [
        "zone.retention.a",
        "zone.retention.b",
    ]
    assert [part.id for part in walk(review) if part.id] == ["zone.a", "zone.b", "zone.b"]


def test_a_points_table_differs_between_scenarios_as_its_parts_do() -> None:
    bound = number("output_min", 32, "亿元")
    table = scored((at_least("output", bound), 60.0), (QUESTIONS[0], 40.0))
    one = sitting(
        {"output": {2025: [36.0]}},
        levers=[bound],
        scenarios=[(), (Change(bound.key, 40),)],
        answers={2025: {"a": [True]}},
    )
    assert score(table, one) == [(100, 100), (40, 40)]
