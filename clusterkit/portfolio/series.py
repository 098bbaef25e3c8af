"""A column of cells as one array of its kind, with what is wrong in each cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.indicator import Indicator
from clusterkit.law.truth import UNKNOWN
from clusterkit.portfolio import cells as cell_
from clusterkit.portfolio.cells import Cell, CellError
from clusterkit.portfolio.columns import LIST_COLUMNS, YEAR
from clusterkit.portfolio.headers import Heading
from clusterkit.portfolio.units import takes_percent

Values = NDArray[Any]
Floats = NDArray[np.float64]

_PLAIN_NUMBER = frozenset("0123456789.+-eE")
_EXACT = 1e-9
_HUNDRED = 100.0


@frozen
class Series:
    """One column's `values`, and the index and rule of each `wrong` cell, which counts as missing.

    Text is an array of str ("" is missing), a list of words an array of tuples, a date int64
    ordinals (0), yes/no int8 truth codes (unknown), a number float64 in the column's unit (NaN).
    `rule` is what is wrong with the column as a whole.
    """

    values: Values
    wrong: tuple[tuple[int, str], ...] = ()
    rule: str | None = None


def series(heading: Heading, cells: Sequence[Cell]) -> Series:
    """Return a column's cells as an array of the kind that its heading asks for."""
    column = heading.column
    if column.key in LIST_COLUMNS:
        return _each(cells, cell_.texts, (), np.object_)
    if column.key == YEAR.key:
        return _each(cells, cell_.year, math.nan, np.float64)
    match column.kind:
        case "text":
            return _each(cells, cell_.text, "", np.object_)
        case "date":
            return _each(cells, cell_.day, 0, np.int64)
        case "yes_no":
            return _each(cells, cell_.yes_no, int(UNKNOWN), np.int8)
        case _:
            return _numbers(heading, cells)


def missing(column: Indicator, count: int) -> Values:
    """Return `count` missing values of a column."""
    if column.key in LIST_COLUMNS:
        return _array([()] * count, np.object_)
    match column.kind:
        case "text":
            return _array([""] * count, np.object_)
        case "date":
            return np.zeros(count, dtype=np.int64)
        case "yes_no":
            return np.full(count, UNKNOWN, dtype=np.int8)
        case _:
            return np.full(count, np.nan)


def _each(cells: Sequence[Cell], read: Callable[[Cell], Any], none: object, dtype: type) -> Series:
    # Dates and words repeat; only text is looked up, since True, 1 and 1.0 are one key.
    known = {cell: _tried(read, cell) for cell in {cell for cell in cells if type(cell) is str}}
    results = [known[cell] if type(cell) is str else _tried(read, cell) for cell in cells]
    wrong = [(index, str(result)) for index, result in enumerate(results) if type(result) is CellError]
    for index, _ in wrong:
        results[index] = none
    return Series(_array(results, dtype), tuple(wrong))


def _tried(read: Callable[[Cell], Any], cell: Cell) -> Any:
    try:
        return read(cell)
    except CellError as error:
        return error


def _array(values: list[Any], dtype: type) -> Values:
    if dtype is not np.object_:
        return np.array(values, dtype=dtype)
    array = np.empty(len(values), dtype=np.object_)
    if any(isinstance(value, tuple) for value in values[:1]):
        for index, value in enumerate(values):  # an array of tuples must not become two-dimensional
            array[index] = value
    else:
        array[:] = values
    return array


def _numbers(heading: Heading, cells: Sequence[Cell]) -> Series:
    column = heading.column
    values, signed, wrong = _read_fast(cells) or _read_each(cells)
    if not takes_percent(column):
        wrong |= {
            int(index): f"a percent sign does not belong here: the unit is {column.unit or 'none'}"
            for index in np.flatnonzero(signed)
        }
    if heading.percent and _small(values[~signed]):
        rule = (
            "no figure under this percent sign is above 1, so percentages cannot be told from shares: "
            "write each cell with its own percent sign, or shares without one in the title"
        )
        return Series(np.full(len(values), np.nan), rule=rule)
    if heading.factor != 1:
        # A division by a power of ten is exact to the last bit; a product with its inverse is not.
        scaled = values * float(heading.factor.numerator) / float(heading.factor.denominator)
        values = np.where(signed, values, _settled(scaled) if column.whole else scaled)
    bare = ~signed if not heading.percent else np.zeros_like(signed)
    wrong |= {index: rule for index, rule in _out_of_range(heading, values, bare).items() if index not in wrong}
    values = values + 0.0  # no negative zero
    values[list(wrong)] = np.nan
    return Series(values, tuple(sorted(wrong.items())))


def _read_fast(cells: Sequence[Cell]) -> tuple[Floats, NDArray[np.bool_], dict[int, str]] | None:
    """Read plain numbers and blanks alone, at the speed of C; None if anything else stands among them."""
    kinds = set(map(type, cells))
    filled: list[Any] = [math.nan if cell is None or cell == "" else cell for cell in cells]
    if str in kinds:
        written = [cell for cell in filled if type(cell) is str]
        if not set("".join(written)) <= _PLAIN_NUMBER:
            return None
    if not kinds <= {float, int, str, type(None)}:
        return None
    try:
        values = np.array([float(cell) for cell in filled], dtype=np.float64)
    except (ValueError, OverflowError):
        return None
    if np.isinf(values).any():
        return None
    return values, np.zeros(len(values), dtype=np.bool_), {}


def _read_each(cells: Sequence[Cell]) -> tuple[Floats, NDArray[np.bool_], dict[int, str]]:
    values = np.full(len(cells), np.nan)
    signed = np.zeros(len(cells), dtype=np.bool_)
    wrong: dict[int, str] = {}
    for index, cell in enumerate(cells):
        try:
            values[index], signed[index] = cell_.number(cell)
        except CellError as error:
            wrong[index] = str(error)
    return values, signed, wrong


def _small(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool((known > 0).any() and (known <= 1).all())


def _settled(values: Floats) -> Floats:
    """Return counts that a conversion moved off a whole number by a rounding error, moved back."""
    whole = np.rint(values)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values - whole) <= _EXACT * np.maximum(1.0, np.abs(whole)), whole, values)


def _out_of_range(heading: Heading, values: Floats, bare: NDArray[np.bool_]) -> dict[int, str]:
    column = heading.column
    low, high = column.legal_range
    with np.errstate(invalid="ignore"):
        below = values < (-np.inf if low is None else low)
        above = values > (np.inf if high is None else high)
        fraction = column.whole & (values != np.rint(values)) & ~np.isnan(values)
    wrong: dict[int, str] = {int(index): "a whole number is needed" for index in np.flatnonzero(fraction)}
    between = _between(low, high)
    for index in np.flatnonzero(below | above):
        rule = between
        value = float(values[index])
        if column.kind == "share" and bare[index] and above[index] and value <= _HUNDRED:
            rule += f": write {value:g}% or {value / _HUNDRED:g}"
        wrong[int(index)] = rule
    return wrong


def _between(low: float | None, high: float | None) -> str:
    if high is None and low is None:
        return "any number will do"
    if high is None:
        return "must not be negative" if low == 0 else f"must be at least {low:g}"
    return f"must be at most {high:g}" if low is None else f"must lie between {low:g} and {high:g}"
