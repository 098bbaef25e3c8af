"""Study files: what a TOML document says is to be run, and under which changes of the law.

Everything in it is checked before anything runs, and every fault is told at once with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from attrs import field, frozen

from clusterkit.errors import InputError, StudyFileError, UnknownNameError
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement
from clusterkit.simulation.standard import standard_dynamics
from clusterkit.study.calibration import enforcement_of
from clusterkit.study.scenario_tables import Laws, day_of, flat, name_of, scenarios_of, text_of
from clusterkit.study.simulate import MOST_YEARS, SUPPORT, Study, prepare
from clusterkit.study.study_document import StudyDocument, StudyFault
from clusterkit.study.transplant import Transplant

KEYS = (
    "title", "question", "portfolio", "years", "start", "seed", "replications", "jurisdictions", "missing",
    "support", "enforcement", "calibration", "transplant", "ladder", "dynamics", "scenario",
)  # fmt: skip
TRANSPLANT_KEYS = ("policy", "on_clusters_of", "numbers_only")
RELATIVE = ("share", "per year")
"""How the units begin that a percentage fits."""
Read = Callable[[Any], Any]


@frozen
class StudyFile:
    """What a study file asks for: the tables it names (None: illustrative clusters) and the settings of `prepare`.

    `calibration` is the file of its calibration, `document` the study file itself with its lines.
    """

    portfolio: Path | None
    settings: Mapping[str, Any]
    calibration: Path | None
    document: StudyDocument = field(repr=False)

    def prepare(self, tables: Portfolio | None, plugins: Plugins, **settings: Any) -> Study:
        """Return the study of some tables (None: illustrative clusters); `settings` stand before those of the file.

        Raises what `prepare` raises; StudyFileError where the run does not know a lever or a place of the file.
        """
        try:
            return prepare(tables, **{**self.settings, **settings}, plugins=plugins)
        except UnknownNameError as error:
            located = self._located(error)
            if located is None:
                raise
            raise located from error

    def _located(self, error: UnknownNameError) -> StudyFileError | None:
        """Return an error of the run with its lines, if it is about a lever or a place that the file names."""
        if error.what == "lever":
            named = [(error.name, f"the law of {error.name.partition('.')[0]} is not part of this study")]
        else:
            inputs = self.settings["inputs"] if error.what == "place of the run" else ()
            named = [(key, "no cluster of the run is there") for key in inputs if key.partition(".")[0] == error.name]
        faults = [
            StudyFault(str(self.document.path), line, f"{name}: {why}")
            for name, why in named
            for place, line in self.document.lines.items()
            if ".".join(map(str, place)).endswith(f".{name}")
        ]
        return StudyFileError(faults) if faults else None


def read_study(path: Path, plugins: Plugins) -> StudyFile:
    """Return what a study file asks for.

    Raises StudyFileError with every fault and its line, InputError where the file cannot be read.
    """
    document = StudyDocument.read(path)
    tables = document.table(document.tables, (), KEYS)
    portfolio = document.take(tables, ("portfolio",), _beside(path, "portfolio"))
    calibration = document.take(tables, ("calibration",), _beside(path, "calibration"))
    readers: dict[str, Read] = {
        "title": text_of, "question": text_of, "years": _whole("years", 1, MOST_YEARS), "start": _start,
        "replications": _whole("replications", 1), "seed": _whole("seed", 0), "missing": _missing, "support": _support,
        "jurisdictions": lambda held: _policies(held, plugins),
        "ladder": _yes_or_no,
        "transplant": lambda held: _transplant(document, held, plugins, illustrative=portfolio is None),
    }  # fmt: skip
    settings = {key: document.take(tables, (key,), read) for key, read in readers.items() if key in tables}
    if "transplant" in tables and "jurisdictions" in tables:
        document.fault(("jurisdictions",), "[transplant] says already whose law counts, and on whose clusters")
    settings["inputs"] = dict(_inputs(document, tables.get("dynamics", {}), plugins, settings.get("transplant")))
    settings["scenarios"] = _scenarios(document, tables, settings, calibration, plugins)
    document.check()
    return StudyFile(portfolio, settings, calibration, document)


def _scenarios(
    document: StudyDocument,
    tables: Mapping[str, Any],
    settings: Mapping[str, Any],
    calibration: Path | None,
    plugins: Plugins,
) -> Any:
    def enforcement(held: Any) -> Enforcement:
        return enforcement_of(text_of(held), calibration, plugins)

    transplant: Transplant | None = settings.get("transplant")
    laws = Laws(
        levers={lever.key: lever for policy in plugins.policies.values() for lever in policy.levers},
        places=transplant.policies if transplant is not None else settings.get("jurisdictions"),
        enforcement=enforcement,
    )
    base = document.take(tables, ("enforcement",), enforcement) or AS_WRITTEN
    scenarios = scenarios_of(document, laws, base)
    used = any(one.enforcement.calibrations for one in scenarios)
    if calibration is not None and not used and not document.faults:
        document.fault(("calibration",), 'nothing uses the calibration; add enforcement = "calibrated"')
    return scenarios


def _beside(path: Path, key: str) -> Callable[[Any], Path]:
    """Return the reader of a path that counts from the folder of the study file."""

    def read(held: Any) -> Path:
        name = text_of(held)
        if not name:
            raise InputError(f"{key} is empty; name a file or folder, or leave the line out")
        return path.parent / name

    return read


def _whole(key: str, low: int, high: int | None = None) -> Callable[[Any], int]:
    upwards = f"from {low} on" if high is None else f"from {low} to {high}"

    def read(held: Any) -> int:
        if isinstance(held, bool) or not isinstance(held, int) or held < low or (high is not None and held > high):
            raise InputError(f"{key} = {held}: write a whole number {upwards}")
        return held

    return read


def _start(held: Any) -> date:
    day = day_of(held)
    if (day.month, day.day) != (1, 1):
        raise InputError(f"start = {day}: a run starts on a 1 January, such as {day.year}-01-01")
    return day


def _missing(held: Any) -> str:
    choices = ("assume", "unknown")
    if held not in choices:
        raise UnknownNameError("choice for missing", str(held), choices)
    return str(held)


def number_of(held: Any, what: str, unit: str) -> float:
    """Return a number, or a percentage where the unit is a share or a yearly rate. Raises InputError."""
    if isinstance(held, str) and held.strip().endswith(("%", "％")) and unit.startswith(RELATIVE):
        try:
            return float(f"{held.strip()[:-1].strip()}e-2")
        except ValueError:
            raise InputError(f"{what}: {held!r} is no percentage; write it as 2%") from None
    if isinstance(held, bool) or not isinstance(held, int | float) or not isfinite(held):
        raise InputError(f"{what}: {held!r} is no number{f' ({unit})' if unit else ''}")
    return float(held)


def _support(held: Any) -> float:
    share = number_of(held, "support", "share")
    if not SUPPORT[0] <= share <= SUPPORT[1]:
        raise InputError(f"support = {share:g}: a share of output a year, from {SUPPORT[0]:g} to {SUPPORT[1]:g}")
    return share


def _names(held: Any, key: str) -> tuple[str, ...]:
    """Return one name or a list of names."""
    names = held if isinstance(held, list) else [held]
    if not names:
        raise InputError(f"{key} is an empty list; name some, or leave the line out")
    return tuple(dict.fromkeys(name_of(name) for name in names))


def _policies(held: Any, plugins: Plugins, key: str = "jurisdictions") -> tuple[str, ...]:
    names = _names(held, key)
    for name in names:
        plugins.policy(name)
    return names


def _transplant(document: StudyDocument, held: Any, plugins: Plugins, *, illustrative: bool) -> Transplant | None:
    """Return another place's law; clusters of places without a law of their own come only with a portfolio."""
    at = ("transplant",)
    table = document.table(held, at, TRANSPLANT_KEYS)
    for key in TRANSPLANT_KEYS[:2]:
        if isinstance(held, Mapping) and key not in table:
            document.fault(at, f"[transplant] needs {key}: policy says whose law, on_clusters_of whose clusters")
    laws = document.take(table, (*at, "policy"), lambda one: _policies(one, plugins, "policy"))
    places = document.take(
        table,
        (*at, "on_clusters_of"),
        lambda one: _policies(one, plugins, "on_clusters_of") if illustrative else _names(one, "on_clusters_of"),
    )
    numbers_only = document.take(table, (*at, "numbers_only"), _yes_or_no)
    return None if laws is None or places is None else Transplant(laws, places, bool(numbers_only))


def _yes_or_no(held: Any) -> bool:
    if not isinstance(held, bool):
        raise InputError(f"{held!r}: write true or false")
    return held


def _inputs(document: StudyDocument, held: Any, plugins: Plugins, transplant: Transplant | None) -> Mapping[str, float]:
    """Return other values for inputs of the dynamics, `PLACE.NAME`."""
    at = ("dynamics",)
    found: dict[str, float] = {}
    for name, value, place in flat(document.table(held, at), at):
        if name in found:
            document.fault(place, f"input {name} is set above already")
        found[name] = document.checked(place, partial(_input, name, value, plugins, transplant)) or 0.0
    return found


def _input(name: str, held: Any, plugins: Plugins, transplant: Transplant | None) -> float:
    """Return an input's value. Raises UnknownNameError where its place's model has no such input."""
    place, _, own = name.partition(".")
    places = {*plugins.policies, *plugins.dynamics, *(() if transplant is None else transplant.places)}
    if place not in places:
        raise UnknownNameError("place", place, places)
    model = plugins.dynamics.get(place) or standard_dynamics("standard", (place,))
    if transplant is not None and place in transplant.places:
        laws = [transplant.law(plugins.policy(key)) for key in transplant.policies]
        model = transplant.models({place: model}, laws, plugins)[place]
    known = dict(model.inputs())
    if own not in known:
        raise UnknownNameError("input", name, [f"{place}.{one}" for one in known])
    value = number_of(held, f"input {name}", known[own].unit)
    model.changed({own: value})
    return value
