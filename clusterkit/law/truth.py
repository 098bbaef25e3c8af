"""Three-valued truth over arrays (Kleene): int8 codes in the order not met < unknown < met.

All of is then the minimum and any of the maximum. Not applicable stands above met, so that it
counts as neither in all of; any of passes over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.int8]

NOT_MET = np.int8(0)
UNKNOWN = np.int8(1)
MET = np.int8(2)
NOT_APPLICABLE = np.int8(3)

NAMES = ("not_met", "unknown", "met", "not_applicable")


def all_true(parts: Sequence[Truths]) -> Truths:
    """Return the truth of all parts together; parts that do not apply do not count."""
    return reduce(np.minimum, parts)


def any_true(parts: Sequence[Truths]) -> Truths:
    """Return the truth of at least one part; not applicable only where no part applies."""
    best = reduce(np.maximum, [np.where(part == NOT_APPLICABLE, np.int8(-1), part) for part in parts])
    return np.where(best < 0, NOT_APPLICABLE, best).astype(np.int8, copy=False)


def k_true(parts: Sequence[Truths], k: int) -> Truths:
    """Return the truth of at least `k` parts: met once k are met, not met once k no longer can be."""
    met = sum((part == MET).astype(np.int8) for part in parts)
    possible = sum(((part == MET) | (part == UNKNOWN)).astype(np.int8) for part in parts)
    return from_bounds(np.asarray(met >= k), np.asarray(possible >= k))


def negation(part: Truths) -> Truths:
    """Return the opposite truth; unknown stays unknown and not applicable stays not applicable."""
    return np.where(part == NOT_APPLICABLE, part, MET - part).astype(np.int8, copy=False)


def from_bounds(certain: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Truths:
    """Return met where certain, unknown where only possible, not met elsewhere."""
    return certain.view(np.int8) + possible.view(np.int8)


def from_bool(value: NDArray[np.bool_]) -> Truths:
    """Return met where true, not met where false."""
    return value.view(np.int8) << 1
