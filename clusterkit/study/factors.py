"""Factors: the levers and inputs that a sensitivity analysis moves, and how far.

Unless a range is given, each is moved by a tenth of its value within what is possible:

- whole numbers, dates and days of the year to the readings next to them (see `readings`), yes/no and
  choices to every other one;
- bounds on counts of enterprises or titles by a tenth, but at least by one;
- growth rates and drifts that are zero by 0.01 either way, a point a year;
- all else by 10 % either way; the logarithm of growth, in which walks are held, too.

These are equal steps for a first look, not beliefs about how uncertain a number is: ranges given for the
numbers in doubt say that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Final, Literal

from attrs import frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import calendar
from clusterkit.law.lever import DATE_UNIT, Lever, Value
from clusterkit.law.text import Text
from clusterkit.simulation.dynamics import Input
from clusterkit.study.readings import other_values
from clusterkit.study.simulate import Study

Span = tuple[float, float]

TENTH: Final = 0.10
POINT: Final = 0.01
"""How far growth of zero is moved: one point a year."""

BY_TENTH: Final = Text("±10%", "±10 %")
BY_ONE: Final = Text("±10%,至少±1", "±10 %, at least ±1")
BY_POINT: Final = Text("每年±1个百分点", "±1 point a year")
BESIDE: Final = Text("相邻取值", "the next values")
OTHERS: Final = Text("其他选项", "the other choices")
GIVEN: Final = Text("自定范围", "as given")

_COUNTED: Final = frozenset({"家", "个", "项", "次"})
_GROWTH: Final = frozenset({"growth", "mean"})
# What each kind of input may be at all, by the last word of its name.
_POSSIBLE: Final[Mapping[str, tuple[float | None, float | None]]] = {
    **dict.fromkeys(("sd", "macro_sd", "industry_sd", "turnover", "late_days", "early_days"), (0.0, None)),
    **dict.fromkeys(("persistence", "late", "never", "no_application", "lapse", "mending"), (0.0, 1.0)),
    "growth": (-1.0, None),
}


@frozen
class Factor:
    """One lever or input: its value now, and the values that it is moved to.

    `span` are the ends between which a design draws it, None where it is no number to draw; `basis` says
    where they come from, `citation` is the clause of a lever or the source of an input.
    """

    key: str
    kind: Literal["lever", "input"]
    title: Text
    unit: str
    citation: str
    now: Value
    values: tuple[Value, ...]
    span: Span | None
    basis: Text
    lever: Lever | None = None

    def shown(self, value: Value) -> str:
        """Return a value as users read it."""
        if self.lever is not None:
            return self.lever.shown(value)
        return f"{value:.4g}" if isinstance(value, float | int) else str(value)

    def jsonable(self, value: Value) -> Value:
        """Return a value as the machine-readable outputs carry it."""
        return value if self.lever is None else self.lever.jsonable(value)

    def at(self, place: float) -> float:
        """Return the value at a place of the span, 0 its low end and 1 its high; a whole number where it must be."""
        assert self.span is not None
        low, high = self.span
        value = low + place * (high - low)
        return float(round(value)) if self.lever is not None and self.lever.whole else value


@frozen
class Still:
    """A lever or input that is not moved, and why."""

    key: str
    reason: Text


def factors_of(
    study: Study, names: Sequence[str] = (), ranges: Mapping[str, str] | None = None
) -> tuple[tuple[Factor, ...], tuple[Still, ...]]:
    """Return the factors of a study, all of them or those named, and what is left out with the reason.

    `ranges` are written `LOW:HIGH`. A bound's twin at a re-review moves with it, and is a factor of its own
    only where the scenario sets it. Raises UnknownNameError for a name that the study has not, InputError
    for a range that is none or of no factor, and for a factor asked for by name that has nothing to move to.
    """
    ranges = ranges or {}
    levers, inputs = study.levers, study.inputs()
    for name in (*names, *ranges):
        if name not in levers and name not in inputs:
            raise UnknownNameError("lever or input", name, (*levers, *inputs))
        if names and name not in names:
            raise InputError(f"--range {name}: it is not among the factors named; add --factor {name}")
    found: list[Factor] = []
    still: list[Still] = []
    for key in dict.fromkeys(names or (*levers, *inputs)):
        span = ranges.get(key)
        one = (
            _of_input(key, inputs[key], span)
            if key in inputs
            else _of_lever(study, levers[key], span, named=key in names)
        )
        if isinstance(one, Factor):
            found.append(one)
        elif names:
            raise InputError(f"--factor {key}: {one.reason.en}")
        else:
            still.append(one)
    return tuple(found), tuple(still)


def _of_lever(study: Study, lever: Lever, written: str | None, *, named: bool) -> Factor | Still:
    now = study.plan.provisions.value(lever.key, calendar.first_day(study.plan.first_year), 0)
    changes = [change for change in study.scenarios[0].changes if change.lever == lever.key]
    if written is not None:
        given = _span_of(lever, written)
        return _factor_of_lever(lever, now, given, None if lever.unit == DATE_UNIT else given, GIVEN)
    if lever.follows is not None and not changes and not named:
        return Still(lever.key, Text("随认定时的同一界限变动", "moves with the same bound at admission"))
    if any(change.from_day is not None for change in changes):
        return Still(lever.key, Text("情景分期改动", "changed from stated days on by the scenario"))
    beside = other_values(lever, now)
    if now is None:
        return Still(lever.key, Text("条文未给数值,可用 --range", "without a value in the text; state a --range"))
    if lever.kind != "number" or lever.unit == DATE_UNIT:
        basis = OTHERS if lever.kind in {"yes_no", "choice"} else BESIDE
        return _moved(_factor_of_lever(lever, now, beside, None, basis))
    number = float(now)
    if lever.whole:
        ends = [float(value) for value in beside if isinstance(value, float | int)]
        span, basis = (min([number, *ends]), max([number, *ends])), BESIDE
    else:
        step = max(1.0, float(round(abs(number) * TENTH))) if lever.unit in _COUNTED else abs(number) * TENTH
        span = _within((number - step, number + step), lever.legal_range)
        basis = BY_ONE if lever.unit in _COUNTED else BY_TENTH
    return _moved(_factor_of_lever(lever, now, _ends(span, number), span, basis))


def _of_input(key: str, one: Input, written: str | None) -> Factor | Still:
    kind, possible = key.rpartition(".")[2], _possible(key)
    if written is not None:
        span, basis = _span_of(key, written), GIVEN
        if _within(span, possible) != span:
            low, high = ("∞" if end is None else f"{end:g}" for end in possible)
            raise InputError(f"--range {key}={written}: it lies from {low} to {high}")
    else:
        step, basis = abs(one.value) * TENTH, BY_TENTH
        if not step and kind in _GROWTH:
            step, basis = POINT, BY_POINT
        span = _within((one.value - step, one.value + step), possible)
    values = span if written is not None else _ends(span, one.value)
    return _moved(Factor(key, "input", one.title, one.unit, one.source, one.value, values, span, basis))


def _factor_of_lever(lever: Lever, now: Value, values: tuple[Value, ...], span: Span | None, basis: Text) -> Factor:
    return Factor(lever.key, "lever", lever.title, lever.unit, lever.citation, now, values, span, basis, lever)


def _moved(factor: Factor) -> Factor | Still:
    if factor.values:
        return factor
    return Still(factor.key, Text("没有相邻取值,可用 --range", "without a next value; state a --range"))


def _span_of(what: Lever | str, written: str) -> Span:
    """Read `LOW:HIGH`, of a lever in its own unit. Raises InputError."""
    key = what if isinstance(what, str) else what.key
    if isinstance(what, Lever) and what.kind != "number":
        raise InputError(f"--range {key}={written}: only numbers have a range; its alternatives are tried anyway")
    ends = written.split(":")
    if len(ends) != 2:  # noqa: PLR2004 - a range has two ends
        raise InputError(f"--range {key}={written}: write NAME=LOW:HIGH, such as {key}=10:20")
    values = [_number(what, key, end) for end in ends]
    if values[0] >= values[1]:
        raise InputError(f"--range {key}={written}: the low end must lie below the high one")
    return values[0], values[1]


def _number(what: Lever | str, key: str, written: str) -> float:
    """Read one end; a percentage is a share."""
    refused = InputError(f"--range {key}: {written.strip()!r} is no number")
    if isinstance(what, Lever):
        value = what.parse(written)
        if value is None:
            raise refused
        return float(value)
    text = written.strip()
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise refused from None
    if not isfinite(value):
        raise refused
    return value


def _possible(key: str) -> tuple[float | None, float | None]:
    """Return what an input may be at all; rates are never below zero."""
    parts = key.split(".")
    return (0.0, None) if "rate" in parts[1:-1] else _POSSIBLE.get(parts[-1], (None, None))


def _within(span: Span, possible: tuple[float | None, float | None]) -> Span:
    low, high = possible
    return (span[0] if low is None else max(span[0], low)), (span[1] if high is None else min(span[1], high))


def _ends(span: Span, now: float) -> tuple[Value, ...]:
    return tuple(end for end in span if end != now)
