"""One cell: text, numbers, days and yes/no as offices write them. A blank cell is missing, never zero."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np
from attrs import frozen

from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.portfolio.columns import YEARS

Cell = object  # what a file or a caller hands over: str, float, int, bool, date, None, ...

MISSING: Final = float("nan")
NO_DAY: Final = 0

_NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,3}))?\s*(%?)", re.ASCII)
_YEAR = re.compile(r"(\d+)\s*年(?:度)?", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)", re.ASCII)
_TIME = re.compile(r"[t\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)
_MONTH = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?", re.ASCII)
_YES: Final = frozenset({"yes", "true", "1", "1.0", "是"})
_NO: Final = frozenset({"no", "false", "0", "0.0", "否"})
_INVISIBLE = {0x200B: None, 0xFEFF: None}
_AROUND_COLON = re.compile(r"\s*:\s*")


class CellError(ValueError):
    """A cell is not what its column asks for; the message is the rule it breaks."""


class Percent(float):
    """The number of a cell that its workbook shows with a percent sign: 0.15, shown as 15%."""


@frozen
class Flaw:
    """A cell that no column can read: what its reader sees there, and the rule it breaks."""

    seen: str
    rule: str


def blank(cell: Cell) -> bool:
    """Return whether a cell is empty: missing, never zero."""
    return cell is None or cell == "" or (not isinstance(cell, Flaw) and not text(cell))


def text(cell: Cell) -> str:
    """Return a cell as text without outer spaces; a whole number has no decimal point. "" if blank."""
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, Flaw):
        raise CellError(cell.rule)
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    if isinstance(cell, list | tuple | set | frozenset):
        return ";".join(text(part) for part in cell)
    return str(cell).translate(_INVISIBLE).strip()


def texts(cell: Cell) -> tuple[str, ...]:
    """Return the words of a cell that are parted by semicolons, each once, sorted.

    Full-width signs count as others.
    """
    words = _AROUND_COLON.sub(":", unicodedata.normalize("NFKC", text(cell))).split(";")
    return tuple(sorted({word.strip() for word in words} - {""}))


def number(cell: Cell) -> tuple[float, bool]:
    """Return a cell's number (NaN if blank) and whether the cell itself bears a percent sign.

    Thousands separators and full-width digits are understood; `15%` gives (0.15, True).
    Raises CellError.
    """
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, bool):
        raise CellError("a number is needed, not a yes or no")
    if isinstance(cell, float | int | Decimal):
        return _finite(cell), isinstance(cell, Percent)
    if isinstance(cell, date):
        raise CellError("a number is needed, not a date")
    written = unicodedata.normalize("NFKC", text(cell)).lower()
    if not written:
        return MISSING, False
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise CellError("not a number: write it like 32.5, without words or unit, and leave a missing figure blank")
    sign, digits, power, percent = found.groups()
    # Moving the decimal point in the text is exact; dividing by 100 rounds twice.
    exponent = int(power or 0) - (2 if percent else 0)
    return _finite(f"{sign}{digits.replace(',', '')}e{exponent}"), bool(percent)


def year(cell: Cell) -> float:
    """Return the calendar year of a cell (`2023`, `2023年`), NaN if blank. Raises CellError."""
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", text(cell)))
    value, percent = number(found[1] if found else cell)
    if value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return value
    if percent or not value.is_integer():
        raise CellError("a year is a whole number, such as 2023")
    if not YEARS[0] <= value <= YEARS[1]:
        raise CellError(f"a year lies between {YEARS[0]} and {YEARS[1]}")
    return value


def day(cell: Cell) -> int:
    """Return a cell's day as `date.toordinal()`, 0 if blank; a time of day is passed over.

    Understood are dates, 2024-03-31, 2024/3/31, 2024.3.31 and 2024年3月31日. Raises CellError.
    """
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[D]").item()
    written = unicodedata.normalize("NFKC", text(cell)).lower()
    if not written:
        return NO_DAY
    if isinstance(cell, date):
        return _in_range(cell)
    found = _DAY.fullmatch(_TIME.sub("", written))
    if found is None:
        if _MONTH.fullmatch(written) and not isinstance(cell, float | int):
            raise CellError("a month alone is not a date: write the day too, such as 2024-03-31")
        raise CellError("not a date: write it like 2024-03-31")
    year_, _, month, day_, month_zh, day_zh = found.groups()
    try:
        return _in_range(date(int(year_), int(month or month_zh), int(day_ or day_zh)))
    except ValueError as error:
        raise error if isinstance(error, CellError) else CellError("there is no such day") from None


def yes_no(cell: Cell) -> int:
    """Return a cell's truth code: met for yes, not met for no, unknown if blank. Raises CellError."""
    word = unicodedata.normalize("NFKC", text(cell)).lower()
    if not word:
        return int(UNKNOWN)
    if word in _YES:
        return int(MET)
    if word in _NO:
        return int(NOT_MET)
    raise CellError("write yes or no (是 or 否), or leave the cell blank if it is not known")


def shown(cell: Cell) -> str:
    """Return a cell as its reader sees it, for a message."""
    if isinstance(cell, Flaw):
        return cell.seen
    return f"{100 * cell:.12g}%" if isinstance(cell, Percent) else text(cell)


def _finite(cell: float | Decimal | str) -> float:
    try:
        value = float(cell)
    except OverflowError:
        value = float("inf")
    if abs(value) == float("inf"):
        raise CellError("infinity is not a figure")
    return value


def _in_range(day_: date) -> int:
    if not YEARS[0] <= day_.year <= YEARS[1]:
        raise CellError(f"a date lies between the years {YEARS[0]} and {YEARS[1]}")
    return day_.toordinal()
