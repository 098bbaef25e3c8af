"""What a criterion or a whole standard says of each title before the authority."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from clusterkit.law.figure import Figure, Floats
from clusterkit.law.truth import Truths

if TYPE_CHECKING:
    from clusterkit.law.criterion import Criterion


@frozen(eq=False)
class Finding:
    """A finding on every title, shape broadcastable to (scenario, row, replication).

    `truth` decides; `stated` is what the text says, which differs for a soft rule: it is reported
    but never decides. `figure` and `bound` (in the figure's own unit) stand where a number
    decides, `points` where there is a score. `parts` are the findings that it was made of.
    """

    criterion: Criterion
    truth: Truths
    stated: Truths
    parts: tuple[Finding, ...] = ()
    figure: Figure | None = None
    bound: Floats | None = None
    points: Figure | None = None

    def leaves(self) -> Iterator[Finding]:
        """Yield the named criteria, in the order of the law; an any-of counts as one."""
        if self.criterion.id:
            yield self
        else:
            for part in self.parts:
                yield from part.leaves()
