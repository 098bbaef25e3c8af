"""The shape of each command's result, as far as a report reads it (docs/outputs.md has the whole)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from clusterkit.report.page.shape import (
    Faults,
    Shape,
    by_name,
    faults,
    maybe,
    number,
    pair,
    scalar,
    some,
    text,
    texts,
    yes_no,
)

Kind = Literal["simulate", "compare", "sweep", "solve", "sensitivity", "ambiguity", "explain", "survival", "calibrate"]
Shapes = Mapping[str, Shape]

_NUMBER: Final = maybe(number)
_TEXT: Final = maybe(text)
_ESTIMATE: Final[Shapes] = {"mean": number, "low": _NUMBER, "high": _NUMBER}

# What every result has --------------------------------------------------------------------------

_CALIBRATION: Final[Shapes] = {
    "policy": text, "pardon": number, "low": number, "high": number, "confidence": number, "observed": number,
    "reviewed": number, "fitted": number, "strict": number, "fit": number, "data_points": number, "source": text,
}  # fmt: skip
_ASSUMPTION: Final[Shapes] = {
    "key": text, "text": texts, "value": _NUMBER, "unit": text, "source": text, "assumed": yes_no, "clusters": _NUMBER,
}  # fmt: skip
_PORTFOLIO: Final[Shapes] = {"name": text, "sha256": text, "clusters": number, "illustrative": yes_no}
_ENVIRONMENT: Final[Shapes] = {"python?": text, "numpy?": text, "system?": text, "machine?": text}
_MANIFEST: Final[Shapes] = {
    "clusterkit": text, "plugins?": by_name(text), "seed": number, "replications": number, "start": text, "end": text,
    "portfolio": _PORTFOLIO, "policies": [text], "enforcement": text, "calibrations?": [_CALIBRATION],
    "support?": number, "missing?": text, "title?": text, "question?": text, "notes?": [{"text": texts}],
    "assumptions": [_ASSUMPTION], "command?": text, "replications_done?": number, "replications_failed?": [scalar],
    "failures?": [{"reason": text}], "warnings?": [texts], "environments?": [_ENVIRONMENT],
    "precision?": {"reached": yes_no},
}  # fmt: skip
_CHANGES: Final = by_name([{"from": _TEXT, "value": scalar}])

# simulate, compare, sweep ------------------------------------------------------------------------

_STRIKE: Final[Shapes] = {
    "policy": text, "citation": text, "lever": text, "title": texts, "unit": text, "operator": _TEXT, "old": scalar,
    "new": scalar, "from": _TEXT, "follows": _TEXT,
}  # fmt: skip
_IDLE: Final[Shapes] = {"lever": text, "from": _TEXT, "why": texts}
_AMENDED: Final[Shapes] = {"name": text, "changes": _CHANGES, "redline?": [_STRIKE], "idle?": [_IDLE]}
_YEAR: Final[Shapes] = {
    "year": number,
    "mean": _NUMBER,
    "low": _NUMBER,
    "high": _NUMBER,
    "p10": _NUMBER,
    "p90": _NUMBER,
}
_BECAUSE: Final[Shapes] = {"cause": text, "citation": text, **_ESTIMATE}
_LOSS: Final[Shapes] = {**_BECAUSE, "criterion": _TEXT, "because?": [_BECAUSE]}
_HOLDERS: Final[Shapes] = {"year": number, "certified": number, "lost": number, "never": number}
_COUNTED: Final[Shapes] = {"policy": text, "clusters": number, "retention": some(_YEAR), "losses": [_LOSS]}
_PAIR: Final[Shapes] = {"scenario": text, "against": text, "policy": text}
_SIMULATE: Final[Shapes] = {
    "manifest": _MANIFEST,
    "scenarios": [{**_AMENDED, "policies": [{**_COUNTED, "holders": [_HOLDERS]}]}],
    "differences": [{**_PAIR, **_ESTIMATE, "year": number}],
}
_BURDEN: Final[Shapes] = {
    **_PAIR, **_ESTIMATE, "by": text, "group": scalar, "clusters": number, "few": yes_no, "measure": _TEXT,
    "span": maybe([number]),
}  # fmt: skip
_FLIP: Final[Shapes] = {
    **_PAIR, "cluster_id": text, "share": number, "low": _NUMBER, "high": _NUMBER, "lost": number, "kept": number,
    "cause": _TEXT, "criterion": _TEXT, "citation": _TEXT, "margin": _NUMBER, "unit": _TEXT,
}  # fmt: skip
_COMPARE: Final[Shapes] = {
    **_SIMULATE,
    "loss_differences": [{**_PAIR, **_ESTIMATE, "cause": text, "criterion": _TEXT, "citation": text}],
    "saved": [{**_PAIR, "replications": number, "independent": _NUMBER}],
    "burden": [_BURDEN],
    "flips": [_FLIP],
}
_CLIFF: Final[Shapes] = {"value": scalar, "between": pair(scalar), "policy": text, "clusters_within_5_percent": _NUMBER}
_SWEEP: Final[Shapes] = {
    "manifest": _MANIFEST,
    "changes": _CHANGES,
    "lever": text,
    "method": text,
    "reason": maybe(texts),
    "points": some({"value": scalar, "policies": [_COUNTED]}),
    "cliff": maybe(_CLIFF),
}
_GRID: Final[Shapes] = {**_SWEEP, "lever": pair(text), "points": some({"value": pair(scalar), "policies": [_COUNTED]})}


def _swept(value: Any, at: str) -> Faults:
    """Ask for one lever and its values, or for two and pairs of theirs."""
    yield from faults(_GRID if isinstance(value["lever"], list) else _SWEEP, value, at)


# solve -------------------------------------------------------------------------------------------

_LEVEL: Final[Shapes] = {"value": number, **_ESTIMATE}
_GOAL: Final[Shapes] = {
    "manifest": _MANIFEST, "changes": _CHANGES, "goal": text, "status": text, "low": _NUMBER, "high": _NUMBER,
    "confidence": number,
}  # fmt: skip
_SOLUTION: Final[Shapes] = {
    **_GOAL, "lever": text, "unit": text, "side": text, "estimate": _NUMBER, "best": maybe(_LEVEL),
    "note": maybe(texts), "points": [_LEVEL],
}  # fmt: skip
_OF_FRONTIER: Final[Shapes] = {
    "value": scalar, "status": text, "low": _NUMBER, "high": _NUMBER, "estimate": _NUMBER,
    "at_estimate": maybe(_LEVEL), "best": maybe(_LEVEL),
}  # fmt: skip
_FRONTIER: Final[Shapes] = {**_GOAL, "lever": pair(text), "unit": pair(text), "frontier": [_OF_FRONTIER]}

# sensitivity, ambiguity --------------------------------------------------------------------------

_FACTOR: Final[Shapes] = {
    "factor": text, "title": texts, "citation": text, "unit": text, "rank_best": number, "rank_worst": number,
    "now": scalar,
}  # fmt: skip
_SENSITIVITY: Final[Shapes] = {
    "manifest": _MANIFEST, "changes": _CHANGES, "method": text, "quantity": text, "unit": text, "base": _ESTIMATE,
}  # fmt: skip
_TORNADO: Final[Shapes] = {
    **_SENSITIVITY,
    "factors": [{**_FACTOR, **_ESTIMATE, "value": scalar, "moves": yes_no}],
    "left_out": [{"factor": text, "reason": texts}],
}


def _screening(*measures: str) -> Shapes:
    ends = {f"{name}{end}": number for name in measures for end in ("", "_low", "_high")}
    factor: Shapes = {**_FACTOR, "from": scalar, "to": scalar, **ends}
    return {**_SENSITIVITY, "size": number, "points": number, "factors": [factor]}


_SCREENINGS: Final[Mapping[object, Shape]] = {
    "morris": _screening("mu", "mu_star", "sigma"),
    "sobol": _screening("S1", "ST"),
}


def _screened(value: Any, at: str) -> Faults:
    """Ask for what the method measures."""
    if value["method"] in _SCREENINGS:
        yield from faults(_SCREENINGS[value["method"]], value, at)
    else:
        yield f"method is none of {', '.join(map(str, _SCREENINGS))}"


_READING: Final[Shapes] = {"lever": text, "title": texts, "citation": text, "now": text}
_DEPENDENCE: Final[Shapes] = {
    **_READING, "other": text, "verdicts_turned": number, "duties_turned": number, "fates_turned": number,
    "retention": maybe(_ESTIMATE),
}  # fmt: skip
_AMBIGUITY: Final[Shapes] = {
    "manifest": _MANIFEST, "changes": _CHANGES, "on": text, "year": number, "verdicts": number,
    "verdicts_turned": number, "fates_turned": number, "readings": [_DEPENDENCE],
    "without_alternative": [{**_READING, "reason": maybe(texts)}],
}  # fmt: skip

# explain, survival, calibrate --------------------------------------------------------------------

_CRITERION: Final[Shapes] = {
    "id": text, "title": texts, "verdict": text, "figure": _NUMBER, "operator": _TEXT, "bound": _NUMBER, "unit": _TEXT,
    "margin": _NUMBER, "citation": text,
}  # fmt: skip
_TURNING: Final[Shapes] = {
    "title": texts, "unit": text, "now": scalar, "then": scalar, "change": _NUMBER, "verdict": text,
}  # fmt: skip
_VERDICT: Final[Shapes] = {
    "name": text, "policy": text, "verdict": text, "criteria": [_CRITERION], "turning_points": [_TURNING],
}  # fmt: skip
_HAPPENING: Final[Shapes] = {"date": text, "event": text, "cause": text, "citation": text, "criteria": [text]}
_FATE: Final[Shapes] = {
    "policy": text,
    "keeps": _ESTIMATE,
    "losses": [{**_BECAUSE, "first": text, "median": text}],
    "years": [{"year": number, "criterion": text, "met": number}],
    "typical": {"replication": number, "path": [_HAPPENING]},
}
_EXPLAIN: Final[Shapes] = {
    "manifest": _MANIFEST,
    "cluster_id": text,
    "today": [{"scenario": text, "on": text, "standard": text, "results": [_VERDICT]}],
    "scenarios": [{**_AMENDED, "policies": [_FATE]}],
}
_GROUP: Final[Shapes] = {
    "group": _TEXT,
    "retention": [{**_ESTIMATE, "age": number, "at_risk": number}],
    "losses": [{**_BECAUSE, "age": number}],
}
_SURVIVAL: Final[Shapes] = {
    "manifest": _MANIFEST,
    "by": text,
    "interval": text,
    "scenarios": [{**_AMENDED, "groups": [_GROUP]}],
    "differences?": [{**_ESTIMATE, "scenario": text, "group": _TEXT, "age": number}],
}
_EXPECTED: Final[Shapes] = {"mean": number, "low": number, "high": number}
_OUTCOME: Final[Shapes] = {
    "certified_in": _NUMBER, "reviewed_in": number, "reviewed": number, "kept": number, "source": text,
    "strict": _EXPECTED, "calibrated": _EXPECTED,
}  # fmt: skip
_CALIBRATE: Final[Shapes] = {
    "manifest": _MANIFEST,
    "fits": [{"calibration": _CALIBRATION, "simulation_error": _NUMBER, "outcomes": [_OUTCOME]}],
    "variants": [{"input": text, "value": number, "calibrations": [_CALIBRATION], "refused": _TEXT}],
}

RESULTS: Final[tuple[tuple[Kind, frozenset[str], Shape], ...]] = (
    ("compare", frozenset({"scenarios", "flips"}), _COMPARE),
    ("sweep", frozenset({"lever", "points", "cliff"}), _swept),
    ("solve", frozenset({"goal", "frontier"}), _FRONTIER),
    ("solve", frozenset({"goal", "points"}), _SOLUTION),
    ("sensitivity", frozenset({"quantity", "left_out"}), _TORNADO),
    ("sensitivity", frozenset({"quantity", "method", "resamples"}), _screened),
    ("ambiguity", frozenset({"readings", "without_alternative"}), _AMBIGUITY),
    ("explain", frozenset({"today", "cluster_id"}), _EXPLAIN),
    ("survival", frozenset({"scenarios", "by"}), _SURVIVAL),
    ("calibrate", frozenset({"fits", "variants"}), _CALIBRATE),
    ("simulate", frozenset({"scenarios", "differences"}), _SIMULATE),
)
"""Each command's result: its name, keys by which it is known, its shape. The first that fits stands."""
