"""Illustrative clusters of Henan; none of them is real.

No figures of the province's clusters are published. Revenue and its growth rest on the county
clusters of its neighbour Hebei, firms on Guangdong's (`SOURCES` names every row, and what is
ASSUMED). The titles date from 2014 on: they have no term.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.sampling import (
    YEARS,
    Dice,
    Illustration,
    Industry,
    Location,
    Member,
    Setting,
    above,
    counts,
    illustrative_portfolio,
    path,
    rising,
    steady,
)
from clusterkit.simulation.dynamics import Input
from clusterkit.simulation.standard import starting_figures
from clusterkit_henan.dynamics import DYNAMICS
from clusterkit_henan.requirements import REQUIREMENTS

SEED: Final = 20140322

# What listed members stand above: 三(二) to 三(五). Levers of the policy do not move the sample.
REVENUE: Final = 20.0
DOMINANT_SHARE: Final = 0.65
RESEARCH_SHARE: Final = 0.01
LEADING: Final = 2
RELATED: Final = 20
DENSITY: Final = 0.50
INVESTMENT: Final = 1000.0

SETTING: Final = Setting(
    place="henan",
    prefix="HA",
    title=Text("河南省", "Henan"),
    seed=SEED,
    locations=(
        Location("长垣市", "新乡市"),
        Location("长葛市", "许昌市"),
        Location("巩义市", "郑州市"),
        Location("新密市", "郑州市"),
        Location("民权县", "商丘市"),
        Location("镇平县", "南阳市"),
        Location("孟州市", "焦作市"),
        Location("伊川县", "洛阳市"),
    ),
    industries=(
        Industry("起重机械"),
        Industry("超硬材料", energy_intensive=True),
        Industry("耐火材料", energy_intensive=True),
        Industry("卫生材料"),
        Industry("制冷设备"),
        Industry("休闲食品", water_intensive=True),
        Industry("纺织服装", water_intensive=True),
        Industry("汽车零部件"),
        Industry("农业机械"),
        Industry("发制品"),
        Industry("轴承"),
    ),
    requirements=REQUIREMENTS,
    quirks={
        3: "thin_output",
        6: "thin_shares",
        9: "blank_answer",
        12: "thin_research",
        15: "thin_gradient",
        18: "unmet",
        21: "thin_area",
        24: "blank_figure",
        27: "small",
        28: "unready",
        29: "slow",
    },
    recognised={2: "national:1", 14: "national:3"},
    certified_from=date(2014, 9, 1),
)

FIGURES: Final[dict[str, Input]] = starting_figures(DYNAMICS)
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())
STATED: Final = Illustration(FIGURES)


def sample_portfolio() -> Portfolio:
    """Return the 30 illustrative clusters: 26 on the list and four candidates."""
    return illustrative_portfolio(SETTING, draw_figures)


def draw_figures(member: Member, dice: Dice) -> list[dict[str, Any]]:
    """Draw a member's revenue, its parts, its firms and its land; a slow one spends too little on R&D."""
    columns = {**_revenue(member, dice), **_firms_and_land(member, dice)}
    return [{key: column[index] for key, column in columns.items()} for index in range(len(YEARS))]


def _revenue(member: Member, dice: Dice) -> dict[str, list[Any]]:
    drawn = above(REVENUE, STATED.lognormal(dice, "operating_revenue"), by=0.08)
    thin, small = REVENUE * dice.between(1.01, 1.06), REVENUE * dice.between(0.7, 0.85)
    last = {"thin_output": thin, "small": small}.get(member.quirk, drawn)
    levels = path(dice, STATED["operating_revenue.mean"], 0.03)
    revenue = [round(last * level, 2) for level in levels]
    share = above(DOMINANT_SHARE, STATED.share(dice, "dominant_revenue_share"), by=0.04)
    share = DOMINANT_SHARE + dice.between(0.003, 0.01) if member.quirk == "thin_shares" else share
    research = above(RESEARCH_SHARE, STATED.share(dice, "rd_revenue_share"), by=0.1)
    barely, low = RESEARCH_SHARE * dice.between(1.01, 1.04), RESEARCH_SHARE * dice.between(0.6, 0.8)
    research = {"thin_research": barely, "slow": low}.get(member.quirk, research)
    shares, spent = steady(dice, min(share, 0.95), 0.008, 4), steady(dice, research, 0.02, 6)
    return {
        "operating_revenue": revenue,
        "dominant_revenue": _parts(revenue, [min(one, 0.97) for one in shares]),
        "rd_expenditure": _parts(revenue, spent, 3),
    }


def _parts(whole: list[float], shares: list[float], digits: int = 2) -> list[float]:
    return [round(total * share, digits) for total, share in zip(whole, shares, strict=True)]


def _firms_and_land(member: Member, dice: Dice) -> dict[str, list[Any]]:
    leading = max(STATED.count(dice, "leading_enterprises"), LEADING)
    related = max(STATED.count(dice, "related_smes"), RELATED)
    few = member.quirk == "thin_gradient"
    density = above(DENSITY, STATED.share(dice, "building_density"), by=0.04)
    density = DENSITY + dice.between(0.003, 0.01) if member.quirk == "thin_area" else min(density, 0.9)
    investment = above(INVESTMENT, STATED.lognormal(dice, "investment_intensity"), by=0.08)
    # Audits are a duty: all are done in the end, one in twenty was not yet in the first year.
    audits = [0.85, 0.9, 0.9, 0.9, 0.92] if member.quirk == "unready" else [0.95, 1.0, 1.0, 1.0, 1.0]
    columns: dict[str, list[Any]] = {
        "leading_enterprises": [LEADING] * len(YEARS) if few else counts(leading),
        "related_smes": [RELATED + 1] * len(YEARS) if few else counts(related),
        "building_density": rising(dice, density, 0.0, 0.005),
        "clean_audit_rate": audits,
        "investment_intensity": [float(math.floor(one)) for one in steady(dice, investment, 0.02)],
    }
    if member.quirk == "blank_figure":
        columns["investment_intensity"][-1] = None
    return columns
