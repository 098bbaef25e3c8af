"""What is told of a title: the rows of history.csv and status.csv, as the law gives them and as the trace has them."""

from __future__ import annotations

from datetime import date
from math import isfinite

from attrs import frozen

from clusterkit.law.text import Text
from clusterkit.verification.ranges import NOTHING, SAME


@frozen
class Entry:
    """One row of a title's history; `figure` and `bound` stand where a criterion's number decided."""

    day: date
    event: str
    cause: str = ""
    criterion: str = ""
    citation: str = ""
    figure: float | None = None
    bound: float | None = None

    def tells(self, other: Entry) -> bool:
        """Say whether two rows tell the same; numbers within the tolerance are the same number."""
        words = (self.day, self.event, self.cause, self.criterion, self.citation)
        if words != (other.day, other.event, other.cause, other.criterion, other.citation):
            return False
        return _alike(self.figure, other.figure) and _alike(self.bound, other.bound)

    def as_dict(self) -> dict[str, str | float | None]:
        """Return its cells by column."""
        return {
            "event": self.event,
            "cause": self.cause,
            "criterion": self.criterion,
            "citation": self.citation,
            "figure": self.figure,
            "bound": self.bound,
        }


@frozen
class Standing:
    """How a title stands at a year's end."""

    status: str
    cause: str = ""
    lost_on: date | None = None

    def as_dict(self) -> dict[str, str | float | None]:
        """Return its cells by column."""
        lost_on = "" if self.lost_on is None else self.lost_on.isoformat()
        return {"status": self.status, "cause": self.cause, "lost_on": lost_on}


@frozen
class Stop:
    """The day from which on a path could not be replayed, and why."""

    day: date
    why: Text


def number(value: float | None) -> float | None:
    """Return a number that decides as the history writes it: twelve digits, nothing where it has no end."""
    return float(f"{value:.12g}") if value is not None and isfinite(value) else None


def _alike(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= max(SAME * max(abs(left), abs(right)), NOTHING)
