"""How the figures of Shanghai's clusters move: the standard model with national growth, two reports.

No growth of clusters of the city is published. The national clusters' stands in: 19.2 % a year
when they were admitted, 8.6 % later, the standard model's middle of both.
"""

from __future__ import annotations

from typing import Final

from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.standard import OUTPUT_GROWTH, RD_GROWTH, standard_dynamics, yearly_report

DYNAMICS: Final[Dynamics] = standard_dynamics(
    "shanghai",
    ("shanghai",),
    families=("output",),
    output_growth=OUTPUT_GROWTH,
    rd_growth=RD_GROWTH,
    reporting=(
        yearly_report("report_submitted_on", usual=331),
        yearly_report("form_submitted_on", usual=410),
    ),
)
