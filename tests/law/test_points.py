from __future__ import annotations

import pytest

from clusterkit.law import (
    Change,
    EachOfLast,
    Latest,
    all_of,
    at_least,
    by_steps,
    required,
    requirement,
    scored,
)
from clusterkit.law.criterion import walk
from clusterkit.law.finding import Finding
from tests.law.sittings import CITE, WORDS, names, number, plain, sitting, years

N, U, M, NA = "not_met", "unknown", "met", "not_applicable"
LOW, MIDDLE, HIGH = (number(name, bound, "亿元") for name, bound in (("low", 10), ("middle", 20), ("high", 40)))
STEPS = by_steps("output", (LOW, 4.0), (MIDDLE, 7.0), (HIGH, 10.0), id="zone.output", title=WORDS, cite=CITE)
FLOOR = at_least("giants", number("floor", 1, "家"))
SAFE = required("zone", requirement("safe", zh="安全", en="safe", cite=CITE))
LEVERS = (LOW, MIDDLE, HIGH, *FLOOR.levers)


def points(found: Finding) -> list[tuple[float, float]]:
    assert found.points is not None
    return plain(found.points)


def test_points_are_those_of_the_highest_step_that_is_reached() -> None:
    found = STEPS.judge(sitting({"output": {2025: (9.9, 10.0, 19.9, 20.0, 40.0, 400.0)}}, levers=LEVERS))
    assert [low for low, _ in points(found)] == [0.0, 4.0, 4.0, 7.0, 10.0, 10.0]
    assert names(found.truth) == [NA]


def test_a_missing_figure_may_stand_on_any_step() -> None:
    assert points(STEPS.judge(sitting({"output": {2025: (None, 15.0)}}, levers=LEVERS))) == [(0.0, 10.0), (4.0, 4.0)]


def test_steps_may_exclude_their_own_bound() -> None:
    strict = by_steps("output", (LOW, 4.0), compare=">", id="zone.output", title=WORDS, cite=CITE)
    assert [low for low, _ in points(strict.judge(sitting({"output": {2025: (10.0, 10.1)}}, levers=LEVERS)))] == [0, 4]


def test_steps_look_through_a_window() -> None:
    least = by_steps(
        "output", (LOW, 4.0), (MIDDLE, 7.0), window=EachOfLast(years(3)), id="zone.output", title=WORDS, cite=CITE
    )
    table = {"output": {2023: (15.0,), 2024: (50.0,), 2025: (50.0,)}}
    one = sitting(table, levers=(*LEVERS, *least.levers))
    assert points(least.judge(one)) == [(4.0, 4.0)]
    assert least.depth == EachOfLast(years(3)).depth


def test_a_window_may_differ_between_scenarios() -> None:
    length = years(3)
    least = by_steps(
        "output", (LOW, 4.0), (MIDDLE, 7.0), window=EachOfLast(length), id="zone.output", title=WORDS, cite=CITE
    )
    table = {"output": {2023: (15.0,), 2024: (50.0,), 2025: (None,)}}
    one = sitting(table, levers=least.levers, scenarios=((), (Change(length.key, 1),), (Change(length.key, 2),)))
    assert points(least.judge(one)) == [(0.0, 4.0), (0.0, 7.0), (0.0, 7.0)]


def test_bounds_may_differ_between_scenarios() -> None:
    one = sitting({"output": {2025: (15.0,)}}, levers=LEVERS, scenarios=((), (Change(MIDDLE.key, 15.0),)))
    assert points(STEPS.judge(one)) == [(4.0, 4.0), (7.0, 7.0)]


def test_parts_with_points_of_their_own_are_weighted() -> None:
    table = scored((STEPS, 2.0), (FLOOR, 5.0))
    one = sitting({"output": {2025: (20.0, None)}, "giants": {2025: (1, 0)}}, levers=LEVERS)
    assert points(table.judge(one)) == [(19.0, 19.0), (0.0, 20.0)]


def test_a_gate_vetoes_whatever_the_score() -> None:
    table = scored((STEPS, 1.0), gates=(FLOOR, SAFE))
    one = sitting(
        {"output": {2025: (40.0, 40.0, 5.0)}, "giants": {2025: (1, 0, 1)}},
        levers=LEVERS,
        answers={2025: {"safe": (True, True, None)}},
    )
    found = table.judge(one)
    assert names(found.truth) == [M, N, U]
    assert [low for low, _ in points(found)] == [10.0, 10.0, 0.0]
    assert [leaf.criterion.id for leaf in found.leaves()] == ["zone.output", "zone.floor", "zone.safe"]


def test_a_table_without_gates_asks_nothing_besides() -> None:
    found = scored((FLOOR, 5.0)).judge(sitting({"giants": {2025: (0,)}}, levers=LEVERS))
    assert names(found.truth) == [NA]


def test_a_table_may_stand_beside_criteria_of_its_standard() -> None:
    standard = all_of(scored((STEPS, 1.0), id="zone.score", title=WORDS, cite=CITE), FLOOR)
    found = standard.judge(sitting({"output": {2025: (40.0,)}, "giants": {2025: (0,)}}, levers=LEVERS))
    assert names(found.truth) == [N]


def test_at_a_review_every_bound_follows_its_retention_twin() -> None:
    table = scored((STEPS, 2.0), gates=(FLOOR,)).at_review()
    keys = {lever.key for part in walk(table) for lever in part.levers}
    assert keys == {f"zone.retention.{name}" for name in ("low", "middle", "high", "floor")}
    assert (table.points, table.gates) == ((2.0,), 1)


def test_what_steps_read_is_declared() -> None:
    assert STEPS.indicators == ("output",)
    assert STEPS.levers == (LOW, MIDDLE, HIGH)
    assert STEPS.window == Latest()


@pytest.mark.parametrize("figure, worth", [(10.0 * (1 - 1e-12), 4.0), (10.0 * (1 - 1e-6), 0.0)])
def test_a_figure_at_a_step_stands_on_it(figure: float, worth: float) -> None:
    assert points(STEPS.judge(sitting({"output": {2025: (figure,)}}, levers=LEVERS))) == [(worth, worth)]
