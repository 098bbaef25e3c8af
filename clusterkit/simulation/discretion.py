"""Discretion: what a measure leaves to its authority, drawn from a stream of its own.

One 32-bit word for each policy, decision, lever, title and year, whatever the scenario: a chance that is
raised decides as before wherever it did, and further titles besides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clusterkit.law.history import Rows
from clusterkit.simulation.streams import BLOCK, RANGE, Streams, Words


class Discretion:
    """One measure's discretion in one tile; words are drawn when a rule first asks for them."""

    def __init__(
        self,
        policy: str,
        clusters: Sequence[str],
        years: range,
        *,
        streams: Streams,
        blocks: range,
        replications: int,
    ) -> None:
        self._policy, self._clusters, self._years = policy, clusters, years
        self._streams, self._blocks, self._replications = streams, blocks, replications
        self._words: dict[tuple[str, str], Words] = {}

    def drawn(self, decision: str, lever: str, year: int, rows: Rows) -> NDArray[np.float64]:
        """Return a number from 0 to below 1 for each of some clusters in a year, shape (row, replication)."""
        words = self._words_of(decision, lever)[rows, year - self._years.start]
        return np.asarray(words / RANGE)

    def _words_of(self, decision: str, lever: str) -> Words:
        """Return the words behind one chance, shape (cluster, year, replication)."""
        if (decision, lever) not in self._words:
            parts = []
            for block in self._blocks:
                drawn = np.empty((len(self._clusters), len(self._years), 1, BLOCK), np.uint32)
                stream = f"{self._policy} {decision} {lever}"
                self._streams.words(self._streams.states("discretion", stream, self._clusters, block), drawn)
                parts.append(drawn[:, :, 0])
            self._words[decision, lever] = np.concatenate(parts, axis=2)[..., : self._replications]
        return self._words[decision, lever]
