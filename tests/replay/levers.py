"""The levers of a scenario: the law's numbers, dates and choices, and the value in force on a day."""

import calendar
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

Dated: TypeAlias = Sequence[tuple[date | None, object]]

# Every bound of a standard, with the clause it stands in.
BOUNDS: dict[str, dict[str, str]] = {
    "zhuhai": {
        "incidents": "0",  # 附件 一
        "area": "100",  # 附件 二, as are the next four
        "output_min": "32",
        "sme_share": "0.70",
        "dominant_share": "0.70",
        "output_growth": "0.08",
        "gradient.first": "1",  # 附件 三
        "gradient.second": "10",
        "rd_growth": "0.08",  # 附件 五
        "patent_growth": "0.15",
        "patent_density": "12",
        "platform_adoption": "0.15",  # 附件 六
        "energy": "1",  # 附件 七
        "water": "1",
    },
    "beijing": {
        "incidents": "0",  # 附件 一.2
        "area": "100",  # 附件 二
        "output_min": "40",
        "sme_share": "0.70",
        "dominant_share": "0.70",
        "output_growth": "0.10",
        "gradient.first": "1",  # 附件 三
        "gradient.second": "10",
        "rd_growth": "0.10",  # 附件 五
        "patent_growth": "0.15",
        "patent_density": "15",
        "platform_adoption": "0.15",  # 附件 六
        "energy": "1",  # 附件 七
        "water": "1",
    },
    "shanghai": {
        "incidents": "0",  # 第六条
        "established": "3",  # 第六条 1
        "area": "100",
        "output_min": "30",
        "sme_share": "0.50",
        "dominant_share": "0.50",
        "output_growth": "0.10",
        "gradient.first": "1",  # 第六条 2
        "gradient.second": "10",
        "rd_growth": "0.05",  # 第六条 4
        "innovation_platforms": "1",
        "standards": "2",
        "patent_growth": "0.15",
        "patent_density": "15",
        "platform_adoption": "0.10",  # 第六条 5
        "energy": "1",  # 第六条 6
        "water": "1",
    },
    "henan": {
        "leading_enterprises": "2",  # 三(二), as are the next three
        "related_smes": "20",
        "building_density": "0.50",
        "investment_intensity": "1000",
        "revenue_min": "20",  # 三(三)
        "dominant_share": "0.65",
        "rd_share": "0.01",  # 三(四)
        "clean_audit": "1",  # 三(五)
    },
    "national": {
        "incidents": "0",  # 四
        "area": "100",  # 标准 1
        "output_min": "40",
        "sme_share": "0.70",
        "dominant_share": "0.70",
        "output_growth": "0.10",
        "gradient.first": "1",  # 标准 2
        "gradient.second": "10",
        "energy": "1",  # 四
        "water": "1",
    },
}
PLACES = tuple(BOUNDS)
CITIES = ("zhuhai", "beijing", "shanghai")


@dataclass(frozen=True)
class Lever:
    """What a lever may hold; one that is not `modelled` is followed at its default only."""

    kind: Literal["number", "whole", "month_day", "choice", "ignored"]
    default: str | None
    choices: tuple[str, ...] = ()
    modelled: bool = True


def _yes_no(default: str, *, modelled: bool = True) -> Lever:
    return Lever("choice", default, ("yes", "no"), modelled)


EVERYWHERE: dict[str, Lever] = {
    "round_on": Lever("month_day", "06-30"),
    "readmission": _yes_no("no"),
    "incomplete_passes": _yes_no("no"),
    "round_quota": Lever("choice", "none", ("none",), modelled=False),
    "ranking": Lever("choice", "none", ("none",), modelled=False),
    "lapse": Lever("choice", "renewed", ("renewed", "ends"), modelled=False),
    "in_force_until": Lever("ignored", None),  # without a lapse it changes no path
    "new_rules_at_review": _yes_no("yes", modelled=False),
}
WITH_TERMS: dict[str, Lever] = {
    "term_years": Lever("whole", "3"),
    "report_deadline": Lever("month_day", "03-31"),
    "first_report": Lever("choice", "certification_year", ("certification_year", "year_before")),
    "never_sent": Lever("choice", "late", ("late", "ignored")),
    "holiday_shift": Lever("choice", "none", ("none", "next_working_day"), modelled=False),
    "growth_window": Lever("whole", "3"),
    "growth_mean": Lever("choice", "compound", ("compound", "yearly")),
    "incident_window": Lever("choice", "calendar", ("calendar", "rolling_36_months")),
    "plan_attainment_min": Lever("number", None),
    "review_lag_days": Lever("whole", "0"),
}
IN_CITIES = WITH_TERMS | {"report_breach": Lever("choice", "either", ("either", "both"))}
IN_ONE_PLACE: dict[str, dict[str, Lever]] = {
    "zhuhai": {"area_binding": _yes_no("yes"), "automatic_at_review": _yes_no("no")},
    "beijing": {"area_binding": _yes_no("no"), "automatic_at_review": _yes_no("no")},
    "shanghai": {
        "area_binding": _yes_no("no"),
        "form_deadline": Lever("month_day", "04-10"),
        "district_report_late": Lever("choice", "advisory", ("advisory", "standing")),
        "immediate_revocation": _yes_no("no"),
    },
    "henan": {
        "review_every": Lever("whole", "2"),
        "first_review": Lever("whole", "2016"),
        "review_on": Lever("month_day", "06-30"),
    },
    "national": {
        **WITH_TERMS,
        "area_binding": _yes_no("no"),
        "report_late": Lever("choice", "advisory", ("advisory", "title")),
        "prerequisite_binding": _yes_no("yes"),
    },
}


class UnsupportedLeverError(ValueError):
    """A lever, or a value of one, that the replay does not follow."""


def _known() -> dict[str, Lever]:
    levers: dict[str, Lever] = {}
    for place, bounds in BOUNDS.items():
        for name, default in bounds.items():
            kind: Literal["number", "whole"] = "whole" if name == "established" else "number"
            levers[f"{place}.{name}"] = Lever(kind, default)
            levers[f"{place}.retention.{name}"] = Lever(kind, None)
        own = EVERYWHERE | (IN_CITIES if place in CITIES else {}) | IN_ONE_PLACE[place]
        levers |= {f"{place}.{name}": lever for name, lever in own.items()}
    return levers


KNOWN = _known()


def _number(key: str, value: object) -> str:
    text = str(value).strip()
    percent = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise UnsupportedLeverError(f"{key}: {value!r} is not read as a number") from None
    if not number.is_finite():
        raise UnsupportedLeverError(f"{key}: {value!r} is not a finite number")
    return str(number / 100 if percent else number)


def _month_day(key: str, value: object) -> str:
    text = str(value).strip()
    try:
        date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise UnsupportedLeverError(f"{key}: {value!r} is not read as month-day") from None
    return text


def _written(key: str, lever: Lever, value: object) -> str | None:
    """A lever's value as the text that the replay works with; None where none is set."""
    if lever.kind == "ignored":
        return None
    if value is None or value == "none":
        if lever.default not in {None, "none"}:
            raise UnsupportedLeverError(f"{key}: it must have a value")
        return lever.default
    if lever.kind == "month_day":
        return _month_day(key, value)
    if lever.kind == "choice":
        text = {"True": "yes", "False": "no"}.get(str(value), str(value))
        if text not in lever.choices or (not lever.modelled and text != lever.default):
            raise UnsupportedLeverError(f"{key}: the replay does not follow the value {value!r}")
        return text
    number = _number(key, value)
    if lever.kind == "whole" and Decimal(number) != math.floor(Decimal(number)):
        raise UnsupportedLeverError(f"{key}: the replay follows whole numbers only, not {value!r}")
    return number


class Levers:
    """One scenario's levers. Of several values of one lever the latest that has begun is in force."""

    def __init__(self, changes: Mapping[str, Dated]) -> None:
        self._set: dict[str, list[tuple[date, str | None]]] = {}
        for key, values in changes.items():
            if key not in KNOWN:
                raise UnsupportedLeverError(f"{key}: the replay knows no such lever")
            read = [(start or date.min, _written(key, KNOWN[key], value)) for start, value in values]
            self._set[key] = sorted(read, key=lambda pair: pair[0])

    def text(self, key: str, day: date) -> str | None:
        """The value in force on `day`, the law's own where the scenario sets none by then."""
        value = KNOWN[key].default
        for start, later in self._set.get(key, ()):
            if start <= day:
                value = later
        return value

    def choice(self, key: str, day: date) -> str:
        """The same for a lever that always has a value."""
        text = self.text(key, day)
        assert text is not None, key
        return text

    def yes(self, key: str, day: date) -> bool:
        """Whether a yes-or-no lever says yes on `day`."""
        return self.choice(key, day) == "yes"

    def whole(self, key: str, day: date) -> int:
        """A whole number in force on `day`."""
        return int(Decimal(self.choice(key, day)))

    def bound(self, place: str, name: str, day: date, *, review: bool) -> Decimal:
        """A criterion's bound; at a re-review the retention bound, which follows until it is set."""
        own = self.text(f"{place}.retention.{name}", day) if review else None
        return Decimal(own if own is not None else self.choice(f"{place}.{name}", day))

    def month_day(self, key: str, year: int, day: date) -> date:
        """The day of `year` that a month-day in force on `day` names; 29 February falls back to the 28th."""
        month, number = (int(part) for part in self.choice(key, day).split("-"))
        return date(year, month, min(number, calendar.monthrange(year, month)[1]))
