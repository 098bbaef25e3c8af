"""Illustrative clusters: drawn from stated figures with a fixed seed, and named as illustrative.

Nothing drawn here is a real cluster. Most members stand above the lines of their place's standard;
their quirks say which of them are close to one, below it, or have something missing. Levels and
growth come from the stated figures; districts, industries, areas, dates and how a figure wavers
from year to year are assumed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from statistics import NormalDist
from typing import Any, Final, Literal, Protocol

import numpy as np
from attrs import field, frozen

from clusterkit.law.indicator import Indicator
from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio, Row

YEARS: Final = (2021, 2022, 2023, 2024, 2025)
"""The years on file: four observations for growth over three years and for trends, and one before."""

Quirk = Literal[
    "", "thin_output", "thin_growth", "thin_research", "thin_shares", "thin_patents", "thin_adoption",
    "thin_gradient", "thin_area", "unmet", "blank_answer", "blank_figure", "small", "slow", "unready",
    "accident", "young",
]  # fmt: skip
"""What is particular about a member: thin ones pass barely, blank ones miss a cell, the rest fail."""

_FIRST_CERTIFIED, _LAST_CERTIFIED = date(2023, 1, 1), date(2025, 12, 31)
_ESTABLISHED = (date(2003, 1, 1), date(2012, 12, 31))
_YOUNG = date(2023, 9, 1)
_REPORT_DAYS: Final = {"report_submitted_on": (3, 31), "form_submitted_on": (4, 10)}
_EARLIEST_REPORT = 28
_COUNTS: Final = (
    "champions", "other_champions", "little_giants", "high_tech_enterprises", "srdi_smes",
    "innovative_smes", "chain_leaders", "innovation_platforms", "standards_contributions",
)  # fmt: skip
_FIRST_YEAR_UNMET = 2024
_BITS = 53


class Stated(Protocol):
    """A number with its source."""

    @property
    def value(self) -> float:
        """The number."""

    @property
    def source(self) -> str:
        """A row of a data file, or ASSUMED and why."""


@frozen
class Illustration:
    """The stated figures that illustrative clusters are drawn from: `output_value.median` and so on."""

    figures: Mapping[str, Stated]

    def __getitem__(self, name: str) -> float:
        """Return a figure's value."""
        return self.figures[name].value

    def lognormal(self, dice: Dice, key: str) -> float:
        """Draw an amount from its median and its spread in logs."""
        return self[f"{key}.median"] * math.exp(self[f"{key}.spread"] * dice.normal())

    def share(self, dice: Dice, key: str) -> float:
        """Draw a share from its median and its spread in log-odds."""
        median = self[f"{key}.median"]
        odds = median / (1.0 - median) * math.exp(self[f"{key}.spread"] * dice.normal())
        return odds / (1.0 + odds)

    def count(self, dice: Dice, key: str) -> int:
        """Draw a count, never below 0."""
        return max(round(self[f"{key}.median"] + self[f"{key}.spread"] * dice.normal()), 0)

    def beside(self, dice: Dice, key: str, size: str) -> float:
        """Draw how a stock departs from its median at a given size, so that its whole spread is as stated."""
        rest = max(self[f"{key}.spread"] ** 2 - self[f"{size}.spread"] ** 2, 0.01)
        return self[f"{key}.median"] * math.exp(math.sqrt(rest) * dice.normal())


class Dice:
    """One member's draws, from the raw words of PCG64: the same on every machine and numpy."""

    def __init__(self, seed: int, number: int) -> None:
        self._words = np.random.PCG64(np.random.SeedSequence((seed, number)))

    def between(self, low: float, high: float) -> float:
        """Draw a number evenly."""
        return low + (high - low) * ((int(self._words.random_raw()) >> (64 - _BITS)) + 0.5) * 2.0**-_BITS

    def normal(self) -> float:
        """Draw a standard normal."""
        return NormalDist().inv_cdf(self.between(0.0, 1.0))

    def day(self, first: date, last: date) -> date:
        """Draw a day, first and last included."""
        return first + timedelta(days=int(self.between(0, (last - first).days + 1)))

    def pick(self, words: Sequence[str]) -> str:
        """Draw one of some words."""
        return words[int(self.between(0, len(words)))]


@frozen
class Industry:
    """A dominant industry, and whether a benchmark measures its use of energy and water."""

    name: str
    energy_intensive: bool = False
    water_intensive: bool = False


@frozen
class Location:
    """A district and, where the place asks for it, the region around it."""

    district: str
    region: str | None = None


@frozen
class Setting:
    """What a place's illustrative clusters have in common; `quirks` and `recognised` by number, from 1.

    The first `certified` of the `members` hold the title since `certified_from` or later; the others
    are candidates.
    """

    place: str
    prefix: str
    title: Text
    seed: int
    locations: tuple[Location, ...]
    industries: tuple[Industry, ...]
    requirements: tuple[Indicator, ...]
    quirks: Mapping[int, Quirk]
    reports: tuple[str, ...] = ()
    recognised: Mapping[int, str] = field(factory=dict)
    certified_from: date = _FIRST_CERTIFIED
    members: int = 30
    certified: int = 26


@frozen
class Member:
    """One illustrative cluster before its figures are drawn; `certified_on` is None for a candidate."""

    number: int
    quirk: Quirk
    industry: Industry
    location: Location
    certified_on: date | None
    reports: tuple[str, ...]


Figures = Callable[[Member, Dice], list[dict[str, Any]]]
"""Draws a member's figures: one row for each of YEARS, without cluster and year."""


@frozen
class Lines:
    """The lines of a standard on output that certified members stand above; growth and shares as shares."""

    output: float
    output_growth: float
    rd_growth: float
    patent_growth: float
    patents_per_10k: float
    platform: float
    sme_share: float
    dominant_share: float


def illustrative_portfolio(setting: Setting, figures: Figures) -> Portfolio:
    """Draw the portfolio of a place. The same setting gives the same content hash everywhere."""
    clusters: list[Row] = []
    observations: list[Row] = []
    for number in range(1, setting.members + 1):
        dice = Dice(setting.seed, number)
        member = _member(setting, number, dice)
        cluster_id = f"{setting.prefix}-{number:02d}"
        clusters.append({"cluster_id": cluster_id, **_facts(setting, member, dice)})
        rows = figures(member, dice)
        _answer(setting, member, dice, rows)
        for year, row in zip(YEARS, rows, strict=True):
            days = _report_days(member, dice, year)
            observations.append({"cluster_id": cluster_id, "year": year, **row, **days})
    return Portfolio.from_rows(
        clusters,
        observations,
        name=f"{setting.title.zh}示例集群 (illustrative clusters of {setting.title.en})",
        illustrative=True,
        indicators=setting.requirements,
    )


def _member(setting: Setting, number: int, dice: Dice) -> Member:
    certified_on = None
    if number <= setting.certified:
        span = (_LAST_CERTIFIED - setting.certified_from).days + 1
        days = (number - 1 + dice.between(0.0, 1.0)) * span / setting.certified
        certified_on = setting.certified_from + timedelta(days=int(days))
    return Member(
        number=number,
        quirk=setting.quirks.get(number, ""),
        industry=setting.industries[(number - 1) % len(setting.industries)],
        location=setting.locations[(number * 3) % len(setting.locations)],
        certified_on=certified_on,
        reports=setting.reports,
    )


def _facts(setting: Setting, member: Member, dice: Dice) -> dict[str, Any]:
    established, area = dice.day(*_ESTABLISHED), dice.between(4.0, 70.0)
    return {
        "name": f"示例·{member.location.district}{member.industry.name}集群{member.number:02d}",
        "jurisdiction": setting.place,
        "district": member.location.district,
        "region": member.location.region,
        "dominant_industry": member.industry.name,
        "established_on": _YOUNG if member.quirk == "young" else established,
        "certified_on": member.certified_on,
        "area_km2": 98.6 if member.quirk == "thin_area" else round(area, 1),
        "energy_intensive": member.industry.energy_intensive,
        "water_intensive": member.industry.water_intensive,
        "recognised_by": setting.recognised.get(member.number),
    }


def _answer(setting: Setting, member: Member, dice: Dice, rows: list[dict[str, Any]]) -> None:
    """Answer the requirements: yes, but for what a quirk says of one of them."""
    keys = [requirement.key for requirement in setting.requirements if requirement.binding]
    one, another = dice.pick(keys), dice.pick(keys)
    for year, row in zip(YEARS, rows, strict=True):
        row.update(dict.fromkeys((requirement.key for requirement in setting.requirements), True))
        if member.quirk == "unready" or (member.quirk == "unmet" and year >= _FIRST_YEAR_UNMET):
            row[one] = False
        if member.quirk == "blank_answer" and year == YEARS[-1]:
            row.update({one: None, another: None})


def _report_days(member: Member, dice: Dice, year: int) -> dict[str, date | None]:
    """Return when the reports on a year were sent: on time, from the year of certification on."""
    days: dict[str, date | None] = {}
    for column in member.reports:
        due = date(year + 1, *_REPORT_DAYS[column])
        sent = due - timedelta(days=int(dice.between(0, _EARLIEST_REPORT)))
        owed = member.certified_on is not None and member.certified_on.year <= year < YEARS[-1]
        days[column] = sent if owed else None
    return days


def above(line: float, drawn: float, *, by: float) -> float:
    """Return a draw mirrored to the upper side of a line and kept clear of it by a ratio."""
    least = line * (1.0 + by)
    return least * math.exp(abs(math.log(drawn / least)))


def path(dice: Dice, growth: float, sd: float) -> list[float]:
    """Return five years' levels up to 1; mean growth over the last three is exactly `growth`, in logs."""
    first, second = sd * dice.normal(), sd * dice.normal()
    steps = [growth + sd * dice.normal(), growth + first, growth + second, growth - first - second]
    logs = [-math.fsum(steps[index:]) for index in range(len(steps) + 1)]
    return [math.exp(log) for log in logs]


def rising(dice: Dice, last: float, least: float, most: float) -> list[float]:
    """Return five years' rates up to `last` that rise by `least` to `most` every year."""
    rates = [last]
    while len(rates) < len(YEARS):
        rates.insert(0, rates[0] - dice.between(least, most))
    return [round(rate, 3) for rate in rates]


def counts(last: int) -> list[int]:
    """Return five years' counts up to `last`, one in twenty fewer for each year back."""
    return [round(last * (1.0 - 0.05 * back)) for back in reversed(range(len(YEARS)))]


def steady(dice: Dice, level: float, sd: float, digits: int = 3) -> list[float]:
    """Return five years' figures that waver a little and end at a level."""
    wavering = [level * math.exp(sd * dice.normal()) for _ in YEARS[:-1]]
    return [round(figure, digits) for figure in (*wavering, level)]


def output_figures(illustration: Illustration, lines: Lines) -> Figures:
    """Return how the figures of a standard on output are drawn."""

    def draw(member: Member, dice: Dice) -> list[dict[str, Any]]:
        columns = _OnOutput(illustration, lines, member.quirk, dice).columns()
        since = YEARS[-1] + 1 if member.certified_on is None else member.certified_on.year
        attained = [round(dice.between(0.9, 1.15), 2) for _ in YEARS]
        columns["plan_attainment"] = [one if since <= year else None for year, one in zip(YEARS, attained, strict=True)]
        return [{key: column[index] for key, column in columns.items()} for index in range(len(YEARS))]

    return draw


Columns = dict[str, list[Any]]


@frozen
class _OnOutput:
    """One member of a standard on output."""

    stated: Illustration
    lines: Lines
    quirk: Quirk
    dice: Dice

    def columns(self) -> Columns:
        """Draw everything but the plan's attainment."""
        accident = [int(self.quirk == "accident" and year == _FIRST_YEAR_UNMET) for year in YEARS]
        return {**self._output(), **self._rates(), **self._enterprises(), "incidents": accident}

    def _growth(self, key: str, line: float, thin: Quirk = "") -> float:
        """Draw mean yearly growth in logs, clear of a line or, for a thin member, hardly."""
        drawn = self.stated[f"{key}.mean"] + self.stated["growth.spread"] * self.dice.normal()
        barely = self.dice.between(0.001, 0.004)
        least = math.log1p(line)
        return least + (barely if thin and self.quirk == thin else 0.006 + abs(drawn - least - 0.006))

    def _output(self) -> Columns:
        """Draw output, its shares, and the stocks that go with its size."""
        stated, lines, dice, quirk = self.stated, self.lines, self.dice, self.quirk
        growth = self._growth("output_value", lines.output_growth, "thin_growth")
        least = above(lines.output, stated.lognormal(dice, "output_value"), by=0.08)
        thin, slow, small = dice.between(1.005, 1.04), dice.between(0.2, 0.6), dice.between(0.7, 0.85)
        growth = math.log1p(slow * lines.output_growth) if quirk == "slow" else growth
        least = lines.output * {"thin_output": thin, "small": small}.get(quirk, least / lines.output)
        levels = path(dice, growth, 0.02)
        # The smallest of the last three years is what a floor in each of them asks for.
        output = [round(level * least / min(levels[-3:]), 2) for level in levels]
        size = output[-1] / stated["output_value.median"]
        employees = max(stated.beside(dice, "sme_employees", "output_value") * size, 200.0)
        workforce = [round(level * employees) for level in path(dice, stated["sme_employees.mean"], 0.01)]
        spent = stated.beside(dice, "sme_rd_expenditure", "output_value") * size
        spending = self._growth("sme_rd_expenditure", lines.rd_growth, "thin_research")
        return {
            "output_value": output,
            "sme_output_value": self._part(output, "sme_share", lines.sme_share),
            "dominant_output_value": self._part(output, "dominant_share", lines.dominant_share),
            "sme_rd_expenditure": [round(level * spent, 3) for level in path(dice, spending, 0.02)],
            "sme_employees": workforce,
            "invention_patents": self._patents(workforce[-1], size),
        }

    def _part(self, whole: list[float], key: str, line: float) -> list[float]:
        drawn, barely = self.stated.share(self.dice, key), line + self.dice.between(0.003, 0.012)
        last = barely if self.quirk == "thin_shares" else min(max(drawn, 2 * line + 0.04 - drawn), 0.97)
        shares = steady(self.dice, last, 0.01)
        return [round(total * min(share, 0.98), 2) for total, share in zip(whole, shares, strict=True)]

    def _patents(self, workforce: int, size: float) -> list[int]:
        """Draw patents: whole numbers that still grow and lie above the lines after rounding."""
        line, per_10k = self.lines.patents_per_10k, 10_000 / workforce
        held = self.stated.beside(self.dice, "invention_patents", "output_value") * size
        thin, density = line * self.dice.between(1.02, 1.15), above(line, held * per_10k, by=0.2)
        last = math.ceil((thin if self.quirk == "thin_patents" else density) / per_10k)
        levels = path(self.dice, self._growth("invention_patents", self.lines.patent_growth), 0.03)
        return [*(max(math.floor(level * last), 1) for level in levels[:-1]), last]

    def _rates(self) -> Columns:
        """Draw adoption, emissions and efficiency."""
        stated, line, dice = self.stated, self.lines.platform, self.dice
        adoption = min(above(line, stated.share(dice, "platform_adoption_rate"), by=0.1), 0.9)
        thin, low = line + dice.between(0.002, 0.01), line * dice.between(0.6, 0.8)
        adoption = {"thin_adoption": thin, "unready": low}.get(self.quirk, adoption)
        software = min(max(stated.share(dice, "software_adoption_rate"), 0.25), 0.9)
        falls = [math.exp(min(stated["co2_intensity.mean"] + 0.01 * dice.normal(), -0.01)) for _ in YEARS]
        emitted = stated.lognormal(dice, "co2_intensity")
        columns: Columns = {
            "platform_adoption_rate": rising(dice, adoption, 0.003, 0.012),
            "software_adoption_rate": rising(dice, software, 0.008, 0.03),
            "co2_intensity": [round(emitted / math.prod(falls[year:-1]), 4) for year in range(len(YEARS))],
        }
        for key in ("energy_efficiency_ratio", "water_efficiency_ratio"):
            columns[key] = steady(dice, above(1.0, stated.lognormal(dice, key), by=0.02), 0.004)
        if self.quirk == "blank_figure":
            columns["software_adoption_rate"][-1] = columns["energy_efficiency_ratio"][-1] = None
        return columns

    def _enterprises(self) -> Columns:
        """Draw the counts: a little giant at least or, for a thin member, just enough of the others."""
        last = {key: self.stated.count(self.dice, key) for key in _COUNTS}
        last["little_giants"] = max(last["little_giants"], 1)
        if self.quirk == "thin_gradient":
            last |= {"champions": 0, "other_champions": 0, "little_giants": 0, "chain_leaders": 0}
            last |= {"srdi_smes": 5, "innovative_smes": 3, "high_tech_enterprises": 3}
        return {key: counts(number) for key, number in last.items()}
