"""Recognition by another measure: from the file, or by a title held within a run."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from clusterkit.law.criterion import Plain
from clusterkit.law.finding import Finding
from clusterkit.law.lever import Lever
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import NOT_APPLICABLE


@frozen
class Recognised(Plain):
    """The cluster is recognised by one of some levels or measures (`province`, `national:1`).

    `binding` is a yes/no lever for a prerequisite: where it says no, nothing is asked.
    """

    binding: Lever | None = None

    def judge(self, sitting: Sitting) -> Finding:
        """Ask the file and the titles held within the run."""
        stated = sitting.recognised(self.recognition)
        if self.binding is None:
            return Finding(self, stated, stated)
        decides = np.where(sitting.flag(self.binding), stated, NOT_APPLICABLE)
        return Finding(self, decides, stated)

    def at_review(self) -> Recognised:
        """Return itself."""
        return self


def recognised(
    *wanted: str, id: str = "", title: Text = Text("", ""), cite: str = "", binding: Lever | None = None
) -> Recognised:
    """Return the criterion that a cluster is recognised by one of some levels or measures."""
    levers = () if binding is None else (binding,)
    return Recognised(id=id, title=title, citation=cite, recognition=wanted, levers=levers, binding=binding)
