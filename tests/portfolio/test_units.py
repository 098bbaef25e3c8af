from __future__ import annotations

from fractions import Fraction

import pytest

from clusterkit.law.indicator import Indicator
from clusterkit.law.text import Text
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, OBSERVATION_COLUMNS
from clusterkit.portfolio.units import conversion, known_units, units_above

COLUMNS = {column.key: column for column in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS)}


@pytest.mark.parametrize(
    "key, unit, factor",
    [
        ("output_value", "亿元", 1),
        ("output_value", " 亿元 ", 1),
        ("output_value", "单位\uff1a万元", Fraction(1, 10_000)),
        ("output_value", "万元", Fraction(1, 10_000)),
        ("output_value", "千元", Fraction(1, 100_000)),
        ("output_value", "元", Fraction(1, 10**8)),
        ("output_value", "10,000 CNY", Fraction(1, 10_000)),
        ("area_km2", "公顷", Fraction(1, 100)),
        ("area_km2", "亩", Fraction(1, 1500)),
        ("area_km2", "平方公里", 1),
        ("area_km2", "km2", 1),
        ("investment_intensity", "万元/公顷", 1),
        ("investment_intensity", "万元/平方公顷", 1),
        ("investment_intensity", "亿元/平方公里", 100),
        ("investment_intensity", "万元/亩", 15),
        ("investment_intensity", "元/平方米", 1),
        ("co2_intensity", "吨/万元", 1),
        ("co2_intensity", "吨CO2/万元", 1),
        ("co2_intensity", "吨/亿元", Fraction(1, 10_000)),
        ("co2_intensity", "千克/万元", Fraction(1, 1000)),
        ("sme_employees", "万人", 10_000),
        ("invention_patents", "件", 1),
        ("champions", "个", 1),
        ("platform_adoption_rate", "%", Fraction(1, 100)),
        ("platform_adoption_rate", "\uff05", Fraction(1, 100)),
        ("energy_efficiency_ratio", "%", Fraction(1, 100)),
        ("energy_efficiency_ratio", "倍", 1),
        ("certified_on", "YYYY-MM-DD", 1),
        ("energy_intensive", "是/否", 1),
    ],
)
def test_units_are_converted_exactly(key: str, unit: str, factor: Fraction | int) -> None:
    assert conversion(COLUMNS[key], unit) == factor


@pytest.mark.parametrize(
    "key, unit",
    [
        ("output_value", "%"),
        ("output_value", "人"),
        ("output_value", "现价"),
        ("co2_intensity", "%"),
        ("sme_employees", "元"),
        ("certified_on", "国家级"),
        ("name", "万元"),
    ],
)
def test_a_unit_of_another_kind_is_not_understood(key: str, unit: str) -> None:
    assert conversion(COLUMNS[key], unit) is None


def test_a_plugins_column_may_have_a_unit_of_its_own() -> None:
    own = Indicator(key="own", title=Text("能耗", "energy"), unit="吨标准煤", kind="amount")
    assert conversion(own, "吨标准煤") == 1
    assert conversion(own, "万吨标准煤") is None
    assert known_units(own) == ("吨标准煤",)


@pytest.mark.parametrize(
    "line, units",
    [
        ("单位:万元", ("万元",)),
        ("2023年度统计表\uff08单位\uff1a万元、人\uff09", ("万元", "人")),
        ("计量单位: 万元", ("万元",)),
        ("填报单位:某某局", ()),
        ("2023年度统计表", ()),
    ],
)
def test_units_above_a_table_are_found(line: str, units: tuple[str, ...]) -> None:
    assert units_above(line) == units
