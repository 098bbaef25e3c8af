"""Versions of one law: a draft, the text in force, its successor. Which one applies on a day.

A version that states its first day is dated; one that does not is a draft. Dated versions must not
overlap: each but the last states its last day, before the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import calendar
from clusterkit.law.policy import Policy

Versions = tuple[Policy, ...]


def by_key(policies: Iterable[Policy]) -> dict[str, Versions]:
    """Return the versions of each law: drafts as they were handed over, then the dated ones from the first on."""
    found: dict[str, list[Policy]] = {}
    for policy in policies:
        found.setdefault(policy.key, []).append(policy)
    return {key: tuple(sorted(own, key=_start)) for key, own in found.items()}


def version_in_force(versions: Versions, on: date | None = None) -> Policy:
    """Return the version that began last by a day, else the first that will begin; without a day, the newest.

    A draft is the law only where there is nothing else.
    """
    dated = [one for one in versions if one.in_force.starts is not None]
    begun = [one for one in dated if on is None or _start(one) <= on]
    if not dated:
        return versions[-1]
    return begun[-1] if begun else dated[0]


def version_named(versions: Versions, name: str) -> Policy:
    """Return the version of a name. Raises UnknownNameError."""
    known = {one.version: one for one in versions}
    if name not in known:
        raise UnknownNameError(f"version of {versions[0].key}", name, known)
    return known[name]


def version_fault(versions: Versions) -> str:
    """Return why some versions of one law cannot stand beside each other, "" where they can."""
    key, names = versions[0].key, [one.version for one in versions]
    for name in names:
        if names.count(name) > 1:
            return f"defines version {name} of policy {key} twice; give each version a name of its own"
    dated = [one for one in versions if one.in_force.starts is not None]
    for earlier, later in pairwise(dated):
        last, begins = last_day(earlier), _start(later)
        if last is None or last >= begins:
            first, second = earlier.version, later.version
            ends = "has no last day" if last is None else f"ends on {last}"
            return (
                f"versions {first} and {second} of policy {key} overlap: {first} {ends}, {second} begins on {begins}; "
                f"let the first end by {begins - timedelta(days=1)} (in_force.until)"
            )
    return ""


def last_day(policy: Policy) -> date | None:
    """Return the last day that a law states for itself, None for none."""
    until = policy.in_force.until
    code = None if until is None else until.default
    return date.fromordinal(calendar.day_of_code(int(code))) if isinstance(code, float | int) else None


def _start(policy: Policy) -> date:
    return policy.in_force.starts or date.min


def pair(versions: Versions, names: Sequence[str] = ()) -> tuple[Policy, Policy]:
    """Return two versions to compare: those named, else the newest and the one before it.

    Raises UnknownNameError, and InputError where there is only one version.
    """
    if names:
        old, new = (version_named(versions, name) for name in names)
        return old, new
    if len(versions) == 1:
        (only,) = versions
        raise InputError(f"policy {only.key} has one version, {only.version}; there is nothing to compare it with")
    return versions[-2], versions[-1]
