"""The result of a run as JSON carries it, with what is needed to run it again and the digest of its numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from clusterkit.simulation.results import Results
from clusterkit.study.identity import law_of
from clusterkit.study.redline import told_by_scenario
from clusterkit.study.simulate import Study

KEYS: Final = ("manifest", "scenarios", "differences")
"""The parts of what `simulate` prints."""
_COMPUTED: Final = ("name", "changes", "policies")
"""The parts of a scenario that were computed; the others tell of the law."""


def machine_readable(found: Results, study: Study) -> dict[str, Any]:
    """Return what `simulate` prints as JSON.

    Its manifest holds the settings of the study (null where it was made of objects), the digests of the law,
    where the portfolio was read, and the digest of the numbers: two results that share it agree in every bit.
    """
    told = told_by_scenario(found.as_dict(study.changes()), study)
    manifest = dict(told["manifest"])
    manifest["portfolio"] = {**manifest["portfolio"], "source": study.portfolio.source}
    manifest["settings"] = None if study.recipe is None else study.recipe.as_dict(study.levers)
    manifest["law"] = law_of(study.plan)
    told = {**told, "manifest": manifest}
    return {**told, "manifest": {**manifest, "digest": digest_of(told)}}


def computed(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a result that were computed: all but how it was made, and words about the law."""
    return {
        "replications_failed": result["manifest"]["replications_failed"],
        "scenarios": [{key: one[key] for key in _COMPUTED} for one in result["scenarios"]],
        "differences": result["differences"],
    }


def digest_of(result: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was computed."""
    told = json.dumps(computed(result), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(told.encode()).hexdigest()


def written(result: Mapping[str, Any]) -> bytes:
    """Return a result as a file holds it."""
    return (json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
