"""Levers: every number, date and choice in a law, named, with its unit, legal range and citation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import isfinite
from typing import Literal

from attrs import evolve, frozen

from clusterkit.errors import LeverError, UnknownNameError
from clusterkit.law.text import Text

LeverKind = Literal["number", "month_day", "yes_no", "choice"]
# A number in the lever's unit, a month-day as month * 100 + day, yes/no, a choice's key; None for "none".
Value = float | int | bool | str | None

DATE_UNIT = "yyyymmdd"
"""The unit of a number that stands for a date; users may also write 2027-10-20."""

_YES = {"yes", "true", "1", "是"}
_NO = {"no", "false", "0", "否"}
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(\D*)", re.IGNORECASE)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LEAP_YEAR = 2000
_ORDINARY_WORDS = ("高于", "超", "低于")
"""Words that no statute defines: that they exclude the number itself is an interpretation."""


@frozen
class Lever:
    """One setting of a law: `zone.output_min`, 32 亿元, at least 0, cited 附件 二.

    `legal_range` is in `unit`; `whole` asks for a whole number; `optional` admits none (no bound).
    `choices` names the options of a choice. `follows` names the lever whose value stands until
    this one is set. `cue` is the text's word that decides the inequality. `interpretation` marks
    a reading of the text, `assumed` a value on which the text is silent. `amends` marks a date from
    which another text applies: sittings before it and from it on are held apart.
    """

    key: str
    default: Value
    unit: str
    kind: LeverKind
    title: Text
    citation: str
    legal_range: tuple[float | None, float | None] = (0.0, None)
    whole: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()
    interpretation: bool = False
    assumed: bool = False
    follows: str | None = None
    cue: str | None = None
    amends: bool = False

    @property
    def place(self) -> str:
        """The namespace: the policy's key."""
        return self.key.partition(".")[0]

    def for_retention(self) -> Lever:
        """Return the bound's twin at a re-review: it follows this lever until it is set itself."""
        place, _, name = self.key.partition(".")
        title = Text(f"{self.title.zh}(复核)", f"{self.title.en} (re-review)")
        return evolve(self, key=f"{place}.retention.{name}", follows=self.key, title=title)

    def parse(self, text: str) -> Value:
        """Read a value as users write it (`0.7`, `70%`, `40亿元`, `03-31`, `yes`, a choice, `none`).

        Raises LeverError that names the lever, the value and what would be right.
        """
        word = text.strip()
        if word.lower() == "none" and "none" not in self.choices:
            return self.check(None)
        if self.kind == "yes_no":
            if word.lower() in _YES | _NO:
                return word.lower() in _YES
            raise self.refused(text, "use yes or no")
        if self.kind == "choice":
            return self.check(word)
        if self.kind == "month_day":
            found = _MONTH_DAY.fullmatch(word)
            if found is None:
                raise self.refused(text, "write a month and a day, such as 03-31")
            return self.check(int(found[1]) * 100 + int(found[2]))
        return self.check(self._number(text))

    def _number(self, text: str) -> float:
        """Read a number with its unit; a percentage only where the unit is a share."""
        found = _NUMBER.fullmatch(text.strip())
        if self.unit == DATE_UNIT and (stated := _ISO_DATE.fullmatch(text.strip())) is not None:
            return float("".join(stated.groups()))
        if found is None:
            raise self.refused(text, f"write a number in {self.unit or 'plain units'}")
        digits, unit = found[1], found[2].strip()
        if unit not in {"%", "％"}:
            if unit and unit != self.unit:
                raise self.refused(text, f"the unit is {self.unit}, not {unit}")
            return float(digits)
        if self.unit != "share":
            raise self.refused(text, f"the unit is {self.unit}, not a percentage")
        # The point moves exactly: 70% is the float nearest 0.7, not 70 / 100 rounded twice.
        return float(f"{digits}e-2") if "e" not in digits.lower() else float(digits) / 100

    def check(self, value: Value) -> Value:
        """Return the value if it is of the lever's kind and within its legal range, else raise LeverError."""
        if value is None:
            if not self.optional:
                raise self.refused("none", "a value is needed")
            return None
        return _CHECKS[self.kind](self, value)

    def shown(self, value: Value) -> str:
        """Return a value as users read and write it."""
        if value is None:
            return "none"
        if self.kind == "month_day":
            return f"{int(value) // 100:02d}-{int(value) % 100:02d}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self._shown_number(float(value)) if isinstance(value, float | int) else value

    def _shown_number(self, value: float) -> str:
        if self.unit == "share":
            return f"{value * 100:.6g}%"
        if self.unit == DATE_UNIT:
            return f"{int(value) // 10000}-{int(value) // 100 % 100:02d}-{int(value) % 100:02d}"
        return f"{value:.12g} {self.unit}".strip()

    def jsonable(self, value: Value) -> Value:
        """Return a value as the machine-readable outputs carry it: month-days as text, whole floats as int."""
        if self.kind == "month_day" and value is not None:
            return self.shown(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    def refused(self, value: object, advice: str) -> LeverError:
        """Return the error that names the lever, the value and what would be right."""
        return LeverError(f"lever {self.key}: {value} is not possible; {advice}")


def _check_number(lever: Lever, value: Value) -> Value:
    if isinstance(value, bool | str) or value is None:
        raise lever.refused(value, f"write a number in {lever.unit or 'plain units'}")
    low, high = lever.legal_range
    number = float(value)
    inside = (low is None or number >= low) and (high is None or number <= high)
    if not inside or not isfinite(number):
        bounds = f"from {'-∞' if low is None else f'{low:g}'} to {'∞' if high is None else f'{high:g}'}"
        raise lever.refused(f"{value:g}", f"its legal range is {bounds} {lever.unit}".rstrip())
    if lever.whole and not number.is_integer():
        raise lever.refused(f"{value:g}", "it must be a whole number")
    if lever.unit == DATE_UNIT:
        try:
            date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100)
        except ValueError:
            raise lever.refused(f"{value:.0f}", "there is no such day; write it as 2027-10-20") from None
    return number


def _check_month_day(lever: Lever, value: Value) -> Value:
    advice = "write a month and a day, such as 03-31"
    if isinstance(value, str):
        return lever.parse(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise lever.refused(value, advice)
    try:
        date(_LEAP_YEAR, value // 100, value % 100)
    except ValueError:
        raise lever.refused(f"{value // 100:02d}-{value % 100:02d}", "there is no such day") from None
    return value


def _check_yes_no(lever: Lever, value: Value) -> Value:
    if not isinstance(value, bool):
        raise lever.refused(value, "use yes or no")
    return value


def _check_choice(lever: Lever, value: Value) -> Value:
    if not isinstance(value, str):
        raise lever.refused(value, f"choose one of {', '.join(lever.choices)}")
    if value not in lever.choices:
        error = UnknownNameError(f"choice for lever {lever.key}", value, lever.choices)
        raise LeverError(str(error))
    return value


_CHECKS: dict[LeverKind, Callable[[Lever, Value], Value]] = {
    "number": _check_number,
    "month_day": _check_month_day,
    "yes_no": _check_yes_no,
    "choice": _check_choice,
}


@frozen
class LeverNamespace:
    """Names the levers of one place: `lever = LeverNamespace("zone")`, then `lever("output_min", 32, ...)`."""

    place: str

    def __call__(
        self,
        name: str,
        default: float | None,
        unit: str,
        *,
        zh: str,
        en: str,
        cite: str,
        cue: str | None = None,
        range: tuple[float | None, float | None] | None = None,
        whole: bool = False,
        optional: bool = False,
        interpretation: bool = False,
        assumed: bool = False,
    ) -> Lever:
        """Return a number's lever; its legal range is from 0 on, of a share from 0 to 1, unless stated."""
        return Lever(
            key=f"{self.place}.{name}",
            default=None if default is None else float(default),
            unit=unit,
            kind="number",
            title=Text(zh, en),
            citation=cite,
            legal_range=((0.0, 1.0) if unit == "share" else (0.0, None)) if range is None else range,
            whole=whole,
            optional=optional,
            interpretation=interpretation or cue in _ORDINARY_WORDS,
            assumed=assumed,
            cue=cue,
        )

    def month_day(
        self,
        name: str,
        default: str,
        *,
        zh: str,
        en: str,
        cite: str,
        interpretation: bool = False,
        assumed: bool = False,
        cue: str | None = None,
    ) -> Lever:
        """Return the lever of a yearly date, written `03-31`."""
        month, _, day = default.partition("-")
        return Lever(
            key=f"{self.place}.{name}",
            default=int(month) * 100 + int(day),
            unit="",
            kind="month_day",
            title=Text(zh, en),
            citation=cite,
            interpretation=interpretation,
            assumed=assumed,
            cue=cue,
        )

    def yes_no(self, name: str, default: bool, *, zh: str, en: str, cite: str, interpretation: bool = True) -> Lever:
        """Return the lever of a yes-or-no question about the law."""
        return Lever(
            key=f"{self.place}.{name}",
            default=default,
            unit="",
            kind="yes_no",
            title=Text(zh, en),
            citation=cite,
            interpretation=interpretation,
        )

    def choice(
        self,
        name: str,
        default: str,
        choices: tuple[str, ...],
        *,
        zh: str,
        en: str,
        cite: str,
        interpretation: bool = True,
    ) -> Lever:
        """Return the lever of a choice between named readings."""
        return Lever(
            key=f"{self.place}.{name}",
            default=default,
            unit="",
            kind="choice",
            choices=choices,
            title=Text(zh, en),
            citation=cite,
            interpretation=interpretation,
        )

    def amendment(self, name: str, default: int | None, *, zh: str, en: str, cite: str) -> Lever:
        """Return the lever of the day, yyyymmdd, from which an amended text applies; none for not at all."""
        return Lever(
            key=f"{self.place}.{name}",
            default=None if default is None else float(default),
            unit=DATE_UNIT,
            kind="number",
            title=Text(zh, en),
            citation=cite,
            legal_range=(19000101.0, 99991231.0),
            whole=True,
            optional=True,
            amends=True,
        )
