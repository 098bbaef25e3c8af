"""The levers of one scenario: which number, date or choice is in force on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clusterkit.law.lever import Lever, Value

Dated = Sequence[tuple[date | None, Value]]
"""A lever's values, each from a day on (None: ever since)."""


class LeversInForce:
    """One scenario's levers. Of several values of a lever the latest that has begun is in force."""

    def __init__(self, levers: Mapping[str, Lever], changes: Mapping[str, Dated]) -> None:
        self._levers = levers
        self._changes = {
            key: sorted(dated, key=lambda one: one[0] or date.min, reverse=True) for key, dated in changes.items()
        }
        self.change_days = sorted({since for dated in changes.values() for since, _ in dated if since is not None})

    def value(self, lever: Lever, day: date) -> Value:
        """Return the value in force on a day; one that is not set is that of the lever it follows, or the law's own."""
        for since, value in self._changes.get(lever.key, ()):
            if since is None or since <= day:
                return value
        return lever.default if lever.follows is None else self.value(self._levers[lever.follows], day)

    def ever(self, lever: Lever) -> bool:
        """Say whether a lever has a value at any time."""
        return lever.default is not None or any(value is not None for _, value in self._changes.get(lever.key, ()))

    def number(self, lever: Lever, day: date) -> float | None:
        """Return a number in force on a day, None where none is set."""
        value = self.value(lever, day)
        return float(value) if isinstance(value, float | int) else None

    def whole(self, lever: Lever, day: date) -> int:
        """Return a whole number in force on a day, 0 where none is set."""
        return int(self.number(lever, day) or 0)

    def yes(self, lever: Lever | None, day: date) -> bool:
        """Say whether a yes-or-no lever says yes on a day; one that the law does not have says no."""
        return lever is not None and self.value(lever, day) is True
