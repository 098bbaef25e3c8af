"""What is known of each cluster besides its yearly figures: yes/no facts, dates, groups, recognition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths

Days = NDArray[np.int64]
_FIRST_DAY, _LAST_DAY = 0, 4_000_000


@frozen
class RecognisedTitle:
    """A title that a cluster (by index) holds under another measure, with its days and batch."""

    cluster: int
    policy: str
    since: int | None = None
    until: int | None = None
    batch: str = ""


@frozen(eq=False)
class Facts:
    """Facts of `count` clusters, each array of shape (cluster,).

    `answers` are truth codes, `dates` ordinals (0: blank), `groups` texts such as the region,
    `recognised_by` the levels and measures that recognise a cluster (`province`, `national:1`),
    `titles` its dated titles elsewhere. `level_of` names the level of a measure (`province`).
    """

    count: int
    answers: Mapping[str, Truths] = field(factory=dict)
    dates: Mapping[str, Days] = field(factory=dict)
    groups: Mapping[str, NDArray[np.str_]] = field(factory=dict)
    recognised_by: Sequence[tuple[str, ...]] = ()
    titles: Sequence[RecognisedTitle] = ()
    level_of: Mapping[str, str] = field(factory=dict)

    def answer(self, key: str) -> Truths:
        """Return a yes/no fact, shape (1, cluster, 1), unknown where blank."""
        codes = self.answers.get(key, np.full(self.count, UNKNOWN))
        return codes.reshape(1, -1, 1)

    def recognised(self, wanted: Sequence[str], day: int) -> Truths:
        """Say who is recognised by one of some levels or measures on a day, shape (1, cluster, 1).

        `national:1` asks for a batch: a title without a batch is then unknown.
        """
        truths = np.full(self.count, NOT_MET)
        for index, entries in enumerate(self.recognised_by):
            for entry in entries:
                name, _, batch = entry.partition(":")
                truths[index] = max(truths[index], self._match(name, batch, wanted))
        for title in self.titles:
            since, until = title.since or _FIRST_DAY, title.until or _LAST_DAY
            if since <= day <= until:
                found = self._match(title.policy, title.batch, wanted)
                truths[title.cluster] = max(truths[title.cluster], found)
        return truths.reshape(1, -1, 1)

    def _match(self, name: str, batch: str, wanted: Sequence[str]) -> np.int8:
        best = NOT_MET
        for entry in wanted:
            wanted_name, _, wanted_batch = entry.partition(":")
            if wanted_name not in {name, self.level_of.get(name)}:
                continue
            if not wanted_batch or wanted_batch == batch:
                return MET
            if not batch:
                best = UNKNOWN
        return best
