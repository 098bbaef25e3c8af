"""Small portfolios for tests: one cluster with the figures that a test states, and several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from clusterkit.law import Indicator
from clusterkit.portfolio.columns import CLUSTER_COLUMNS
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.union import merge

LATEST_YEAR: Final = 2025
YEARS: Final = 5
_FACTS = {one.key for one in CLUSTER_COLUMNS}


def make_cluster(
    jurisdiction: str,
    cluster_id: str = "A1",
    *,
    latest: int = LATEST_YEAR,
    years: int = YEARS,
    events: Mapping[date, str] | None = None,
    titles: Sequence[Mapping[str, Any]] = (),
    indicators: Sequence[Indicator] = (),
    **figures: Any,
) -> Portfolio:
    """Return the portfolio of one cluster with a row for each of some years up to the latest.

    `figures` are columns of the clusters table, one value each, and yearly columns: one value for every
    year, or a list that ends with the latest year; None is blank, and so is what is not named.
    `events` are kinds by day. `indicators` are a plugin's own columns. Raises PortfolioError.
    """
    facts = _FACTS | {one.key for one in indicators if one.table == "clusters"}
    row = {"cluster_id": cluster_id, "name": cluster_id, "jurisdiction": jurisdiction}
    row |= {key: value for key, value in figures.items() if key in facts}
    yearly = {key: value for key, value in figures.items() if key not in facts}
    span = range(latest - years + 1, latest + 1)
    return Portfolio.from_rows(
        [row],
        [
            {
                "cluster_id": cluster_id,
                "year": year,
                **{key: _in(value, latest - year) for key, value in yearly.items()},
            }
            for year in span
        ],
        [{"cluster_id": cluster_id, "date": day, "kind": kind} for day, kind in (events or {}).items()],
        [{"cluster_id": cluster_id, **title} for title in titles],
        name=cluster_id,
        illustrative=True,
        indicators=indicators,
    )


def together(*portfolios: Portfolio) -> Portfolio:
    """Return several clusters as one portfolio. Raises InputError where two share an id."""
    return merge(portfolios, name="test")


def _in(value: Any, back: int) -> Any:
    """Return a yearly column's value so many years before the latest."""
    if not isinstance(value, list | tuple):
        return value
    return value[-1 - back] if back < len(value) else None
