"""Ranges of versions, `>=0.1,<0.2`: whether a release lies in one. Only its numbers count, no suffix."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

_CLAUSE = re.compile(r"(>=|<=|==|!=|~=|>|<)\s*v?(\d+(?:\.\d+)*)(\.\*)?[\w.+!-]*")
_LEADING = re.compile(r"\d+(?:\.\d+)*")
_COMPARED: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


def lies_in(version: str, wanted: str) -> bool:
    """Say whether a version lies in a range; an empty range holds all. Raises ValueError for what is no range."""
    return all(_holds(version, clause.strip()) for clause in wanted.split(",") if clause.strip())


def _holds(version: str, clause: str) -> bool:
    found = _CLAUSE.fullmatch(clause)
    if found is None:
        raise ValueError(f"{clause} is no range of versions; write it like >=0.1,<0.2")
    sign, bound = found[1], _numbers(found[2])
    own = _numbers(version)
    if found[3]:
        return (own[: len(bound)] == bound) is (sign == "==")
    if sign == "~=":
        return own >= bound and own[: len(bound) - 1] == bound[:-1]
    length = max(len(own), len(bound))
    return _COMPARED[sign](_filled(own, length), _filled(bound, length))


def _numbers(version: str) -> tuple[int, ...]:
    leading = _LEADING.match(version)
    return tuple(int(part) for part in leading[0].split(".")) if leading else ()


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return (*numbers, *(0 for _ in range(length - len(numbers))))
