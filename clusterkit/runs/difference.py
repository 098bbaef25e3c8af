"""Differences between two JSON values, each named by the way to it: `scenarios[1].policies[0].retention[3].mean`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

NOTHING: Final = "nothing"
_LONG = 80


@frozen
class Difference:
    """One place at which two values differ; `NOTHING` stands for a side that has none."""

    where: str
    there: Any
    now: Any

    def __str__(self) -> str:
        return f"{self.where}: {_short(self.there)} there, {_short(self.now)} now"


def differences(there: Any, now: Any, where: str = "") -> Iterator[Difference]:
    """Yield what differs, in the order of the first value; numbers are the same or they are not."""
    if isinstance(there, dict) and isinstance(now, dict):
        for key in {**there, **now}:
            name = f"{where}.{key}" if where else str(key)
            yield from differences(there.get(key, NOTHING), now.get(key, NOTHING), name)
    elif isinstance(there, list) and isinstance(now, list):
        for place in range(max(len(there), len(now))):
            one, other = (side[place] if place < len(side) else NOTHING for side in (there, now))
            yield from differences(one, other, f"{where}[{place}]")
    elif type(there) is not type(now) or there != now:
        yield Difference(where, there, now)


def _short(value: Any) -> str:
    if value is NOTHING:
        return NOTHING
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
