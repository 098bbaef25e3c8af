"""Results of every command, invented and short; whatever a user can name in them is the word that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from clusterkit.report.page.result import Result
from clusterkit.report.page.shapes_of_results import Kind

Told = dict[str, Any]

ESTIMATE: Final = {"mean": 0.4, "low": 0.3, "high": 0.5}
SIGNED: Final = {"mean": -0.04, "low": -0.06, "high": -0.02}
COUNT: Final = {"mean": 2.5, "low": 2.0, "high": 3.0}
CALIBRATION: Final = {
    "policy": "zone", "pardon": 0.9, "low": 0.6, "high": 1.0, "confidence": 0.95, "observed": 97, "reviewed": 100,
    "fitted": 0.97, "strict": 0.7, "fit": 1.0, "data_points": 1, "source": "a newspaper",
}  # fmt: skip
LEVER: Final = "zone.output_min"
HOSTILE: Final = (
    "</script><script>hacked()</script><img src=x onerror=hacked()> =HYPERLINK('http://example.invalid') "
    "{constructor.constructor('hacked()')()} \\\" + hacked() + \"\\ \u202etxet "
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 " + "unbroken" * 60
)
"""Markup, a formula, code, ends of strings, text from right to left, and a word that fits into no column."""


def texts(word: str) -> dict[str, str]:
    return {"zh": word, "en": word}


def manifest(word: str = "word", **changes: Any) -> Told:
    assumption = {"key": "zone.growth", "text": texts(word), "value": 0.1, "unit": "log a year", "clusters": None}
    return {
        "clusterkit": "0.1.0",
        "plugins": {"zone": "1.0"},
        "seed": 1,
        "replications": 50,
        "start": "2026-01-01",
        "end": "2028-12-31",
        "portfolio": {"name": word, "sha256": "0" * 64, "clusters": 6, "illustrative": True},
        "policies": ["zone"],
        "enforcement": "as_written",
        "calibrations": [],
        "support": 0.0,
        "missing": "assume",
        "title": word,
        "question": word,
        "notes": [],
        "assumptions": [
            {**assumption, "source": f"ASSUMED: {word}", "assumed": True},
            {**assumption, "key": "zone.sd", "source": "a table, row 3", "assumed": False},
        ],
        "command": f"clusterkit simulate {word}",
        "replications_done": 50,
        "replications_failed": [],
        **changes,
    }


def _losses(word: str) -> list[Told]:
    whole = {"cause": "re_review", "criterion": None, "citation": word, **COUNT}
    return [whole, {**whole, "criterion": LEVER}, {**whole, "criterion": word}]


def _counted(word: str) -> Told:
    years = [{"year": year, **ESTIMATE, "p10": 0.2, "p90": 0.6} for year in (2026, 2027, 2028)]
    return {"policy": "zone", "clusters": 5, "retention": years, "losses": _losses(word)}


def _scenario(name: str, word: str, value: float | None) -> Told:
    changes = {} if value is None else {LEVER: [{"from": None, "value": value}]}
    holders = [{"year": year, "certified": 3.0, "lost": 2.0, "never": 1.0} for year in (2026, 2027, 2028)]
    strike = {
        "policy": "zone", "citation": word, "lever": LEVER, "title": texts(word), "unit": "亿元", "operator": ">=",
        "old": 10, "new": value, "from": None, "follows": None,
    }  # fmt: skip
    return {
        "name": name,
        "changes": changes,
        "redline": [] if value is None else [strike],
        "idle": [],
        "policies": [{**_counted(word), "holders": holders}],
    }


def simulate(word: str = "word", **changes: Any) -> Told:
    pair = {"scenario": word, "against": "baseline", "policy": "zone"}
    return {
        "manifest": manifest(word, **changes),
        "scenarios": [_scenario("baseline", word, None), _scenario(word, word, 12.0)],
        "differences": [{**pair, "year": year, **SIGNED} for year in (2026, 2027, 2028)],
    }


def compare(word: str = "word") -> Told:
    pair = {"scenario": word, "against": "baseline", "policy": "zone"}
    burden = {**pair, "by": "district", "clusters": 2, "few": True, "measure": None, "span": None, **SIGNED}
    flip = {
        **pair, "cluster_id": word, "share": 0.4, "low": 0.3, "high": 0.5, "lost": 0.4, "kept": 0.0, "sooner": 0.1,
        "later": 0.0, "cause": "re_review", "criterion": LEVER, "citation": word, "margin": -2.0, "unit": "亿元",
    }  # fmt: skip
    return {
        **simulate(word),
        "loss_differences": [{**pair, "cause": "re_review", "criterion": LEVER, "citation": word, **COUNT}],
        "saved": [{**pair, "year": 2028, "replications": 50, "independent": 2444, "saved": 2394}],
        "burden": [{**burden, "group": word}, {**burden, "group": None}],
        "flips": [flip],
    }


def sweep(word: str = "word") -> Told:
    points = []
    for value in (8.0, 10.0, 12.0):
        one = _counted(word)
        one["retention"] = [{**row, "mean": 0.6 - value / 40} for row in one["retention"]]
        points.append({"value": value, "policies": [one]})
    cliff = {"value": 12.0, "between": [10.0, 12.0], "policy": "zone", "clusters_within_5_percent": 2}
    return {
        "manifest": manifest(word), "changes": {}, "lever": LEVER, "method": "critical_value", "reason": texts(word),
        "points": points, "slopes": [], "cliff": cliff,
    }  # fmt: skip


def grid(word: str = "word") -> Told:
    told = sweep(word)
    pairs = [{**point, "value": [point["value"], share]} for point in told["points"] for share in (0.1, 0.2)]
    return {**told, "lever": [LEVER, "zone.sme_share"], "points": pairs, "cliff": None}


def solve(word: str = "word") -> Told:
    points = [{"value": float(value), "mean": 0.9 - value / 20, "low": 0.1, "high": 0.9} for value in range(12)]
    return {
        "manifest": manifest(word), "changes": {}, "goal": "retention@2028 >= 0.4", "lever": LEVER, "unit": "亿元",
        "status": "found", "low": 6.0, "high": 8.0, "confidence": 0.95, "side": "highest", "estimate": 7.0,
        "best": None, "note": texts(word), "points": points,
    }  # fmt: skip


def frontier(word: str = "word") -> Told:
    level = {"value": 7.0, **ESTIMATE}
    row = {"status": "found", "low": 6.0, "high": 8.0, "estimate": 7.0, "at_estimate": level, "best": None}
    lost = {**row, "status": "not_reachable", "low": None, "high": None, "estimate": None, "at_estimate": None}
    return {
        "manifest": manifest(word), "changes": {}, "goal": "retention >= 40%", "lever": ["zone.term_years", LEVER],
        "unit": ["年", "亿元"], "status": "found", "low": None, "high": None, "confidence": 0.95,
        "frontier": [{"value": 2, **row}, {"value": 3, **lost, "best": level}],
    }  # fmt: skip


def _factor(word: str) -> Told:
    return {
        "factor": word, "title": texts(word), "citation": word, "unit": "share", "basis": texts("±10%"),
        "rank_best": 1, "rank_worst": 2, "now": 0.5,
    }  # fmt: skip


def tornado(word: str = "word") -> Told:
    bar = {**_factor(word), "moves": True, "width": 0.1}
    return {
        "manifest": manifest(word), "changes": {}, "method": "tornado", "quantity": "retention@2028", "unit": "share",
        "base": ESTIMATE, "left_out": [{"factor": word, "reason": texts(word)}],
        "factors": [
            {**bar, "value": 0.4, **SIGNED}, {**bar, "value": 0.6, **ESTIMATE},
            {**bar, "factor": "zone.lapse", "value": True, "now": False, **SIGNED},
            {**bar, "factor": "zone.idle", "moves": False, "value": 0.6, "mean": 0.0, "low": 0.0, "high": 0.0},
        ],
    }  # fmt: skip


def _screened(word: str, method: str, measures: tuple[str, ...]) -> Told:
    ends = {f"{name}{end}": value for name in measures for end, value in (("", 0.2), ("_low", 0.1), ("_high", 0.3))}
    factors = [{**_factor(name), "from": 0.4, "to": 0.6, **ends} for name in (word, "zone.other")]
    told = {key: value for key, value in tornado(word).items() if key != "left_out"}
    return {**told, "method": method, "size": 20, "points": 60, "resamples": 400, "varies": True, "factors": factors}


def morris(word: str = "word") -> Told:
    return _screened(word, "morris", ("mu", "mu_star", "sigma"))


def sobol(word: str = "word") -> Told:
    return _screened(word, "sobol", ("S1", "ST"))


def ambiguity(word: str = "word") -> Told:
    reading = {"policy": "zone", "lever": LEVER, "title": texts(word), "citation": word, "now": "no"}
    turned = {"verdicts_turned": 1, "duties_turned": 0, "fates_turned": 2, "retention": SIGNED}
    return {
        "manifest": manifest(word), "changes": {}, "on": "2026-01-01", "standard": "admission", "year": 2028,
        "verdicts": 6, "verdicts_turned": 1, "fates_turned": 2, "readings": [{**reading, "other": word, **turned}],
        "without_alternative": [{**reading, "reason": texts(word)}],
    }  # fmt: skip


def explain(word: str = "word") -> Told:
    criterion = {
        "id": LEVER, "title": texts(word), "verdict": "not_met", "figure": 9.0, "operator": ">=", "bound": 10.0,
        "unit": "亿元", "margin": -1.0, "citation": word,
    }  # fmt: skip
    turning = {"title": texts(word), "unit": "亿元", "now": 9.0, "then": 10.0, "change": 0.11, "verdict": "passes"}
    verdict = {"name": word, "policy": "zone", "verdict": "fails", "criteria": [criterion], "turning_points": [turning]}
    happening = {"date": "2027-07-01", "event": "lose", "cause": "re_review", "citation": word, "criteria": [LEVER]}
    fate = {
        "policy": "zone",
        "keeps": ESTIMATE,
        "losses": [{"cause": "re_review", "citation": word, **ESTIMATE, "first": "2027-07-01", "median": "2027-07-01"}],
        "years": [{"year": year, "criterion": name, "met": 0.5} for year in (2026, 2027) for name in (LEVER, word)],
        "typical": {"replication": 0, "path": [happening]},
    }
    return {
        "manifest": manifest(word),
        "cluster_id": word,
        "today": [{"scenario": word, "on": "2026-01-01", "standard": "retention", "results": [verdict]}],
        "scenarios": [{"name": word, "changes": {}, "policies": [fate]}],
    }


def survival(word: str = "word") -> Told:
    group = {
        "group": word,
        "retention": [{"age": age, "days": 366 * age, "at_risk": 3.0, **ESTIMATE} for age in (1, 2, 3)],
        "losses": [{"cause": "re_review", "citation": word, "age": age, **ESTIMATE} for age in (1, 2, 3)],
    }
    blank = {**group, "group": None}
    return {
        "manifest": manifest(word),
        "by": "district",
        "interval": "student",
        "scenarios": [{"name": word, "changes": {}, "groups": [group, blank]}],
        "differences": [{"scenario": word, "against": "baseline", "group": word, "age": 1, "days": 366, **SIGNED}],
    }


def calibrate(word: str = "word") -> Told:
    held = {**CALIBRATION, "source": word}
    expected = {"mean": 76.0, "low": 51, "high": 90}
    outcome = {
        "policy": "zone", "certified_in": None, "reviewed_in": 2025, "reviewed": 100, "kept": 97, "source": word,
        "strict": expected, "calibrated": {"mean": 96.9, "low": 93, "high": 100},
    }  # fmt: skip
    variant = {"input": "zone.lapse", "value": 0.1}
    return {
        "manifest": manifest(word),
        "fits": [{"calibration": held, "simulation_error": 0.005, "outcomes": [outcome]}],
        "variants": [
            {**variant, "calibrations": [held], "refused": None}, {**variant, "calibrations": [], "refused": word},
        ],
    }  # fmt: skip


RESULTS: Final[Mapping[str, tuple[Kind, Callable[[str], Told]]]] = {
    "simulate": ("simulate", simulate), "compare": ("compare", compare), "sweep": ("sweep", sweep),
    "grid": ("sweep", grid), "solve": ("solve", solve), "frontier": ("solve", frontier),
    "tornado": ("sensitivity", tornado), "morris": ("sensitivity", morris), "sobol": ("sensitivity", sobol),
    "ambiguity": ("ambiguity", ambiguity), "explain": ("explain", explain), "survival": ("survival", survival),
    "calibrate": ("calibrate", calibrate),
}  # fmt: skip
"""Every form of a result, by a name of its own: the command that makes it, and the result for a word."""


def result(name: str, word: str = "word") -> Result:
    """Return one of them as if it had been read."""
    kind, told = RESULTS[name]
    return Result(kind, Path(f"{name}.json").name, told(word))


def all_of_them(word: str = "word") -> list[Result]:
    """Return one result of every form."""
    return [result(name, word) for name in RESULTS]
