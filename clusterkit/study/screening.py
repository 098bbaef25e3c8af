"""Screening: Morris's elementary effects and Sobol's indices of several factors moved together.

Designs and estimators are SALib's (extra `sensitivity`). The model is the mean of a quantity over the
replications, on the same draws at every point of the design. Intervals come from resampling both
the replications and the design (trajectories of Morris, base points of Sobol), so that they speak of
the noise of the simulation as well as of the few points at which it was looked at.

Morris, M. D. (1991), Technometrics 33, 161-174; Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final, Literal
from warnings import catch_warnings, filterwarnings

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import CONFIDENCE, Estimate, estimate
from clusterkit.simulation.tally import Row, as_row
from clusterkit.study.evaluation import evaluate
from clusterkit.study.factors import Factor
from clusterkit.study.quantity import Quantity
from clusterkit.study.separation import (
    NOTHING,
    Rank,
    joint_confidence,
    normal_quantile,
    ranks_of,
    spread_of_differences,
)
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Method = Literal["morris", "sobol"]
Measures = Mapping[str, Floats]

SIZES: Final[Mapping[Method, int]] = {"morris": 20, "sobol": 64}
"""Trajectories of Morris, base points of Sobol, unless asked for otherwise."""
MEASURES: Final[Mapping[Method, tuple[str, ...]]] = {"morris": ("mu", "mu_star", "sigma"), "sobol": ("S1", "ST")}
RESAMPLES: Final = 400

_RANKED: Final[Mapping[Method, str]] = {"morris": "mu_star", "sobol": "ST"}
_SIGNED: Final = frozenset({"mu", "S1"})
_LEVELS: Final = 4
_NEEDS: Final = 'pip install "clusterkit-sdk[sensitivity]"'


@frozen
class Effect:
    """One factor's measures with their intervals; `rank` is by `mu_star` or `ST`.

    Of Morris, in the quantity's unit for a move through the whole span: `mu` the mean effect, `mu_star` the
    mean of its size, `sigma` how much it differs from place to place. Of Sobol, shares of the variance over
    the spans: `S1` by the factor alone, `ST` with all its interactions.
    """

    factor: Factor
    measures: Mapping[str, Estimate]
    rank: Rank

    def as_row(self) -> Row:
        """Return it as rows carry it."""
        factor = self.factor
        assert factor.span is not None
        row: Row = {
            "factor": factor.key,
            "kind": factor.kind,
            "title": factor.title.as_dict(),
            "citation": factor.citation,
            "unit": factor.unit,
            "basis": factor.basis.as_dict(),
            "rank_best": self.rank.best,
            "rank_worst": self.rank.worst,
            "now": factor.jsonable(factor.now),
            "from": factor.jsonable(factor.span[0]),
            "to": factor.jsonable(factor.span[1]),
        }
        for name, found in self.measures.items():
            row |= {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
        return row


@frozen(eq=False)
class Screening:
    """The effects, the largest first; `points` is how often the model was asked, `size` that of the design.

    `varies` is False where the quantity is the same at every point: then nothing is to be told. `picked`
    says that the factors are the widest bars of the tornado, not named ones.
    """

    study: Study
    quantity: Quantity
    method: Method
    base: Estimate
    effects: tuple[Effect, ...]
    size: int
    points: int
    varies: bool
    picked: bool = False

    def rows(self) -> list[Row]:
        """Return a row for each factor, the largest effect first."""
        return [effect.as_row() for effect in self.effects]

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output."""
        return {
            "manifest": self.study.manifest(),
            "changes": self.study.changes()[0],
            "method": self.method,
            "quantity": str(self.quantity),
            "unit": self.quantity.unit,
            "base": as_row(self.base),
            "size": self.size,
            "points": self.points,
            "resamples": RESAMPLES,
            "varies": self.varies,
            "picked": self.picked,
            "factors": self.rows(),
        }


def screen(
    study: Study,
    quantity: Quantity,
    factors: Sequence[Factor],
    method: Method,
    size: int | None = None,
    *,
    progress: Progress | None = None,
) -> Screening:
    """Move some factors together by a design and say what each does to a quantity.

    `size` is the number of trajectories of Morris (at least 4), or of base points of Sobol (a power of
    two from 8 on). Raises InputError for fewer than two factors or replications, a factor that is no number
    or a size that is none; and where SALib is not installed.
    """
    check_screening(study, method, size)
    if len(factors) < 2:  # noqa: PLR2004 - a screening is of several
        raise InputError(f"--method {method} moves several factors together; name two or more, or use tornado")
    for factor in factors:
        if factor.span is None:
            raise InputError(f"--factor {factor.key}: it is no number to draw; --method tornado tries its alternatives")
    make = _morris if method == "morris" else _sobol
    design = make(len(factors), SIZES[method] if size is None else size, study.plan.seed)
    points = [
        {factor.key: factor.at(float(place)) for factor, place in zip(factors, places, strict=True)}
        for places in design.places
    ]
    levels = evaluate(study, quantity, [{}, *points], progress=progress)
    measures, samples = _measured(design, levels[1:], study.plan.seed)
    estimates = [
        {name: _interval(name, measures[name][row], samples[name][row]) for name in measures}
        for row in range(len(factors))
    ]
    ranked = _RANKED[method]
    quantile = normal_quantile(joint_confidence(measures[ranked]))
    ranks = ranks_of(measures[ranked], spread_of_differences(samples[ranked]), quantile)
    effects = [Effect(factor, found, rank) for factor, found, rank in zip(factors, estimates, ranks, strict=True)]
    effects.sort(key=lambda one: (-one.measures[ranked].mean, one.factor.key))
    return Screening(
        study.with_scenarios(study.scenarios[:1]), quantity, method, estimate(levels[0], bounds=quantity.bounds),
        tuple(effects), design.size, len(points), bool((levels[1:] != levels[1]).any()),
    )  # fmt: skip


def check_screening(study: Study, method: Method, size: int | None) -> None:
    """Refuse what no screening can be made of, before anything is run. Raises InputError."""
    if study.replications < 2:  # noqa: PLR2004 - no noise shows in one run
        raise InputError(f"--replications {study.replications}: --method {method} needs at least two, to see the noise")
    if size is not None and method == "morris" and size < 4:  # noqa: PLR2004 - fewer have no spread to speak of
        raise InputError(f"--size {size}: Morris needs at least 4 trajectories")
    if size is not None and method == "sobol" and (size < 8 or size & (size - 1)):  # noqa: PLR2004 - as above
        raise InputError(f"--size {size}: Sobol needs a power of two from 8 on, such as {SIZES['sobol']}")
    _library(method)


@frozen(eq=False)
class _Design:
    """The points of a method in the unit cube, shape (point, factor), in `size` parts of as many points each.

    `analyze` returns the measures of the model's values at the points of some parts, each (factor,).
    """

    places: Floats
    size: int
    analyze: Callable[[Ints, Floats], Measures]


def _morris(count: int, size: int, seed: int) -> _Design:
    sampling, analysis = _library("morris")
    problem = _problem(count)
    places = sampling.sample(problem, size, num_levels=_LEVELS, seed=seed)

    def analyze(parts: Ints, values: Floats) -> Measures:
        rows = _rows(parts, count + 1)
        # Its own resampling (of trajectories alone) is not used; it wants at least two.
        found = analysis.analyze(problem, places[rows], values[rows], num_levels=_LEVELS, num_resamples=2, seed=1)
        return {name: np.asarray(found[name], dtype=np.float64) for name in MEASURES["morris"]}

    return _Design(places, size, analyze)


def _sobol(count: int, size: int, seed: int) -> _Design:
    sampling, analysis = _library("sobol")
    problem = _problem(count)
    places = sampling.sample(problem, size, calc_second_order=False, seed=seed)

    def analyze(parts: Ints, values: Floats) -> Measures:
        rows = _rows(parts, count + 2)
        # Where nothing varies there is no variance to share out, and no effect.
        if np.ptp(values[rows]) <= NOTHING:
            return {name: np.zeros(count) for name in MEASURES["sobol"]}
        with catch_warnings():
            # Its own resampling (of points alone) is not used, and may draw points that are all alike.
            filterwarnings("ignore", "Constant values encountered", UserWarning)
            # A seed of zero would mean none.
            found = analysis.analyze(problem, values[rows], calc_second_order=False, num_resamples=2, seed=1)
        return {name: np.asarray(found[name], dtype=np.float64) for name in MEASURES["sobol"]}

    return _Design(places, size, analyze)


def _library(method: Method) -> tuple[Any, Any]:
    """Return the library's modules for sampling and for analysis. Raises InputError where it is not installed."""
    try:
        return import_module(f"SALib.sample.{method}"), import_module(f"SALib.analyze.{method}")
    except ImportError:
        raise InputError(f"--method {method} needs: {_NEEDS}") from None


def _rows(parts: Ints, step: int) -> Ints:
    """Return the points of some parts of a design, in their order."""
    return np.asarray((parts[:, np.newaxis] * step + np.arange(step)).ravel())


def _problem(count: int) -> dict[str, Any]:
    """Return factors in the unit cube, as SALib describes them."""
    return {"num_vars": count, "names": [f"x{place}" for place in range(count)], "bounds": [[0.0, 1.0]] * count}


def _measured(design: _Design, levels: Floats, seed: int) -> tuple[Measures, Measures]:
    """Return the measures, each (factor,), and their resamples, each (factor, resample).

    `levels` are shaped (point, replication); a resample draws replications and parts of the design anew.
    """
    runs, draws = levels.shape[1], np.random.default_rng(seed)
    # Points that are equal in every replication have equal means to the last bit: no effect is exactly none.
    distinct, place = np.unique(levels, axis=0, return_inverse=True)
    whole = design.analyze(np.arange(design.size), distinct.mean(axis=1)[place])
    samples: dict[str, Floats] = {name: np.empty((len(found), RESAMPLES)) for name, found in whole.items()}
    for sample in range(RESAMPLES):
        weights = draws.multinomial(runs, np.full(runs, 1 / runs)) / runs
        found = design.analyze(draws.integers(design.size, size=design.size), (distinct @ weights)[place])
        for name, one in found.items():
            samples[name][:, sample] = one
    return whole, samples


def _interval(name: str, value: float, samples: Floats) -> Estimate:
    """Return a measure with its normal interval; what is a size is not below zero."""
    half = normal_quantile(CONFIDENCE) * float(samples.std(ddof=1))
    low = float(value) - half
    return Estimate(float(value), low if name in _SIGNED else max(low, 0.0), float(value) + half)
