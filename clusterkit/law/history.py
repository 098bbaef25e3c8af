"""The figures on file, by indicator and year: observed, derived or simulated, all read one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterkit.law.figure import Figure, Measure, blank_where, unknown
from clusterkit.law.indicator import Indicator
from clusterkit.law.truth import UNKNOWN, Truths

Rows = NDArray[np.intp] | slice
_ALL = slice(None)
Answers = Callable[[str], Truths]
"""Answers of all clusters to a yes/no indicator, shape (1, cluster or 1, replication or 1)."""

_NOBODY_SAID = np.full((1, 1, 1), UNKNOWN)


class History:
    """Figures (intervals on the indicator's scale) and yes/no answers (truth codes) by key and year.

    Arrays are broadcastable to (scenario, cluster, replication). A year or key that is not on file
    is unknown; a ratio that is not on file is derived from its parts, and a numerator from its ratio.
    """

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self.indicators = indicators
        self._figures: dict[str, dict[int, Figure]] = {}
        self._lasting: dict[str, Figure] = {}
        self._answers: dict[int, Answers] = {}
        self._rows: dict[int, NDArray[np.bool_]] = {}
        self._ratio_of = {i.numerator: i for i in indicators.values() if i.numerator is not None}

    def put(self, key: str, year: int, figure: Figure) -> None:
        """File a figure."""
        self._figures.setdefault(key, {})[year] = figure

    def put_lasting(self, key: str, figure: Figure) -> None:
        """File a figure that holds in every year, such as an area."""
        self._lasting[key] = figure

    def put_answers(self, year: int, answers: Answers) -> None:
        """File who answers for the yes/no indicators of a year."""
        self._answers[year] = answers

    def put_rows(self, year: int, has_row: NDArray[np.bool_]) -> None:
        """File which clusters have a row for a year, shape (1, cluster, 1)."""
        self._rows[year] = has_row

    def rows_of(self, year: int, rows: Rows = _ALL) -> NDArray[np.bool_] | None:
        """Return which clusters have a row for a year; None where the year has no rows at all."""
        on_file = self._rows.get(year)
        return None if on_file is None else on_file[:, rows]

    def has(self, key: str, year: int) -> bool:
        """Say whether a figure itself is on file for a year."""
        return year in self._figures.get(key, ())

    def figure(self, key: str, year: int, rows: Rows = _ALL) -> Figure:
        """Return a figure of some clusters in a year, unknown where nothing is on file."""
        on_file = self._figures.get(key, {}).get(year)
        if on_file is not None:
            return taken(on_file, rows)
        if key in self._lasting:
            return taken(self._lasting[key], rows)
        indicator = self.indicators[key]
        if indicator.numerator is not None and indicator.denominator is not None:
            parts = (
                self.figure(indicator.numerator, year, rows),
                self.figure(indicator.denominator, year, rows),
            )
            return _ratio(indicator, *parts)
        share = self._ratio_of.get(key)
        if share is not None and share.denominator is not None and self.has(share.key, year):
            return _product(
                indicator,
                share,
                self.figure(share.key, year, rows),
                self.figure(share.denominator, year, rows),
            )
        return unknown(indicator.scale)

    def answer(self, key: str, year: int, rows: Rows = _ALL) -> Truths:
        """Return the answers to a yes/no indicator in a year."""
        answers = self._answers.get(year)
        return _NOBODY_SAID if answers is None else taken_rows(answers(key), rows)


def taken_rows(array: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """Return some clusters' rows of an array whose cluster axis may be 1 (one value for all)."""
    return array if array.shape[1] == 1 else array[:, rows]


def taken(figure: Figure, rows: Rows) -> Figure:
    """Return a figure of some clusters."""
    low = taken_rows(figure.low, rows)
    return Figure(low, low if figure.known else taken_rows(figure.high, rows), figure.measure)


def _logs(figure: Figure) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a known figure's natural log and where it is missing."""
    missing = np.isposinf(figure.high) if not figure.known else np.zeros((1, 1, 1), np.bool_)
    if figure.measure.scale == "log":
        return figure.low, missing
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(figure.measure.plain(figure.low)), missing


def _ratio(indicator: Indicator, above: Figure, below: Figure) -> Figure:
    (top, top_missing), (base, base_missing) = _logs(above), _logs(below)
    missing = np.asarray(top_missing | base_missing)
    # The logarithm of a missing count is no number, and then neither is the smallest.
    if not np.isfinite(base.min()):
        missing = missing | np.isneginf(base)
    measure = Measure(indicator.scale)
    with np.errstate(invalid="ignore"):
        log = top - base
        log += np.log(indicator.factor)
        held = log if indicator.scale == "log" else measure.of(np.exp(log))
    return blank_where(Figure(held, held, measure), missing)


def _product(indicator: Indicator, share: Indicator, ratio: Figure, base: Figure) -> Figure:
    (part, part_missing), (whole, whole_missing) = _logs(ratio), _logs(base)
    log = part + whole - np.log(share.factor)
    measure = Measure(indicator.scale)
    held = log if indicator.scale == "log" else measure.of(np.exp(log))
    return blank_where(Figure(held, held, measure), np.asarray(part_missing | whole_missing))
