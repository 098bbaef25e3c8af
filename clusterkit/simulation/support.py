"""Support: clusters that hold a title grow faster, so that a bound shapes the figures it is held against.

Off unless asked for. The amount is ASSUMED: nothing published says how much a title adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clusterkit.law.figure import Figure, Floats
from clusterkit.law.history import History
from clusterkit.law.title import CERTIFIED
from clusterkit.simulation.docket import Docket

SUPPORTED: Final = ("output_value", "operating_revenue")
"""What grows faster. Shares of it keep their own motion."""


class Support:
    """What the titles held have added to the figures of one tile so far, in logs."""

    def __init__(self, history: History, yearly: float) -> None:
        self._history = history
        self._yearly = float(np.log1p(yearly))
        parts = [one for one in history.indicators.values() if one.denominator in SUPPORTED]
        self._keys = (*SUPPORTED, *(one.numerator for one in parts if one.numerator is not None))
        self._added = np.zeros((1, 1, 1))

    def add(self, year: int, dockets: Sequence[Docket]) -> None:
        """Raise the figures of a year by what its holders on 1 January gain, and keep what was gained before.

        They are read from the year after on, so that no title ever sees its own future.
        """
        held = np.zeros((1, 1, 1), np.bool_)
        for docket in dockets:
            held = held | (docket.status == CERTIFIED).reshape(docket.shape)
        self._added = self._added + self._yearly * held
        for key in self._keys:
            if self._history.has(key, year):
                figure = self._history.figure(key, year)
                low = self._raised(figure, figure.low)
                high = low if figure.known else self._raised(figure, figure.high)
                self._history.put(key, year, Figure(low, high, figure.measure))

    def _raised(self, figure: Figure, held: Floats) -> Floats:
        if figure.measure.scale == "log":
            return np.asarray(held + self._added)
        return figure.measure.of(figure.measure.plain(held) * np.exp(self._added))
