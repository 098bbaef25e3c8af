"""Figures of a cluster in a year: what they are called, their unit, and the scale they live on."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.law.text import Text

Kind = Literal["amount", "share", "ratio", "count", "date", "yes_no", "text"]
Table = Literal["clusters", "observations", "derived"]
Scale = Literal["plain", "log", "logit"]
Floats = NDArray[np.float64]

_SCALE_OF_KIND: dict[Kind, Scale] = {"amount": "log", "ratio": "log", "share": "logit"}
# Log-odds of a float below 1 never pass 37, so shares of 1 and more (a part above its whole)
# are kept apart, in order and recoverable, from here on.
_ABOVE_ONE = 40.0


@frozen
class Indicator:
    """One figure of a cluster: an observed column, or a ratio of two columns.

    `legal_range` is in the indicator's own unit, None for no limit. A derived indicator is
    `factor * numerator / denominator`. `headers` are further column titles that are understood.
    `whole` says that the figure counts things. `citation` names the clauses that ask for a
    qualitative requirement (`kind="yes_no"`); `binding` is False for advisory ones.
    """

    key: str
    title: Text
    unit: str
    kind: Kind
    table: Table = "observations"
    legal_range: tuple[float | None, float | None] = (0.0, None)
    headers: tuple[str, ...] = ()
    citation: tuple[str, ...] = ()
    binding: bool = True
    whole: bool = False
    numerator: str | None = None
    denominator: str | None = None
    factor: float = 1.0
    scale: Scale = field()

    @scale.default
    def _scale_of_kind(self) -> Scale:
        return _SCALE_OF_KIND.get(self.kind, "plain")

    @property
    def qualitative(self) -> bool:
        """True for a yes/no requirement of a text that carries its citation."""
        return self.kind == "yes_no" and bool(self.citation)


def ratio(
    key: str, numerator: str, denominator: str, *, title: Text, unit: str, kind: Kind, factor: float = 1.0
) -> Indicator:
    """Return the derived indicator `factor * numerator / denominator`."""
    return Indicator(
        key=key,
        title=title,
        unit=unit,
        kind=kind,
        table="derived",
        numerator=numerator,
        denominator=denominator,
        factor=factor,
    )


def requirement(key: str, *, zh: str, en: str, cite: str | tuple[str, ...], binding: bool = True) -> Indicator:
    """Return a qualitative requirement: a yes/no/blank column that cites its clause or clauses."""
    citation = (cite,) if isinstance(cite, str) else cite
    return Indicator(
        key=key,
        title=Text(zh, en),
        unit="",
        kind="yes_no",
        legal_range=(None, None),
        citation=citation,
        binding=binding,
    )


def to_scale(scale: Scale, value: Floats) -> Floats:
    """Return figures on their scale: plain, natural log (0 gives -inf) or log-odds (0 gives -inf)."""
    if scale == "plain":
        return np.asarray(value, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            return np.asarray(np.log(value), dtype=np.float64)
        return np.where(value < 1.0, np.log(value) - np.log1p(-value), _ABOVE_ONE + value)


def from_scale(scale: Scale, value: Floats) -> Floats:
    """Return figures in their own unit; the inverse of `to_scale`."""
    if scale == "plain":
        return np.asarray(value, dtype=np.float64)
    if scale == "log":
        return np.asarray(np.exp(value), dtype=np.float64)
    with np.errstate(over="ignore"):
        return np.where(value < _ABOVE_ONE, 1.0 / (1.0 + np.exp(-value)), value - _ABOVE_ONE)
