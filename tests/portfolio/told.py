"""What is told of a portfolio, as lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from clusterkit.portfolio import read_portfolio


def faults(path: Path, **options: Any) -> list[str]:
    """Return every fault."""
    return [str(fault) for fault in read_portfolio(path, **options).faults]


def warnings(path: Path, severity: str = "warning", *, on: date | None = None) -> list[str]:
    """Return every notice of one severity about a portfolio without faults."""
    reading = read_portfolio(path, on=on)
    assert not reading.faults
    return [str(notice) for notice in reading.warnings if notice.severity == severity]
