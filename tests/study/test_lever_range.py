"""Where a threshold is looked for: the legal range, a part of it, or as far as anything changes."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from clusterkit.errors import InputError, LeverError
from clusterkit.law import Lever, LeverNamespace
from clusterkit.study.lever_range import GRID, Floats, LeverRange
from clusterkit.study.response import Response

lever = LeverNamespace("moor")
FLOOR = lever("floor", 8, "亿元", zh="下限", en="floor", cite="一")
SHARE = lever("share", 0.7, "share", zh="占比", en="share", cite="一")
COUNT = lever("count", 2, "家", zh="个数", en="count", cite="一", whole=True, range=(1.0, 12.0))
DAY = lever.month_day("day", "03-31", zh="日期", en="day", cite="一")


def answer(values: Floats, edges: tuple[float, ...]) -> Response:
    """Return a response of 3 runs that falls by one at each edge."""
    levels = np.array([[sum(value <= edge for edge in edges)] * 3 for value in values], dtype=float)
    return Response(values, levels, (0.0, None), "scenario_axis")


def surveyed(where: LeverRange, *edges: float) -> Response:
    return where.survey(lambda values: answer(values, edges))


def test_a_closed_range_is_looked_over_at_equal_steps() -> None:
    found = surveyed(LeverRange.of(SHARE), 0.3)
    assert found.values.tolist() == np.linspace(0, 1, GRID).tolist()


def test_a_part_of_it_may_be_asked_for() -> None:
    found = surveyed(LeverRange.of(FLOOR, 4.0, 6.0), 5.0)
    assert (found.values[0], found.values[-1], len(found.values)) == (4.0, 6.0, GRID)


def test_whole_levers_take_whole_values_alone() -> None:
    assert surveyed(LeverRange.of(COUNT), 3.0).values.tolist() == list(map(float, range(1, 13)))


def test_an_open_end_is_moved_out_until_nothing_changes_beyond() -> None:
    found = surveyed(LeverRange.of(FLOOR), 3.0, 700.0)
    assert found.values[0] == 0.0
    assert 700.0 <= found.values[-1] <= 2 * 700.0
    assert len(found.values) >= GRID


def test_both_ends_may_be_open() -> None:
    open_lever = evolve(FLOOR, legal_range=(None, None))
    found = surveyed(LeverRange.of(open_lever), -300.0, 20.0)
    assert -1000.0 < found.values[0] <= -300.0
    assert 20.0 <= found.values[-1] < 100.0


def test_an_open_lower_end_is_moved_out_from_the_upper_one() -> None:
    found = surveyed(LeverRange.of(evolve(FLOOR, legal_range=(None, 10.0))), 2.0)
    assert -20.0 < found.values[0] <= 2.0
    assert found.values[-1] == 10.0


def test_a_lever_that_changes_nothing_is_looked_over_as_far_as_it_goes() -> None:
    found = surveyed(LeverRange.of(FLOOR))
    assert found.values[-1] == 8.0 * 2**20
    assert found.direction == "flat"


@pytest.mark.parametrize(
    "one, start, end, told",
    [
        (DAY, None, None, "only a number can be solved for"),
        (evolve(FLOOR, unit="yyyymmdd", default=20271020), None, None, "only a number can be solved for"),
        (FLOOR, 5.0, 5.0, "the range from 5 to 5 is empty"),
        (FLOOR, 9.0, 5.0, "the range from 9 to 5 is empty"),
        (SHARE, None, 1.5, "its legal range is from 0 to 1"),
        (COUNT, 1.5, None, "it must be a whole number"),
    ],
)
def test_what_cannot_be_looked_over_is_refused(one: Lever, start: float | None, end: float | None, told: str) -> None:
    with pytest.raises((InputError, LeverError)) as refused:
        LeverRange.of(one, start, end)
    assert told in str(refused.value)
    assert one.key in str(refused.value)
