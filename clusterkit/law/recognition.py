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


@frozen
class OwnTitle(Plain):
    """The cluster holds the title of its own place's measure; of the measure's own clusters nothing is asked."""

    own: str = ""
    binding: Lever | None = None

    def judge(self, sitting: Sitting) -> Finding:
        """Ask each cluster's own place, on the file or within the run."""
        places = sitting.group("jurisdiction").reshape(1, -1, 1)
        stated = np.full((1, places.shape[1], 1), NOT_APPLICABLE)
        for place in np.unique(places):
            if place != self.own:
                stated = np.where(places == place, sitting.recognised((str(place),)), stated)
        if self.binding is None:
            return Finding(self, stated, stated)
        return Finding(self, np.where(sitting.flag(self.binding), stated, NOT_APPLICABLE), stated)

    def at_review(self) -> OwnTitle:
        """Return itself."""
        return self


def own_title(own: str, *, id: str, title: Text, cite: str, binding: Lever | None = None) -> OwnTitle:
    """Return the prerequisite that a cluster holds its own place's title before it climbs to that of `own`."""
    levers = () if binding is None else (binding,)
    return OwnTitle(
        id=id, title=title, citation=cite, recognition=("city", "province"), levers=levers, own=own, binding=binding
    )


def recognised(
    *wanted: str, id: str = "", title: Text = Text("", ""), cite: str = "", binding: Lever | None = None
) -> Recognised:
    """Return the criterion that a cluster is recognised by one of some levels or measures."""
    levers = () if binding is None else (binding,)
    return Recognised(id=id, title=title, citation=cite, recognition=wanted, levers=levers, binding=binding)
