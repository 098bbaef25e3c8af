"""What is found of a criterion, one title at a time: met, not met, unknown, or not applicable."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """What a criterion or a condition says of one title."""

    NOT_MET = "not met"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_APPLICABLE = "not applicable"

    @property
    def holds(self) -> bool:
        """True where nothing stands in the way: met, or not asked."""
        return self in {Truth.MET, Truth.NOT_APPLICABLE}


def truth_of(answer: bool) -> Truth:
    """Return met for yes and not met for no."""
    return Truth.MET if answer else Truth.NOT_MET


def all_met(parts: Iterable[Truth]) -> Truth:
    """Return not met if one is not, else unknown if one is, else met; what does not apply is passed over."""
    found = set(parts)
    for truth in (Truth.NOT_MET, Truth.UNKNOWN, Truth.MET):
        if truth in found:
            return truth
    return Truth.NOT_APPLICABLE


def any_met(parts: Iterable[Truth]) -> Truth:
    """Return met if one is, else unknown if one is, else not met; what does not apply is passed over."""
    found = set(parts)
    for truth in (Truth.MET, Truth.UNKNOWN, Truth.NOT_MET):
        if truth in found:
            return truth
    return Truth.NOT_APPLICABLE


def so_many_met(parts: Iterable[Truth], least: int) -> Truth:
    """Return met once so many are, not met once so many no longer can be, else unknown."""
    found = list(parts)
    met = found.count(Truth.MET)
    if met >= least:
        return Truth.MET
    return Truth.UNKNOWN if met + found.count(Truth.UNKNOWN) >= least else Truth.NOT_MET


def opposite(part: Truth) -> Truth:
    """Return not met for met and met for not met; the others stay."""
    return {Truth.MET: Truth.NOT_MET, Truth.NOT_MET: Truth.MET}.get(part, part)
