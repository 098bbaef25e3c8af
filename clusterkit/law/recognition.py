"""Recognition by another measure: from the file, or by a title held within a run."""

from __future__ import annotations

from attrs import frozen

from clusterkit.law.criterion import Plain
from clusterkit.law.finding import Finding
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text


@frozen
class Recognised(Plain):
    """The cluster is recognised by one of some levels or measures (`province`, `national:1`)."""

    def judge(self, sitting: Sitting) -> Finding:
        """Ask the file and the titles held within the run."""
        stated = sitting.recognised(self.recognition)
        return Finding(self, stated, stated)

    def at_review(self) -> Recognised:
        """Return itself."""
        return self


def recognised(*wanted: str, id: str = "", title: Text = Text("", ""), cite: str = "") -> Recognised:
    """Return the criterion that a cluster is recognised by one of some levels or measures."""
    return Recognised(id=id, title=title, citation=cite, recognition=wanted)
