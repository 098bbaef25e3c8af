"""Units as offices write them in a header or above a table, and what they are in a column's own unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from clusterkit.law.indicator import Indicator

_TEN = Fraction(10)


def _tens(**powers: int) -> dict[str, Fraction]:
    return {unit: _TEN**power for unit, power in powers.items()}


_MONEY = {
    **_tens(元=0, 人民币元=0, cny=0, rmb=0, yuan=0, 百元=2, 千元=3, 万元=4, 万=4, 十万元=5, 百万元=6),
    **_tens(千万元=7, 亿元=8, 亿=8, 十亿元=9, 百亿元=10, 千亿元=11),
    "10000cny": _TEN**4,
    "10,000cny": _TEN**4,
    "millioncny": _TEN**6,
    "100millioncny": _TEN**8,
    "billioncny": _TEN**9,
}
_AREA = {
    **_tens(平方米=0, m2=0, 万平方米=4, 公顷=4, 平方公顷=4, ha=4, 平方公里=6, 平方千米=6, km2=6),
    "亩": Fraction(2000, 3),
    "万亩": Fraction(20_000_000, 3),
}
_HECTARE = _AREA["公顷"]
_INVESTMENT = {
    f"{money}/{area}": amount / size * _HECTARE for money, amount in _MONEY.items() for area, size in _AREA.items()
}
_CARBON = {
    f"{mass}{gas}/{money}": amount / _MONEY[money]
    for mass, amount in _tens(吨=0, t=0, 千克=-3, 公斤=-3, kg=-3, 万吨=4, 千吨=3).items()
    for gas in ("", "co2", "二氧化碳")
    for money in _MONEY
}
_PERSONS = _tens(人=0, 名=0, person=0, persons=0, 百人=2, 千人=3, 万人=4)
_THINGS = _tens(家=0, 个=0, 件=0, 项=0, 起=0, 次=0, 户=0)
_SHARE = {
    **dict.fromkeys(("share", "比例", "0-1", "0~1", "0至1", "0到1"), Fraction(1)),
    "%": _TEN**-2,
    "percent": _TEN**-2,
    "‰": _TEN**-3,
}
_TIMES = {"": Fraction(1), "倍": Fraction(1), "ratio": Fraction(1), "%": _TEN**-2}

_FAMILIES: Final[tuple[Mapping[str, Fraction], ...]] = (
    _MONEY,
    _AREA,
    _INVESTMENT,
    _CARBON,
    _PERSONS,
    _THINGS,
    _SHARE,
)
# Words in brackets that describe the cells of a column without a unit.
_HINTS: Final = {
    "date": {"yyyy-mm-dd", "yyyy/mm/dd", "yyyy/m/d", "年月日", "年/月/日", "年-月-日", "iso", "date", "日期"},
    "yes_no": {"是/否", "是否", "yes/no", "y/n", "1/0", "true/false"},
    "text": {"text", "文本"},
}
_UNIT_LINE = re.compile(r"(?:^|[\s(\[,;、])(?:计量|金额)?单位:([^()\[\]]*)")
_BETWEEN_UNITS = re.compile(r"[,;、\s]+")


def plain(text: str) -> str:
    """Return a title or unit in one spelling: half-width, lower case, without spaces and line breaks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def conversion(column: Indicator, written: str) -> Fraction | None:
    """Return what a figure in the unit `written` is to be multiplied by to be in the column's unit.

    None if the unit is not understood for that column. `written` may be in any spelling.
    """
    word = plain(written).removeprefix("单位:")
    own = plain(column.unit)
    if word == own:
        return Fraction(1)
    if column.kind in _HINTS:
        return Fraction(1) if word in _HINTS[column.kind] else None
    family = _family(column, own)
    return family[word] / family[own] if word in family else None


def known_units(column: Indicator) -> tuple[str, ...]:
    """Return a few units that are understood for the column, its own first."""
    family = _family(column, plain(column.unit))
    usual = ("万元", "千元", "元", "公顷", "亩", "万人", "%", "万元/亩", "亿元/平方公里", "吨/亿元", "倍")
    return tuple(dict.fromkeys((column.unit, *(unit for unit in usual if unit in family))))


def is_percent(column: Indicator, written: str) -> bool:
    """Return whether the unit `written` says that the column's figures are percentages."""
    return conversion(column, written) == Fraction(1, 100) and plain(written).endswith(("%", "percent"))


def takes_percent(column: Indicator) -> bool:
    """Return whether a percent sign makes sense in the column: it is a share or a bare ratio."""
    return conversion(column, "%") == Fraction(1, 100)


def units_above(text: str) -> tuple[str, ...]:
    """Return the units that a line above a table names: `单位:万元、人` gives 万元 and 人."""
    line = unicodedata.normalize("NFKC", text).lower()
    found = _UNIT_LINE.search(line)
    return tuple(unit for unit in _BETWEEN_UNITS.split(found[1]) if unit) if found else ()


def looks_like_money(unit: str) -> bool:
    """Return whether a unit that nothing answers to may still speak of money."""
    return "元" in unit and plain(unit) not in _MONEY


def _family(column: Indicator, own: str) -> Mapping[str, Fraction]:
    if column.kind == "ratio" and not own:
        return _TIMES
    return next((family for family in _FAMILIES if own in family), {own: Fraction(1)})
