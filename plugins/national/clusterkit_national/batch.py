"""An illustrative batch of 2022: a hundred made-up clusters whose sums are those of the real batch.

    >>> study = prepare(batch_2022(), years=1, start=date(2025, 1, 1))  # doctest: +SKIP

Published of the batch are its number, its output, its growth at admission, and its single champions,
little giants and other quality SMEs; of the batches of 2022 and 2023 together, the growth of early
2024. How these spread over clusters is drawn, and ASSUMED where nothing published supports it
(`SOURCES`). Every member meets the known numbers of the standard when it applies, in autumn 2022; what
happens to its figures until the re-review of 2025 is chance around the published growth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from clusterkit.portfolio.model import Portfolio, Row
from clusterkit.portfolio.sampling import Dice, above
from clusterkit.simulation.dynamics import Input
from clusterkit.simulation.standard import RD_GROWTH, given
from clusterkit_national.dynamics import BATCH, DYNAMICS, GUANGDONG, QUALITY, SIZES
from clusterkit_national.requirements import REQUIREMENTS
from clusterkit_national.sample import INDUSTRIES, LOCATIONS

SEED: Final = 20230111

# The notice that lists the batch: known from public reports (README).
CERTIFIED_ON: Final = date(2023, 1, 11)
EXPIRES_ON: Final = date(2025, 12, 31)

YEARS: Final = tuple(range(2018, 2025))
"""The years on file: growth over three years at the application (L = 2021) and at the re-review (L = 2024)."""
_PUBLISHED, _APPLIED = YEARS.index(2022), YEARS.index(2021)

_CITY: Final = "calibration.csv: spread between ten clusters of one city, standard deviation of logs 0.071"
_A_YEAR, _LOG = "share a year", "log a year"

_SHARES: Final = ("sme_share", "dominant_share")
_RATIOS: Final = ("energy_efficiency_ratio", "water_efficiency_ratio")
_AROUND: Final = (*_SHARES, *_RATIOS)
_COUNTED: Final = ("champions", "little_giants", "srdi_smes", "innovative_smes", "high_tech_enterprises")

FIGURES: Final[dict[str, Input]] = {
    "clusters": given(100, "个", "集群数", "clusters", f"{BATCH}, n_clusters"),
    "output": given(25_000, "亿元", "2022年产值合计", "output in 2022, total", f"{BATCH}, output over 25000"),
    "growth.at_admission": given(
        0.192, _A_YEAR, "认定时产值年均增速", "growth of output at admission",
        f"{BATCH}, growth_pct; about 2019-2022 (calibration.csv: national cluster growth at admission)",
    ),
    "growth.between": given(
        0.1378, _A_YEAR, "2023年产值增速", "growth of output in 2023",
        "ASSUMED: nothing is published of 2023; the geometric middle of 19.2 and 8.6",
    ),
    "growth.later": given(
        0.086, _A_YEAR, "2024年产值增速", "growth of output in 2024",
        "ASSUMED: the whole year as its first months, cluster_aggregates.csv: National clusters, 2022+2023 batches, "
        "2024 Jan-Apr, growth_pct",
    ),
    "growth.spread": given(
        0.071, _LOG, "集群间年增速差异", "yearly spread of growth between clusters",
        f"{_CITY}; half of the variance each to the industry and to the cluster",
    ),
    "growth.persistence": given(
        0.3, "share kept a year", "集群自身增速的延续", "persistence of a cluster's own growth",
        "ASSUMED: as in the standard model",
    ),
    "size.spread": SIZES["output_value"].spread,
    "champions": given(73, "家", "单项冠军合计", "single champions, total", f"{BATCH}, n_single_champions"),
    "little_giants": given(474, "家", "小巨人合计", "little giants, total", f"{BATCH}, n_little_giants"),
    "srdi_smes": given(3460, "家", "专精特新合计", "SRDI SMEs, total", QUALITY),
    "innovative_smes": given(3754, "家", "创新型合计", "innovative SMEs, total", QUALITY),
    "high_tech_enterprises": given(
        2800, "家", "高新技术企业合计", "high-tech enterprises, total", SIZES["high_tech_enterprises"].median.source
    ),
    "counts.spread": given(
        0.4, "log", "企业数与规模之比的差异", "spread of enterprises for their output",
        "ASSUMED: no spread between clusters published",
    ),
    "rd": given(1262, "亿元", "2022年研发经费合计", "R&D in 2022, total", f"ASSUMED: rd_intensity_pct of {GUANGDONG}"),
    "rd.growth": given(0.261, _A_YEAR, "认定时研发年均增速", "growth of R&D at admission", f"{BATCH}, rd_growth_pct"),
    "rd.growth.later": RD_GROWTH,
    **{f"{key}.median": DYNAMICS.blanks[key].median for key in _AROUND},
    **{f"{key}.spread": DYNAMICS.blanks[key].spread for key in _AROUND},
    **{name: one for name, one in DYNAMICS.inputs() if name.partition(".")[0] in _AROUND},
    "answers": given(
        1.0, "share", "定性要求均满足", "requirements in words that are met", "ASSUMED: no figure published; all"
    ),
    "incidents": given(0.0, "起", "重大事件", "disqualifying incidents", "ASSUMED: none published"),
    "plan_attainment.low": given(0.9, "share", "规划目标完成率下端", "least plan attainment", "ASSUMED: plans are met"),
    "plan_attainment.high": given(1.15, "share", "规划目标完成率上端", "most of it", "ASSUMED: plans are met"),
}  # fmt: skip
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())

# What every member met when it applied: 标准 1. Levers of the policy do not move the batch.
_FLOOR, _GROWTH, _SHARE = 40.0, 0.10, 0.70
_CLEAR = 0.006
_ADMISSION_YEARS = slice(1, 4)

Floats = NDArray[np.float64]


def batch_2022(seed: int = SEED, *, growth_spread: float | None = None) -> Portfolio:
    """Return the hundred clusters with their years 2018 to 2024, to be run from 1 January 2025.

    `growth_spread` stands in place of the yearly spread of growth between clusters (log a year); at 0
    all grow alike. The same arguments give the same content hash everywhere.
    """
    stated = {name: one.value for name, one in FIGURES.items()}
    if growth_spread is not None:
        stated["growth.spread"] = growth_spread
    count = int(stated["clusters"])
    dice = [Dice(seed, number) for number in range(1, count + 1)]
    columns = _columns(stated, dice, seed)
    clusters: list[Row] = []
    observations: list[Row] = []
    for member, own in enumerate(dice):
        cluster_id = f"B1-{member + 1:03d}"
        clusters.append({"cluster_id": cluster_id, **_facts(member, own)})
        answers = {one.key: True for one in REQUIREMENTS}
        for place, year in enumerate(YEARS):
            figures = {key: column[member][place] for key, column in columns.items()}
            since = {} if year < CERTIFIED_ON.year else _held(stated, own, year)
            observations.append({"cluster_id": cluster_id, "year": year, **figures, **answers, **since})
    return Portfolio.from_rows(
        clusters,
        observations,
        titles=[{"cluster_id": row["cluster_id"], "policy": "national", "batch": "1"} for row in clusters],
        name="2022年国家级批次示例 (illustrative national batch of 2022)",
        illustrative=True,
        indicators=REQUIREMENTS,
    )


def _facts(member: int, dice: Dice) -> dict[str, Any]:
    location, industry = LOCATIONS[member * 3 % len(LOCATIONS)], INDUSTRIES[member % len(INDUSTRIES)]
    return {
        "name": f"示例·{location.district}{industry.name}集群{member + 1:03d}",
        "jurisdiction": "national",
        "district": location.district,
        "region": location.region,
        "dominant_industry": industry.name,
        "established_on": dice.day(date(2003, 1, 1), date(2012, 12, 31)),
        "certified_on": CERTIFIED_ON,
        "expires_on": EXPIRES_ON,
        "area_km2": round(dice.between(4.0, 70.0), 1),
        "energy_intensive": industry.energy_intensive,
        "water_intensive": industry.water_intensive,
    }


def _held(stated: Mapping[str, float], dice: Dice, year: int) -> dict[str, Any]:
    """Return what a title brings to its years: the plan, and reports by 30 April; the next one is open."""
    attained = round(dice.between(stated["plan_attainment.low"], stated["plan_attainment.high"]), 2)
    sent = date(year + 1, 4, 30) - timedelta(days=int(dice.between(0, 28)))
    return {"plan_attainment": attained, "report_submitted_on": sent if year < YEARS[-1] else None}


def _columns(stated: Mapping[str, float], dice: Sequence[Dice], seed: int) -> dict[str, list[list[Any]]]:
    """Draw every figure, by column, member and year."""
    output = _output(stated, dice, seed)
    shares = {key: _shares(stated, dice, key) for key in _SHARES}
    weight = output[:, _PUBLISHED] / output[:, _PUBLISHED].sum()
    columns = {
        "output_value": _rounded(output, 2),
        "sme_output_value": _rounded(output * shares["sme_share"], 2),
        "dominant_output_value": _rounded(output * shares["dominant_share"], 2),
        "sme_rd_expenditure": _rounded(np.outer(weight, _research(stated)), 3),
        "incidents": [[int(stated["incidents"])] * len(YEARS) for _ in dice],
    }
    for key in _RATIOS:
        columns[key] = _rounded(np.exp(_ratios(stated, dice, key)), 3)
    for key in _COUNTED:
        noise = np.array([math.exp(stated["counts.spread"] * one.normal()) for one in dice])
        columns[key] = [[number] * len(YEARS) for number in _apportioned(int(stated[key]), weight * noise)]
    return columns


def _rounded(figures: Floats, digits: int) -> list[list[Any]]:
    return [[round(float(figure), digits) for figure in row] for row in figures]


def _totals(stated: Mapping[str, float]) -> Floats:
    """Return the batch's output by year: the published sum of 2022, moved by the published growth."""
    growth = [stated["growth.at_admission"]] * _PUBLISHED + [stated["growth.between"], stated["growth.later"]]
    index = np.concatenate([[1.0], np.cumprod(1.0 + np.array(growth))])
    return np.asarray(stated["output"] * index / index[_PUBLISHED])


def _output(stated: Mapping[str, float], dice: Sequence[Dice], seed: int) -> Floats:
    """Draw output, shape (cluster, year): sums as published, and every member above the lines when it applies."""
    totals = _totals(stated)
    size = np.array([[math.exp(stated["size.spread"] * one.normal())] for one in dice])
    levels = size * np.exp(np.concatenate([np.zeros((len(dice), 1)), _growth(stated, dice, seed).cumsum(1)], axis=1))
    levels *= totals / levels.sum(axis=0)
    # Who grew too little before applying is mirrored to the other side of the line, and keeps what it gained.
    short = np.maximum(3 * (math.log1p(_GROWTH) + _CLEAR) - np.log(levels[:, _APPLIED] / levels[:, 0]), 0.0)
    years = np.minimum(np.arange(len(YEARS)), _APPLIED) / _APPLIED
    levels *= np.exp(2 * short[:, np.newaxis] * years)
    least = levels[:, _ADMISSION_YEARS].min(axis=1)
    lifted = np.array([above(_FLOOR, float(one), by=0.05) for one in least])
    levels *= (lifted / least)[:, np.newaxis]
    return np.asarray(levels * totals / levels.sum(axis=0))


def _growth(stated: Mapping[str, float], dice: Sequence[Dice], seed: int) -> Floats:
    """Draw how each member's yearly growth departs from the batch's, in logs, shape (cluster, year after the first)."""
    steps, half = len(YEARS) - 1, stated["growth.spread"] * math.sqrt(0.5)
    sectors = [Dice(seed, len(dice) + number) for number in range(1, len(INDUSTRIES) + 1)]
    industry = np.array([[half * one.normal() for _ in range(steps)] for one in sectors])
    kept = stated["growth.persistence"]
    own = np.array([_persisting(one, steps, kept, half) for one in dice])
    return np.asarray(industry[np.arange(len(dice)) % len(INDUSTRIES)] + own)


def _persisting(dice: Dice, steps: int, kept: float, sd: float) -> list[float]:
    """Draw shocks of which a part is kept from year to year and the spread stays the same."""
    shocks = [sd * dice.normal()]
    while len(shocks) < steps:
        shocks.append(kept * shocks[-1] + math.sqrt(1.0 - kept**2) * sd * dice.normal())
    return shocks


def _around(stated: Mapping[str, float], dice: Dice, key: str, applied: float) -> list[float]:
    """Draw years around the level at the application, forwards and backwards, as the standard model moves it."""
    kept, sd = stated[f"{key}.persistence"], stated[f"{key}.sd"]
    after, before = [applied], [applied]
    while len(after) < len(YEARS) - _APPLIED:
        after.append(applied + kept * (after[-1] - applied) + sd * dice.normal())
    while len(before) <= _APPLIED:
        before.append(applied + kept * (before[-1] - applied) + sd * dice.normal())
    return [*reversed(before[1:]), *after]


def _shares(stated: Mapping[str, float], dice: Sequence[Dice], key: str) -> Floats:
    """Draw shares of output, above their line in the year of the application."""
    line, middle = math.log(_SHARE / (1 - _SHARE)), math.log(stated[f"{key}.median"] / (1 - stated[f"{key}.median"]))
    drawn = [middle + stated[f"{key}.spread"] * one.normal() for one in dice]
    odds = [_around(stated, one, key, line + max(abs(at - line), 0.03)) for one, at in zip(dice, drawn, strict=True)]
    return np.asarray(1.0 / (1.0 + np.exp(-np.array(odds))))


def _ratios(stated: Mapping[str, float], dice: Sequence[Dice], key: str) -> Floats:
    """Draw ratios to a benchmark, in logs, above it in the year of the application."""
    middle, spread = math.log(stated[f"{key}.median"]), stated[f"{key}.spread"]
    drawn = [max(abs(middle + spread * one.normal()), 0.01) for one in dice]
    return np.array([_around(stated, one, key, at) for one, at in zip(dice, drawn, strict=True)])


def _research(stated: Mapping[str, float]) -> Floats:
    """Return the batch's R&D by year."""
    growth = [stated["rd.growth"]] * _PUBLISHED + [stated["rd.growth.later"]] * (len(YEARS) - 1 - _PUBLISHED)
    index = np.concatenate([[1.0], np.cumprod(1.0 + np.array(growth))])
    return np.asarray(stated["rd"] * index / index[_PUBLISHED])


def _apportioned(total: int, weight: Floats) -> list[int]:
    """Return whole numbers in proportion to weights that add up to a total: the largest remainders get the rest."""
    exact = total * weight / weight.sum()
    whole = np.floor(exact).astype(np.int64)
    rest = np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]
    whole[rest] += 1
    return [int(one) for one in whole]
