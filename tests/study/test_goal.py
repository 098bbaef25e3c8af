"""Goals: read as they are written, refused in one line, met with room for rounding alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.errors import InputError
from clusterkit.study.goal import OPERATORS, Goal
from tests.study import planted

STUDY = planted.study(2)


@pytest.mark.parametrize(
    "text, told",
    [
        ("retention@2027 >= 0.80", "retention@2027 >= 0.80"),
        ("  retention@2026>0.5 ", "retention@2026 > 0.5"),
        ("retention ≥ 80%", "retention@2027 >= 80%"),
        ("moor.retention@2027 <= .3", "moor.retention@2027 <= .3"),
        ("holders@2026 >= 25 clusters", "holders@2026 >= 25 clusters"),
        ("holders ≤ 25个", "holders@2027 <= 25个"),
        ("losses < 3", "losses < 3"),
        ("moor.losses:delisted <= 2.5", "moor.losses:delisted <= 2.5"),
    ],
)
def test_a_goal_is_a_quantity_an_operator_and_a_value(text: str, told: str) -> None:
    assert str(Goal.parse(text, STUDY)) == told


@pytest.mark.parametrize("text, value", [("0.80", 0.8), ("80%", 0.8), ("80％", 0.8), ("1", 1.0), (".5", 0.5), ("0", 0)])
def test_a_share_is_written_from_0_to_1_or_in_percent(text: str, value: float) -> None:
    assert Goal.parse(f"retention >= {text}", STUDY).value == value


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "'' is no goal; write a quantity"),
        ("retention", "'retention' is no goal; write a quantity"),
        ("retention@2027 = 0.8", 'such as "retention@2027 >= 0.80"'),
        ("retention == 0.8", "is no goal"),
        ("retention => 0.8", "is no goal"),
        ("0.5 <= retention <= 0.8", "is no goal"),
        ("retention >= ", "is no goal"),
        ("retention >= most", "'most' is no value; write a share such as 0.80 or 80%"),
        ("retention >= -0.1", "'-0.1' is no value"),
        ("retention >= 80", "a share lies from 0 to 1; write a share such as 0.80 or 80%"),
        ("retention >= 180%", "a share lies from 0 to 1"),
        ("retention >= 3 clusters", "retention is a share, not a number of clusters"),
        ("holders >= 80%", "holders are counted in clusters; write a number of clusters such as 25"),
        ("losses <= 3%", "losses are counted in clusters"),
        ("retentoin >= 0.8", "'retentoin' is no quantity"),
        ("retention@2040 >= 0.8", "retention@2040: the run covers 2026 to 2027"),
        ("losses:flood <= 1", "unknown cause: flood"),
        ("fen.retention >= 0.8", "unknown policy of the run: fen"),
    ],
)
def test_what_is_no_goal_is_refused_in_one_line(text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        Goal.parse(text, STUDY)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.sampled_from(list(OPERATORS)), st.floats(0, 1), st.floats(0, 1))
def test_a_level_meets_a_goal_as_the_operator_says(operator: str, value: float, level: float) -> None:
    goal = Goal(Goal.parse("retention >= 0", STUDY).quantity, OPERATORS[operator], value, "")
    known = {">=": level >= value, "≥": level >= value, "<=": level <= value, "≤": level <= value}
    known |= {">": level > value, "<": level < value}
    if abs(level - value) > 1e-8:
        assert goal.met_by(np.array([level]))[0] == known[operator]


@pytest.mark.parametrize("operator, met", [(">=", True), ("<=", True), (">", False), ("<", False)])
def test_a_mean_that_rounding_moves_off_the_value_is_at_it(operator: str, met: bool) -> None:
    goal = Goal.parse(f"retention {operator} 0.8", STUDY)
    levels = np.array([0.8, np.full(1000, 0.8).mean(), sum([0.1] * 8), 0.8 + 1e-12, 0.8 - 1e-12])
    assert (goal.met_by(levels) == met).all()


@pytest.mark.parametrize("text, more", [("holders >= 1", True), ("holders > 1", True), ("losses <= 1", False)])
def test_a_goal_wants_more_or_less(text: str, more: bool) -> None:
    assert Goal.parse(text, STUDY).wants_more is more
