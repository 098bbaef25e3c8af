from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import Indicator, ratio, requirement
from clusterkit.law.indicator import Kind, Scale, from_scale, to_scale
from tests.law.sittings import WORDS, unhurried

amounts = st.floats(1e-12, 1e12)
shares = st.floats(1e-9, 1 - 1e-9)


def back(scale: Scale, value: float) -> float:
    return float(from_scale(scale, to_scale(scale, np.array(value))))


@pytest.mark.parametrize(
    "kind, scale",
    [
        ("amount", "log"),
        ("ratio", "log"),
        ("share", "logit"),
        ("count", "plain"),
        ("date", "plain"),
        ("yes_no", "plain"),
        ("text", "plain"),
    ],
)
def test_a_kind_of_figure_has_its_scale(kind: Kind, scale: Scale) -> None:
    assert Indicator("x", WORDS, "", kind).scale == scale


def test_an_indicator_may_choose_another_scale() -> None:
    assert Indicator("staff", WORDS, "人", "count", scale="log").scale == "log"


@unhurried
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_figures_are_held_as_they_are(value: float) -> None:
    assert back("plain", value) == value


@unhurried
@given(amounts)
def test_amounts_come_back_from_their_logarithm(value: float) -> None:
    assert back("log", value) == pytest.approx(value, rel=1e-13)


@unhurried
@given(shares)
def test_shares_come_back_from_their_log_odds(value: float) -> None:
    assert back("logit", value) == pytest.approx(value, rel=1e-13)


@unhurried
@given(st.floats(1, 1e6))
def test_shares_of_one_and_more_come_back_too(value: float) -> None:
    assert back("logit", value) == pytest.approx(value, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("scale", ["log", "logit"])
def test_zero_lies_at_minus_infinity_and_comes_back(scale: Scale) -> None:
    assert to_scale(scale, np.array(0.0)) == -np.inf
    assert back(scale, 0.0) == 0.0


def test_one_is_a_share_like_others() -> None:
    assert back("logit", 1.0) == 1.0
    assert back("logit", float(np.nextafter(1.0, 0.0))) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("scale", ["plain", "log", "logit"])
@unhurried
@given(values=st.lists(st.floats(0, 100), min_size=2, max_size=2, unique=True))
def test_a_scale_keeps_the_order(scale: Scale, values: list[float]) -> None:
    small, large = sorted(values)
    low, high = to_scale(scale, np.array([small, large]))
    assert low <= high
    if large - small > 1e-9 * large:
        assert low < high


@pytest.mark.parametrize("scale", ["plain", "log", "logit"])
def test_a_missing_figure_stays_missing(scale: Scale) -> None:
    assert np.isnan(back(scale, np.nan))


def test_a_ratio_names_its_parts_and_its_factor() -> None:
    density = ratio("density", "patents", "staff", title=WORDS, unit="件/万人", kind="ratio", factor=10_000)
    assert (density.table, density.numerator, density.denominator) == ("derived", "patents", "staff")
    assert density.factor == 10_000
    assert density.scale == "log"


def test_a_requirement_is_a_question_of_the_text_with_its_clauses() -> None:
    one = requirement("zone_safe", zh="安全", en="safe", cite="第二条")
    two = requirement("zone_green", zh="绿色", en="green", cite=("第二条", "第三条"), binding=False)
    assert (one.citation, two.citation) == (("第二条",), ("第二条", "第三条"))
    assert (one.binding, two.binding) == (True, False)
    assert one.kind == two.kind == "yes_no"
    assert one.qualitative
    assert two.qualitative


def test_a_yes_or_no_without_a_clause_is_a_plain_fact() -> None:
    assert not Indicator("energy_intensive", WORDS, "", "yes_no").qualitative
    assert not Indicator("output", WORDS, "亿元", "amount", citation=("第二条",)).qualitative
