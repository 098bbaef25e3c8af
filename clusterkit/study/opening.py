"""Opening a portfolio with the columns of the installed plugins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterkit.errors import InputError, PortfolioError
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.reading import Reading, read_portfolio

if TYPE_CHECKING:
    from clusterkit.study.simulate import Study


def read(path: str | Path, plugins: Plugins, *, start: date | None = None, on: date | None = None) -> Reading:
    """Read a folder or workbook; every fault and every odd value is in the result."""
    return read_portfolio(
        path,
        indicators=[one for one in plugins.indicators.values() if one.table != "derived"],
        jurisdictions=[*plugins.policies],
        start=start,
        on=on,
        without_term=without_term(plugins),
    )


def without_term(plugins: Plugins) -> list[str]:
    """Return the policies that know no term, and so no expiry."""
    return [key for key, policy in plugins.policies.items() if policy.term is None]


def load_portfolio(
    path: str | Path, *, plugins: Plugins | None = None, start: date | None = None, on: date | None = None
) -> Portfolio:
    """Return the portfolio of a folder or workbook; a plugin may read a form that core does not know.

    Raises PortfolioError with every fault, InputError where there is no cluster.
    """
    plugins = Plugins() if plugins is None else plugins
    foreign = plugins.read_portfolio(Path(path))
    if foreign is not None:
        return foreign
    reading = read(path, plugins, start=start, on=on)
    if reading.portfolio is None:
        raise PortfolioError(reading.faults)
    if not len(reading.portfolio):
        raise InputError(f"{path}: there is no cluster in it")
    return reading.portfolio


def load_study(path: str | Path, *, plugins: Plugins | None = None, **settings: Any) -> Study:
    """Return the study that a scenario file describes; `settings` of `prepare` stand before those of the file.

    Raises StudyFileError with every fault, and what `load_portfolio` and `prepare` raise.
    """
    from clusterkit.study.study_file import read_study

    plugins = Plugins() if plugins is None else plugins
    file = read_study(Path(path), plugins)
    portfolio = None
    if file.portfolio is not None:
        start = settings.get("start", file.settings.get("start"))
        portfolio = load_portfolio(file.portfolio, plugins=plugins, start=start)
    return file.prepare(portfolio, plugins, **settings)
