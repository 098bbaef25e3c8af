"""How leniently re-reviews have been held: one number, fitted to the batch of 2022, of which 97 of 100 were kept.

The fit is that of the ready-made study `national_2022_batch`; `calibration.json` holds what it gives.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve

from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.enforcement import Calibration
from clusterkit.study.calibration import read_calibrations
from clusterkit_national.batch import batch_2022

FILE: Final = Path(__file__).with_name("calibration.json")

LAST_YEAR: Final = 2022
HELD_FROM: Final = date(2023, 1, 1)
"""The notice of 11 January 2023 lets the titles run from 2023 to 2025."""


def calibrations() -> tuple[Calibration, ...]:
    """Return the fitted leniency of the national re-review."""
    return read_calibrations(FILE)


def admitted_batch(seed: int | None = None) -> Portfolio:
    """Return the batch of 2022 as it was admitted: its figures to 2022, its titles held from the start of 2023.

    What its clusters did until their review is then the model's to draw, replication by replication.
    """
    batch = batch_2022() if seed is None else batch_2022(seed)
    known = batch.years <= LAST_YEAR
    return evolve(
        batch,
        name="2022年国家级批次示例,认定时 (illustrative national batch of 2022 as admitted)",
        clusters={**batch.clusters, "certified_on": np.full(len(batch), HELD_FROM.toordinal(), np.int64)},
        years=batch.years[known],
        observations={key: values[known] for key, values in batch.observations.items()},
        has_row=batch.has_row[known],
    )
