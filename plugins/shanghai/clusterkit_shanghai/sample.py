"""Illustrative clusters of Shanghai; none of them is real.

No figures of the city's clusters are published. Levels rest on those of Guangdong's provincial
clusters and growth on that of the national ones (`SOURCES` names every row, and what is ASSUMED).
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
from clusterkit_shanghai.dynamics import DYNAMICS
from clusterkit_shanghai.requirements import REQUIREMENTS

SEED: Final = 20231101

# What certified members stand above: 第六条 1, 4, 5. Levers of the policy do not move the sample.
LINES: Final = Lines(
    output=30.0,
    output_growth=0.10,
    rd_growth=0.05,
    patent_growth=0.15,
    patents_per_10k=15.0,
    platform=0.10,
    sme_share=0.50,
    dominant_share=0.50,
)

SETTING: Final = Setting(
    place="shanghai",
    prefix="SH",
    title=Text("上海市", "Shanghai"),
    seed=SEED,
    locations=(
        Location("浦东新区"),
        Location("嘉定区"),
        Location("闵行区"),
        Location("松江区"),
        Location("青浦区"),
        Location("奉贤区"),
        Location("宝山区"),
        Location("金山区"),
    ),
    industries=(
        Industry("汽车电子"),
        Industry("集成电路材料", water_intensive=True),
        Industry("智能机器人"),
        Industry("生物医药", water_intensive=True),
        Industry("化妆品"),
        Industry("精细化工", energy_intensive=True, water_intensive=True),
        Industry("新型显示"),
        Industry("海洋工程装备", energy_intensive=True),
        Industry("医疗器械"),
        Industry("增材制造"),
        Industry("北斗导航"),
    ),
    requirements=REQUIREMENTS,
    quirks={
        1: "thin_growth",
        4: "thin_output",
        7: "blank_answer",
        10: "thin_gradient",
        12: "thin_shares",
        14: "thin_adoption",
        17: "thin_patents",
        19: "unmet",
        21: "thin_research",
        23: "blank_figure",
        25: "thin_area",
        27: "young",
        28: "slow",
        29: "accident",
    },
    reports=("report_submitted_on", "form_submitted_on"),
    recognised={2: "national:2", 16: "national:3"},
)

FIGURES: Final[dict[str, Input]] = starting_figures(DYNAMICS)
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())


def sample_portfolio() -> Portfolio:
    """Return the 30 illustrative clusters: 26 certified ones and four candidates."""
    return illustrative_portfolio(SETTING, output_figures(Illustration(FIGURES), LINES))
