"""How the figures of Zhuhai's clusters move: the standard model with its province's growth."""

from __future__ import annotations

from typing import Final

from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.standard import given, standard_dynamics, yearly_report

PROVINCE: Final = "cluster_aggregates.csv: Guangdong provincial clusters, 2023"

DYNAMICS: Final[Dynamics] = standard_dynamics(
    "zhuhai",
    ("zhuhai",),
    families=("output",),
    output_growth=given(0.1287, "share a year", "产值年均增速", "output growth", f"{PROVINCE}, growth_pct"),
    rd_growth=given(0.1299, "share a year", "研发年均增速", "R&D growth", f"{PROVINCE}, rd_growth_pct"),
    reporting=(yearly_report("report_submitted_on", usual=331),),
)
