"""Illustrative national clusters; none of them is real, and neither are their counties.

Sizes and growth rest on the published aggregates of the batches of 2022 and 2023 (`SOURCES` names
every row, and what is ASSUMED). Days of certification are spread over three years as the other
places' are; real ones come in batches.
"""

from __future__ import annotations

from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.sampling import (
    Dice,
    Illustration,
    Industry,
    Lines,
    Location,
    Member,
    Setting,
    illustrative_portfolio,
    output_figures,
)
from clusterkit.simulation.dynamics import Input
from clusterkit.simulation.standard import starting_figures
from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.requirements import REQUIREMENTS

SEED: Final = 20220913

# What certified members stand above: 标准 1. Of R&D, patents and platforms no line is known; these move nobody.
LINES: Final = Lines(
    output=40.0,
    output_growth=0.10,
    rd_growth=-0.5,
    patent_growth=-0.5,
    patents_per_10k=0.01,
    platform=0.001,
    sme_share=0.70,
    dominant_share=0.70,
)

# Neither asked for by what is known of the standard nor published of national clusters.
UNKNOWN: Final = frozenset({
    "platform_adoption_rate", "software_adoption_rate", "co2_intensity", "other_champions", "chain_leaders",
    "innovation_platforms", "standards_contributions",
})  # fmt: skip

LOCATIONS: Final = (
    Location("东一县", "东部"),
    Location("东二市", "东部"),
    Location("东三区", "东部"),
    Location("东四县", "东部"),
    Location("中一县", "中部"),
    Location("中二市", "中部"),
    Location("西一县", "西部"),
    Location("西二区", "西部"),
)
INDUSTRIES: Final = (
    Industry("紧固件", energy_intensive=True),
    Industry("医疗器械"),
    Industry("电子元器件", water_intensive=True),
    Industry("精密模具"),
    Industry("电机"),
    Industry("阀门"),
    Industry("化学纤维", energy_intensive=True, water_intensive=True),
    Industry("新型储能"),
    Industry("轨道交通配件"),
    Industry("智能家电"),
    Industry("特种陶瓷", energy_intensive=True),
    Industry("仪器仪表"),
    Industry("农产品加工", water_intensive=True),
)

SETTING: Final = Setting(
    place="national",
    prefix="CN",
    title=Text("国家级", "the nation"),
    seed=SEED,
    locations=LOCATIONS,
    industries=INDUSTRIES,
    requirements=REQUIREMENTS,
    quirks={
        2: "thin_output",
        5: "thin_growth",
        8: "blank_answer",
        11: "thin_shares",
        14: "thin_gradient",
        17: "thin_area",
        20: "unmet",
        23: "blank_figure",
        26: "slow",
        27: "small",
        28: "unready",
        29: "accident",
    },
    reports=("report_submitted_on",),
    # The last candidate meets the standard and waits for its province.
    recognised=dict.fromkeys(range(1, 30), "province"),
)

FIGURES: Final[dict[str, Input]] = starting_figures(DYNAMICS)
SOURCES: Final[tuple[Input, ...]] = tuple(FIGURES.values())


def sample_portfolio() -> Portfolio:
    """Return the 30 illustrative clusters: 26 certified ones and four candidates."""
    draw = output_figures(Illustration(FIGURES), LINES)

    def known(member: Member, dice: Dice) -> list[dict[str, Any]]:
        return [{key: cell for key, cell in row.items() if key not in UNKNOWN} for row in draw(member, dice)]

    return illustrative_portfolio(SETTING, known)
