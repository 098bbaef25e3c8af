"""The way out: a criterion that only a function over arrays can say."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from clusterkit.law.criterion import Plain
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import Truths

Judgement = Callable[[Sitting], Truths]


@frozen
class FromFunction(Plain):
    """A criterion that only a function over arrays can say; it must be pure and never raise on missing figures."""

    function: Judgement = field(kw_only=True)

    def judge(self, sitting: Sitting) -> Finding:
        """Return what the function says."""
        stated = self.function(sitting)
        return Finding(self, stated, stated)

    def at_review(self) -> FromFunction:
        """Return itself."""
        return self


def from_function(
    id: str,
    function: Judgement,
    *,
    title: Text,
    cite: str,
    indicators: tuple[str, ...] = (),
    levers: tuple[Lever, ...] = (),
    depth: int = 0,
    across: bool = False,
) -> FromFunction:
    """Return a criterion judged by a function from a sitting to truth codes, shape (scenario, row, replication)."""
    return FromFunction(
        id=id,
        title=title,
        citation=cite,
        function=function,
        indicators=indicators,
        levers=levers,
        depth=depth,
        across=across,
    )
