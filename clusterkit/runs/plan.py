"""The plan of a run folder: all that decides its numbers, and beside it the machine that computes them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from typing import Any

import numpy as np

import clusterkit
from clusterkit.errors import InputError
from clusterkit.law import look
from clusterkit.law.policy import Policy
from clusterkit.runs.folder import COMMAND, ENVIRONMENT, FORMAT
from clusterkit.simulation.harness import TILE_CLUSTERS
from clusterkit.simulation.streams import BLOCK
from clusterkit.study.recipe import Recipe
from clusterkit.study.simulate import Study

_DIGITS = 16


def plan_of(study: Study) -> dict[str, Any]:
    """Return the plan of a study. Raises InputError for one that is not made of plain values."""
    recipe = recipe_of(study)
    return {
        "format": FORMAT,
        "clusterkit": clusterkit.__version__,
        "settings": recipe.as_dict(study.levers),
        "portfolio": {"name": study.portfolio.name, "sha256": study.portfolio.sha256, "clusters": len(study.portfolio)},
        "plugins": dict(sorted(study.versions.items())),
        "policies": {policy.key: policy_hash(policy) for policy in study.plan.policies},
        "dynamics": {
            place: _hash([*map(repr, model.inputs())]) for place, model in sorted(study.plan.dynamics.items())
        },
        "replications_in_a_block": BLOCK,
        "clusters_in_a_block": TILE_CLUSTERS,
        COMMAND: study.command,
        ENVIRONMENT: environment(),
    }


def recipe_of(study: Study) -> Recipe:
    """Return how a study is made. Raises InputError for one that is not made of plain values."""
    if study.recipe is None:
        raise InputError(
            "this study was handed policies or dynamics as objects, which cannot be written down; "
            "bring them in a plugin"
        )
    return study.recipe


def policy_hash(policy: Policy) -> str:
    """Return the digest of a law as it reads: its levers, criteria, decisions and requirements, in their order."""
    told = [
        look.lever_rows([policy]),
        [
            (one.id, one.operator, one.citation, one.unit, one.indicators, repr(getattr(one, "window", "")))
            for one in policy.criteria
        ],
        [
            (one.key, repr(one.occasion), [(rule.condition.name, repr(rule.effect)) for rule in one.rules])
            for one in policy.decisions
        ],
        [one.key for one in policy.requirements],
    ]
    return _hash(told)


def environment() -> dict[str, Any]:
    """Return what may change the last digits of a number: numpy, Python, and what the processor can do."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cpu": _features(),
    }


def _features() -> list[str]:
    """Return the processor's features that numpy uses here."""
    told: Mapping[str, Any] = dict(np.show_config(mode="dicts"))
    return sorted(map(str, told.get("SIMD Extensions", {}).get("found", [])))


def _hash(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()[:_DIGITS]
