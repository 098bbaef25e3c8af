"""Illustrative clusters of Zhuhai; none of them is real.

Their figures rest on those of the province's clusters (`SOURCES` names every row, and what is
ASSUMED). City-level clusters are smaller than the province's in general, so output errs high. A
title's date in the three years before 2026 may lie before the measure itself: also an assumption.
"""

from __future__ import annotations

from typing import Final

from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.sampling import (
    Illustration,
    Industry,
    Lines,
    Location,
    Setting,
    illustrative_portfolio,
    output_figures,
)
from clusterkit.simulation.dynamics import Input
from clusterkit.simulation.standard import starting_figures
from clusterkit_zhuhai.dynamics import DYNAMICS
from clusterkit_zhuhai.requirements import REQUIREMENTS

SEED: Final = 20241021

# What certified members stand above: 附件 二, 五, 六. Levers of the policy do not move the sample.
LINES: Final = Lines(
    output=32.0,
    output_growth=0.08,
    rd_growth=0.08,
    patent_growth=0.15,
    patents_per_10k=12.0,
    platform=0.15,
    sme_share=0.70,
    dominant_share=0.70,
)

SETTING: Final = Setting(
    place="zhuhai",
    prefix="ZH",
    title=Text("珠海市", "Zhuhai"),
    seed=SEED,
    locations=(Location("香洲区"), Location("金湾区"), Location("斗门区")),
    industries=(
        Industry("打印设备及耗材"),
        Industry("智能家电零部件"),
        Industry("集成电路设计"),
        Industry("生物医药", water_intensive=True),
        Industry("印制电路板", water_intensive=True),
        Industry("精细化工", energy_intensive=True, water_intensive=True),
        Industry("新型储能"),
        Industry("医疗器械"),
        Industry("精密模具", energy_intensive=True),
    ),
    requirements=REQUIREMENTS,
    quirks={
        2: "thin_output",
        5: "thin_growth",
        8: "thin_shares",
        11: "thin_patents",
        13: "blank_answer",
        15: "thin_adoption",
        17: "thin_research",
        19: "thin_area",
        21: "unmet",
        23: "thin_gradient",
        25: "blank_figure",
        27: "small",
        28: "unready",
        29: "accident",
    },
    reports=("report_submitted_on",),
    recognised={4: "province", 12: "province;national:3", 28: "province"},
)

FIGURES: Final[dict[str, Input]] = starting_figures(DYNAMICS)
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())


def sample_portfolio() -> Portfolio:
    """Return the 30 illustrative clusters: 26 certified ones and four candidates."""
    return illustrative_portfolio(SETTING, output_figures(Illustration(FIGURES), LINES))
