"""Illustrative clusters of Beijing; none of them is real.

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
from clusterkit_beijing.dynamics import DYNAMICS
from clusterkit_beijing.requirements import REQUIREMENTS

SEED: Final = 20230801

# What certified members stand above: 附件 二, 五, 六. Levers of the policy do not move the sample.
LINES: Final = Lines(
    output=40.0,
    output_growth=0.10,
    rd_growth=0.10,
    patent_growth=0.15,
    patents_per_10k=15.0,
    platform=0.15,
    sme_share=0.70,
    dominant_share=0.70,
)

SETTING: Final = Setting(
    place="beijing",
    prefix="BJ",
    title=Text("北京市", "Beijing"),
    seed=SEED,
    locations=(
        Location("海淀区"),
        Location("昌平区"),
        Location("大兴区"),
        Location("顺义区"),
        Location("通州区"),
        Location("房山区"),
        Location("怀柔区"),
    ),
    industries=(
        Industry("工业软件"),
        Industry("高端仪器"),
        Industry("医疗器械"),
        Industry("生物医药", water_intensive=True),
        Industry("智能网联汽车零部件"),
        Industry("集成电路装备", water_intensive=True),
        Industry("先进结构材料", energy_intensive=True),
        Industry("氢能装备"),
        Industry("卫星导航"),
        Industry("智能机器人"),
    ),
    requirements=REQUIREMENTS,
    quirks={
        3: "thin_output",
        6: "thin_growth",
        9: "blank_answer",
        11: "thin_shares",
        14: "thin_patents",
        16: "thin_gradient",
        18: "thin_adoption",
        20: "thin_area",
        22: "unmet",
        24: "thin_research",
        26: "blank_figure",
        27: "slow",
        28: "small",
        29: "unready",
    },
    reports=("report_submitted_on",),
    recognised={1: "national:2", 7: "national:3", 15: "national:1", 28: "national:1"},
)

FIGURES: Final[dict[str, Input]] = starting_figures(DYNAMICS)
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())


def sample_portfolio() -> Portfolio:
    """Return the 30 illustrative clusters: 26 certified ones and four candidates."""
    return illustrative_portfolio(SETTING, output_figures(Illustration(FIGURES), LINES))
