"""The plan of a run: all that decides its numbers, and beside it the machine and the command that begin it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import clusterkit
from clusterkit.errors import InputError
from clusterkit.runs.difference import Difference, differences
from clusterkit.runs.environment import environment
from clusterkit.simulation.harness import TILE_CLUSTERS
from clusterkit.simulation.streams import BLOCK
from clusterkit.study.identity import law_of
from clusterkit.study.recipe import Recipe
from clusterkit.study.simulate import Study

Plan = Mapping[str, Any]

FORMAT: Final = 1
"""The form of a run folder; one of another form is refused."""
ENVIRONMENT, COMMAND, PLUGINS = "environment", "command", "plugins"
_ASIDE = (ENVIRONMENT, COMMAND)
"""Parts that may differ when a run is continued: the result tells of another machine by itself."""


def plan_of(study: Study) -> dict[str, Any]:
    """Return the plan of a study. Raises InputError for one that is not made of plain values."""
    portfolio = study.portfolio
    return {
        "format": FORMAT,
        "clusterkit": clusterkit.__version__,
        "settings": recipe_of(study).as_dict(study.levers),
        "portfolio": {"name": portfolio.name, "sha256": portfolio.sha256, "clusters": len(portfolio)},
        "law": law_of(study.plan),
        PLUGINS: dict(sorted(study.versions.items())),
        "replications_in_a_block": BLOCK,
        "clusters_in_a_block": TILE_CLUSTERS,
        COMMAND: study.command,
        ENVIRONMENT: dict(environment()),
    }


def recipe_of(study: Study) -> Recipe:
    """Return how a study is made. Raises InputError for one that is not made of plain values."""
    if study.recipe is None:
        raise InputError(
            "this study was handed policies, dynamics or plugins as objects, which cannot be written down "
            "or sent to another process; bring them in a plugin"
        )
    return study.recipe


def differing(held: Plan, now: Plan) -> Iterator[Difference]:
    """Yield in what two plans are not of the same run.

    A plugin that only one of them has changes nobody's fate: the law of the run has digests of its own.
    """
    shared = set(held[PLUGINS]) & set(now[PLUGINS])
    yield from differences(_compared(held, shared), _compared(now, shared))


def _compared(plan: Plan, plugins: set[str]) -> dict[str, Any]:
    kept = {key: told for key, told in plan.items() if key not in _ASIDE}
    kept[PLUGINS] = {name: version for name, version in plan[PLUGINS].items() if name in plugins}
    # As JSON carries it: what was written down has lists for tuples.
    compared: dict[str, Any] = json.loads(json.dumps(kept))
    return compared
