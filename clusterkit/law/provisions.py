"""What the levers say in each scenario on each day: defaults, changes and dated changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import LeverError, UnknownNameError
from clusterkit.law.calendar import day_of_code
from clusterkit.law.lever import Lever, Value

Floats = NDArray[np.float64]
Options = list[tuple[tuple[Value, ...], NDArray[np.intp] | None]]


@frozen
class Change:
    """One lever's value from a day on (`date.toordinal()`; None: ever since)."""

    lever: str
    value: Value
    from_day: int | None = None


Changes = tuple[Change, ...]


class Provisions:
    """The levers of some policies under several scenarios, read by day.

    Raises UnknownNameError for a change of a lever that no policy has, LeverError for a value
    outside its legal range or two changes of one lever from one day.
    """

    def __init__(self, levers: Iterable[Lever], scenarios: Sequence[Changes]) -> None:
        self.levers: Mapping[str, Lever] = {lever.key: lever for lever in levers}
        self.scenarios = tuple(scenarios)
        self._own = [self._timelines(changes) for changes in self.scenarios]
        self._cache: dict[tuple[object, ...], Any] = {}
        dated = {change.from_day for own in self.scenarios for change in own if change.from_day is not None}
        self.change_days = tuple(sorted(dated | set(self._amendments())))
        """The days on which a lever changes or an amended text begins to apply, in any scenario."""

    def __len__(self) -> int:
        return len(self.scenarios)

    def values(self, key: str, day: int) -> tuple[Value, ...]:
        """Return a lever's value in force on a day, one for each scenario."""
        return tuple(self.value(key, day, scenario) for scenario in range(len(self.scenarios)))

    def value(self, key: str, day: int, scenario: int) -> Value:
        """Return a lever's value in force on a day in one scenario."""
        lever = self.levers[key]
        for from_day, value in reversed(self._own[scenario].get(key, ())):
            if from_day is None or from_day <= day:
                return value
        if lever.follows is None or lever.follows not in self.levers:  # what only a review asks follows nothing
            return lever.default
        return self.value(lever.follows, day, scenario)

    def numbers(self, key: str, day: int) -> Floats:
        """Return a number's values by scenario, shape (scenario, 1, 1) or (1, 1, 1); NaN for none."""

        def made() -> Floats:
            numbers = [np.nan if value is None else float(value) for value in self.values(key, day)]
            return _by_scenario(np.array(numbers))

        numbers: Floats = self._cached(("numbers", key, self.epoch(day)), made)
        return numbers

    def flags(self, key: str, day: int) -> NDArray[np.bool_]:
        """Return a yes/no lever's values by scenario, shape (scenario, 1, 1) or (1, 1, 1)."""
        flags: NDArray[np.bool_] = self._cached(
            ("flags", key, self.epoch(day)),
            lambda: _by_scenario(np.array([value is True for value in self.values(key, day)])),
        )
        return flags

    def options(self, keys: Sequence[str], day: int) -> Options:
        """Return the distinct combinations of some levers' values, each with its scenarios.

        The scenarios are None where all share one combination: the common case, and the cheap one.
        """

        def made() -> Options:
            groups: dict[tuple[Value, ...], list[int]] = {}
            for scenario in range(len(self.scenarios)):
                combination = tuple(self.value(key, day, scenario) for key in keys)
                groups.setdefault(combination, []).append(scenario)
            if len(groups) == 1:
                return [(next(iter(groups)), None)]
            return [(combination, np.array(members)) for combination, members in groups.items()]

        options: Options = self._cached(("options", *keys, self.epoch(day)), made)
        return options

    def cached(self, key: tuple[object, ...], day: int, made: Callable[[], Any]) -> Any:
        """Return something derived from the levers in force on a day, made once an epoch."""
        return self._cached((*key, self.epoch(day)), made)

    def epoch(self, day: int) -> int:
        """Return which stretch between dated changes a day lies in, counted from 0."""
        return sum(1 for change in self.change_days if change <= day)

    def _cached(self, key: tuple[object, ...], made: Callable[[], Any]) -> Any:
        if key not in self._cache:
            self._cache[key] = made()
        return self._cache[key]

    def _amendments(self) -> Iterator[int]:
        """Yield every day from which some scenario at some time lets an amended text apply."""
        for lever in self.levers.values():
            if lever.amends:
                set_ = [change.value for own in self.scenarios for change in own if change.lever == lever.key]
                yield from (day_of_code(int(value)) for value in (lever.default, *set_) if value is not None)

    def _timelines(self, changes: Changes) -> dict[str, tuple[tuple[int | None, Value], ...]]:
        own: dict[str, dict[int | None, Value]] = {}
        for change in changes:
            lever = self.levers.get(change.lever)
            if lever is None:
                raise UnknownNameError("lever", change.lever, self.levers)
            dated = own.setdefault(change.lever, {})
            if change.from_day in dated:
                msg = f"lever {change.lever} is set twice from the same day; keep one of the two"
                raise LeverError(msg)
            dated[change.from_day] = lever.check(change.value)
        return {
            key: tuple(sorted(dated.items(), key=lambda item: -1 if item[0] is None else item[0]))
            for key, dated in own.items()
        }


def _by_scenario(values: NDArray[Any]) -> NDArray[Any]:
    if np.array_equal(values, np.broadcast_to(values[:1], values.shape), equal_nan=values.dtype == np.float64):
        values = values[:1]
    return values.reshape(-1, 1, 1)
