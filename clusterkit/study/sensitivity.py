"""Sensitivity: which levers and which inputs of the dynamics move a quantity most, all on the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

from attrs import evolve

from clusterkit.errors import InputError
from clusterkit.simulation.harness import Progress
from clusterkit.study.factors import factors_of
from clusterkit.study.quantity import Quantity
from clusterkit.study.screening import Screening, check_screening, screen
from clusterkit.study.simulate import Study
from clusterkit.study.tornado import Tornado, tornado

Method = Literal["tornado", "morris", "sobol"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)

WIDEST: Final = 8
"""How many factors Morris and Sobol take from the tornado, unless they are named."""


def sensitivity(
    study: Study,
    *,
    on: str = "retention",
    method: Method = "tornado",
    names: Sequence[str] = (),
    ranges: Mapping[str, str] | None = None,
    widest: int = WIDEST,
    size: int | None = None,
    progress: Progress | None = None,
) -> Tornado | Screening:
    """Return how a quantity of a study's first scenario depends on its levers and inputs.

    `names` choose factors, `ranges` (`LOW:HIGH`) say how far they move; without names the tornado takes
    all, Morris and Sobol those with the `widest` bars in it. `size` is the design's (see `screen`). Raises
    InputError, UnknownNameError for what the study has not or cannot answer.

    >>> sensitivity(prepare(years=9), on="retention@2034").rows()  # doctest: +SKIP
    """
    quantity = Quantity.parse(on, study)
    factors, still = factors_of(study, names, ranges)
    if method == "tornado":
        return tornado(study, quantity, factors, still, progress=progress)
    if widest < 2:  # noqa: PLR2004 - a screening is of several
        raise InputError(f"--widest {widest}: {method} moves several factors together, at least 2")
    check_screening(study, method, size)
    if not names:
        drawn = [factor for factor in factors if factor.span is not None]
        bars = tornado(study, quantity, drawn, progress=progress).bars
        factors = tuple(bar.factor for bar in bars[:widest] if bar.moves)
        if len(factors) < 2:  # noqa: PLR2004 - a screening is of several
            raise InputError(
                f"{quantity}: only {len(factors)} factor(s) move it at all within their ranges; "
                "see --method tornado, or widen ranges with --range"
            )
    found = screen(study, quantity, factors, method, size, progress=progress)
    return evolve(found, picked=not names)
