"""The tables that a user hands in: columns, reading with every fault at once, and writing."""

from clusterkit.portfolio.columns import (
    CLUSTER_COLUMNS,
    CLUSTER_ID,
    DERIVED,
    EVENT_COLUMNS,
    EVENT_KINDS,
    OBSERVATION_COLUMNS,
    TITLE_COLUMNS,
    YEAR,
)
from clusterkit.portfolio.faults import Fault, Notice
from clusterkit.portfolio.model import Event, Held, Portfolio, TitleRow
from clusterkit.portfolio.reading import Reading, load_portfolio, read_portfolio
from clusterkit.portfolio.template import write_template
from clusterkit.portfolio.union import merge
from clusterkit.portfolio.writing import write_folder

__all__ = [
    "CLUSTER_COLUMNS",
    "CLUSTER_ID",
    "DERIVED",
    "EVENT_COLUMNS",
    "EVENT_KINDS",
    "OBSERVATION_COLUMNS",
    "TITLE_COLUMNS",
    "YEAR",
    "Event",
    "Fault",
    "Held",
    "Notice",
    "Portfolio",
    "Reading",
    "TitleRow",
    "load_portfolio",
    "merge",
    "read_portfolio",
    "write_folder",
    "write_template",
]
