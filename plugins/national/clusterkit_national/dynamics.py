"""How the figures of national clusters move: the standard model, its middle growth, national sizes.

The nation's clusters grew by 19.2 % a year when they were admitted and by 8.6 % later; the standard
model's growth is the middle of both. Sizes are those of the batch of 2022, and where nothing national
is published, those of Guangdong's clusters at the same ratio to output. Only causes that the known
texts name are drawn.
"""

from __future__ import annotations

from typing import Final

from clusterkit.simulation.dynamics import Blank, Dynamics
from clusterkit.simulation.standard import (
    OUTPUT_GROWTH,
    RD_GROWTH,
    given,
    standard_dynamics,
    standard_rates,
    yearly_report,
)

BATCH: Final = "cluster_aggregates.csv: National clusters, 2022 batch"
GUANGDONG: Final = "cluster_aggregates.csv: Guangdong provincial clusters, 2023"
_PATENTS: Final = (
    "cluster_aggregates.csv: National clusters, 2022+2023 batches, patents_valid_invention 121000 over 200"
)
_BELOW: Final = "lognormal median below the mean"
QUALITY: Final = f"{BATCH}, quality SMEs 24.8 % of 31000 firms less 474 little giants, split as in Guangdong"
_NONE: Final = "ASSUMED: no figure published"
_RATIO: Final = f"ASSUMED: in the ratio to output of {GUANGDONG}"


def _blank(median: float, spread: float, unit: str, source: str, on: str = "log", *, why: str = "") -> Blank:
    """Return where a blank figure comes from; `on` is the spread's unit, `why` its source if there is one."""
    return Blank(
        given(median, unit, "缺失值的中位数", "median where a figure is missing", source),
        given(
            spread, on, "缺失值的离散度", "spread where a figure is missing",
            why or "ASSUMED: no spread between clusters published",
        ),
    )  # fmt: skip


SIZES: Final[dict[str, Blank]] = {
    "output_value": _blank(
        207.5, 0.61, "亿元", f"{BATCH}, output over 25000 over 100, {_BELOW}",
        why=f"ASSUMED: as wide as {GUANGDONG}, mean 131 and 42 of 76 above 100: lognormal",
    ),
    "sme_output_value": _blank(170.0, 0.61, "亿元", f"ASSUMED: 0.82 of the median output of {BATCH}"),
    "dominant_output_value": _blank(170.0, 0.61, "亿元", f"ASSUMED: 0.82 of the median output of {BATCH}"),
    "sme_rd_expenditure": _blank(9.9, 0.7, "亿元", _RATIO),
    "sme_employees": _blank(18_700.0, 0.6, "人", _RATIO),
    "invention_patents": _blank(439.0, 0.8, "件", f"{_PATENTS}, {_BELOW}"),
    "champions": _blank(0.73, 0.3, "家", f"{BATCH}, n_single_champions 73 over 100", "家"),
    "little_giants": _blank(4.7, 1.1, "家", f"{BATCH}, n_little_giants 474 over 100", "家"),
    "srdi_smes": _blank(34.6, 8.0, "家", f"{QUALITY}, over 100", "家"),
    "innovative_smes": _blank(37.5, 8.5, "家", f"{QUALITY}, over 100", "家"),
    "high_tech_enterprises": _blank(28.0, 6.5, "家", f"{_NONE}; somewhat fewer than SRDI SMEs", "家"),
}  # fmt: skip
"""Where blank figures come from, and what illustrative clusters are drawn from."""

DYNAMICS: Final[Dynamics] = standard_dynamics(
    "national",
    ("national",),
    families=("output",),
    output_growth=OUTPUT_GROWTH,
    rd_growth=RD_GROWTH,
    rates={
        kind: rate for kind, rate in standard_rates().items() if kind in {"incident", "illegality", "unreported_change"}
    },
    reporting=(yearly_report("report_submitted_on", usual=331),),
    blanks=SIZES,
)
