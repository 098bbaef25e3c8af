"""How lenient reviews have been, fitted to what was published of them.

The statistic is the number of titles kept, which grows with the pardon whatever the figures are. The
estimate is the pardon under which the observed number lies in the middle of its own distribution; the
interval holds every pardon that an exact test of both tails would not reject. Both take all of the
model's chance into account: the shocks that titles share, their own figures, and the pardons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.simulation.enforcement import Calibration
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import CONFIDENCE
from clusterkit.study.first_reviews import FirstReviews, first_reviews
from clusterkit.study.published import PublishedOutcome
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]

HALVINGS: Final = 24
DIGITS: Final = 6
"""A pardon is looked for and told to a millionth, far below what it is sure of."""


@frozen
class Expected:
    """How many titles a model keeps: on average, and between what a single run lies at the confidence asked for."""

    mean: float
    low: int
    high: int

    def as_dict(self) -> dict[str, float | int]:
        """Return it as the machine-readable outputs carry it."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


@frozen
class OutcomeFit:
    """One published outcome beside the model: as written, calibrated, and how well the calibrated one agrees."""

    outcome: PublishedOutcome
    strict: Expected
    fitted: Expected
    fit: float

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        told = {"strict": self.strict.as_dict(), "calibrated": self.fitted.as_dict(), "fit": self.fit}
        return {**self.outcome.as_dict(), **told}


@frozen
class Fit:
    """A calibration with the outcomes that it rests on.

    `simulation_error` is the standard error that the pardon has from the number of replications alone.
    """

    calibration: Calibration
    outcomes: tuple[OutcomeFit, ...]
    simulation_error: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable output of `calibrate`."""
        return {
            "calibration": self.calibration.as_dict(),
            "outcomes": [one.as_dict() for one in self.outcomes],
            "simulation_error": self.simulation_error,
        }


def calibrate(
    study: Study,
    outcomes: Sequence[PublishedOutcome],
    *,
    confidence: float = CONFIDENCE,
    progress: Progress | None = None,
) -> tuple[Fit, ...]:
    """Fit the leniency of each measure that published outcomes speak of, in the order of the measures.

    Raises InputError where no leniency explains an outcome, or an outcome says nothing of leniency.
    """
    found = first_reviews(study, outcomes, progress)
    by_policy: dict[str, list[tuple[PublishedOutcome, FirstReviews]]] = {}
    for one, reviews in zip(outcomes, found, strict=True):
        by_policy.setdefault(one.policy, []).append((one, reviews))
    return tuple(fit(by_policy[policy], confidence) for policy in sorted(by_policy))


def fit(found: Sequence[tuple[PublishedOutcome, FirstReviews]], confidence: float = CONFIDENCE) -> Fit:
    """Fit one measure's leniency to its published outcomes, each with the reviews that it speaks of."""
    policy = found[0][0].policy
    observed = sum(one.kept for one, _ in found)
    reviews = found[0][1]
    for _, more in found[1:]:
        reviews = reviews.together(more)
    pardon, low, high = estimated(reviews, observed, confidence, policy)
    parts = tuple(_beside(one, own, pardon, confidence) for one, own in found)
    calibration = Calibration(
        policy=policy, pardon=pardon, low=low, high=high, confidence=confidence, observed=observed,
        reviewed=reviews.titles, fitted=reviews.expected(pardon) / reviews.titles,
        strict=reviews.expected(0.0) / reviews.titles,
        fit=min(1.0, len(parts) * min(part.fit for part in parts)), data_points=len(parts),
        source="; ".join(dict.fromkeys(one.source for one, _ in found)),
    )  # fmt: skip
    return Fit(calibration, parts, _simulation_error(reviews, observed, pardon))


def estimated(reviews: FirstReviews, observed: int, confidence: float, policy: str) -> tuple[float, float, float]:
    """Return the pardon and the ends of its interval.

    Raises InputError where the outcome says nothing of it, or lies above all that any pardon can reach.
    """
    tail = (1 - confidence) / 2

    def below(pardon: float) -> tuple[float, float]:
        """Return the chance of fewer titles kept than observed, and that of at most as many."""
        chances = reviews.distribution(pardon)
        return float(chances[:observed].sum()), float(chances[: observed + 1].sum())

    if 1.0 - below(1.0)[0] < tail:
        most = _expected(reviews, 1.0, confidence)
        raise InputError(
            f"{policy}: no leniency explains {observed} of {reviews.titles} kept: where every shortfall is pardoned, "
            f"{most.mean:.1f} are expected ({most.low} to {most.high}); other causes take the rest in this model"
        )
    if not reviews.lenient:
        raise InputError(
            f"{policy}: no title falls short at these reviews in the run, so the outcome says nothing of leniency"
        )
    low = _crossing(lambda pardon: below(pardon)[0] - (1.0 - tail))
    high = _crossing(lambda pardon: below(pardon)[1] - tail)
    pardon = _crossing(lambda pardon: sum(below(pardon)) / 2 - 0.5)
    return pardon, low, high


def _crossing(falling: Callable[[float], float]) -> float:
    """Return where a function that falls with the pardon becomes negative, 0 or 1 where it does not change sign."""
    low, high = 0.0, 1.0
    if falling(low) <= 0.0:
        return low
    if falling(high) >= 0.0:
        return high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0.0 else (low, middle)
    return round((low + high) / 2, DIGITS)


def _expected(reviews: FirstReviews, pardon: float, confidence: float) -> Expected:
    """Return how many titles are kept, and the narrowest whole numbers that cut off no more than each tail."""
    below = np.cumsum(reviews.distribution(pardon))
    tail = (1 - confidence) / 2
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left"))
    return Expected(reviews.expected(pardon), low, min(high, reviews.titles))


def _beside(outcome: PublishedOutcome, reviews: FirstReviews, pardon: float, confidence: float) -> OutcomeFit:
    """Put one outcome beside the model; its fit is the chance of one at least as far out on its side, twice."""
    chances = reviews.distribution(pardon)
    tails = float(chances[: outcome.kept + 1].sum()), float(chances[outcome.kept :].sum())
    return OutcomeFit(
        outcome, _expected(reviews, 0.0, confidence), _expected(reviews, pardon, confidence), min(1.0, 2 * min(tails))
    )


def _simulation_error(reviews: FirstReviews, observed: int, pardon: float) -> float | None:
    """Return the standard error of an estimate from its replications; none at an edge, or from a single one."""
    step = 0.5 * 10.0 ** -(DIGITS // 2)
    if not step < pardon < 1 - step or reviews.shortfalls.shape[1] < 2:  # noqa: PLR2004 - no spread from one
        return None

    def middle(at: float) -> Floats:
        found = reviews.distributions(at)
        return np.asarray(found[:, :observed].sum(axis=1) + found[:, observed] / 2)

    slope = float((middle(pardon + step) - middle(pardon - step)).mean()) / (2 * step)
    values = middle(pardon)
    return None if slope == 0.0 else float(values.std(ddof=1)) / np.sqrt(len(values)) / abs(slope)
