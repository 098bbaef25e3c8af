"""Identity: digests of the law and the models that a run rests on, the same on every machine and in every process.

A value is told field by field. A field at its default is left out, so that a class may gain one without
changing what is told of a law that does not use it; so are texts for people. A function is told by its
name and the values that it was made with: what it does with them is part of the version of whoever brings it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from attrs import NOTHING, Factory, evolve, fields, has

from clusterkit.law.policy import Policy
from clusterkit.law.text import Text

if TYPE_CHECKING:
    from attrs import Attribute

    from clusterkit.simulation.tile import Plan

_DIGITS = 16
_PLAIN = (bool, int, float, str, date, type(None))
_FACTORY: Any = Factory  # a class at run time; its stub is a function


def law_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Return the digests of a run's policies, the indicators that they read, and the models of its places."""
    return {
        "policies": {policy.key: policy_digest(policy) for policy in plan.policies},
        "indicators": {
            policy.key: digest([plan.indicators[key] for key in policy.indicators if key in plan.indicators])
            for policy in plan.policies
        },
        "dynamics": {str(place): digest(plan.dynamics[place]) for place in sorted(plan.dynamics)},
    }


def policy_digest(policy: Policy) -> str:
    """Return the digest of a law as far as it decides anything: its register and its targets do not."""
    return digest(evolve(policy, register=(), targets=()))


def digest(value: Any) -> str:
    """Return the digest of a value made of attrs classes, collections, numbers, words and named functions."""
    told = json.dumps(_told(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]


def _told(value: Any) -> Any:
    """Return a value as JSON carries it."""
    if isinstance(value, _PLAIN):
        return _plain(value)
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    if isinstance(value, partial):
        return _told([value.func, value.args, value.keywords])
    if callable(value) and not has(type(value)):
        return [getattr(value, "__qualname__", type(value).__qualname__), *_told(_made_with(value))]
    return {"is": type(value).__name__, **_told(_held(value))}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        # A bound of 32.0 is the bound of 32.
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _held(value: Any) -> Mapping[str, Any]:
    """Return what an object holds; of one that is no attrs class, such as a plugin's own window, all of it."""
    if not has(type(value)):
        return dict(getattr(value, "__dict__", {}))
    return {one.name: getattr(value, one.name) for one in fields(type(value)) if _counts(one, value)}


def _made_with(function: Any) -> list[Any]:
    """Return the values that a function within another was made with, but for functions of their own kind."""
    cells = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    return [one for one in cells if not isinstance(one, FunctionType | ModuleType)]


def _counts(field: Attribute[Any], value: Any) -> bool:
    """Say whether a field belongs to what a value is: for no person's eyes, and not at its default.

    What joins others is told by its parts, and not once more by the function that joins them.
    """
    held = getattr(value, field.name)
    if not field.eq and (bool(getattr(value, "parts", None)) or not callable(held)):
        return False
    return not isinstance(held, Text) and not _at_default(field, value, held)


def _at_default(field: Attribute[Any], value: Any, held: Any) -> bool:
    default: Any = field.default
    if default is NOTHING:
        return False
    if isinstance(default, _FACTORY):
        default = default.factory(value) if default.takes_self else default.factory()
    return bool(held == default)
