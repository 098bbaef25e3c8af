"""Scenarios: named sets of lever changes, also dated ones. Immutable; a what-if edits nothing shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law.lever import Lever
from clusterkit.law.provisions import Change
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement

BASELINE = "baseline"
WHAT_IF = "what-if"


@frozen
class Scenario:
    """A named set of changes to levers, and how strictly findings are applied in it; `title` is shown beside it."""

    name: str
    changes: tuple[Change, ...] = ()
    enforcement: Enforcement = AS_WRITTEN
    title: str = ""

    @classmethod
    def of(cls, name: str, levers: Mapping[str, Lever], settings: Sequence[str]) -> Scenario:
        """Return the scenario of settings as users write them: `LEVER=VALUE` or `LEVER=VALUE@2028-01-01`."""
        return cls(name, tuple(parse_setting(levers, setting) for setting in settings))

    def as_dict(self, levers: Mapping[str, Lever]) -> dict[str, list[dict[str, Any]]]:
        """Return the changes by lever, as the machine-readable outputs carry them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for change in self.changes:
            since = None if change.from_day is None else date.fromordinal(change.from_day).isoformat()
            value = levers[change.lever].jsonable(change.value)
            found.setdefault(change.lever, []).append({"from": since, "value": value})
        return {key: sorted(dated, key=lambda one: one["from"] or "") for key, dated in found.items()}


def parse_setting(levers: Mapping[str, Lever], setting: str) -> Change:
    """Read one setting. Raises InputError that says what is wrong with it."""
    key, equals, value = setting.partition("=")
    if not equals:
        raise InputError(f"--set {setting}: write LEVER=VALUE, such as zone.output_min=40, or LEVER=VALUE@2028-01-01")
    key = key.strip()
    if key not in levers:
        raise UnknownNameError("lever", key, levers)
    text, at, since = value.partition("@")
    day = None
    if at:
        try:
            day = date.fromisoformat(since.strip()).toordinal()
        except ValueError:
            raise LeverError(f"lever {key}: {since!r} is no date; write it as 2028-01-01") from None
    return Change(key, levers[key].parse(text), day)
