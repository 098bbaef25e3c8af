"""A portfolio written as a folder of CSV files that reads back as the same portfolio."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.law.truth import MET, NOT_MET
from clusterkit.portfolio.columns import (
    CLUSTER_COLUMNS,
    EVENT_COLUMNS,
    OBSERVATION_COLUMNS,
    REQUIRED,
    TITLE_COLUMNS,
    TableName,
)
from clusterkit.portfolio.formulas import guarded
from clusterkit.portfolio.headers import ILLUSTRATIVE
from clusterkit.portfolio.model import Event, Portfolio, TitleRow
from clusterkit.portfolio.series import Values

_WORDS = {int(MET): "yes", int(NOT_MET): "no"}


def write_folder(portfolio: Portfolio, directory: str | Path, indicators: Sequence[Indicator] = ()) -> Path:
    """Write clusters, observations, events and titles as CSV (UTF-8 with BOM, so that Excel opens them).

    Columns without any value are left out, unless they are among `indicators`. The folder is written
    whole or not at all. An illustrative portfolio is marked as such. Returns the folder; raises
    InputError if it exists and is not empty.
    """
    wanted = {indicator.key for indicator in indicators}
    with _whole_folder(Path(directory)) as folder:
        _write(folder, "clusters", *_clusters(portfolio, wanted))
        _write(folder, "observations", *_observations(portfolio, wanted))
        if portfolio.events:
            _write(folder, "events", _header(EVENT_COLUMNS), map(_event, portfolio.events))
        if portfolio.titles:
            _write(folder, "titles", _header(TITLE_COLUMNS), map(_title, portfolio.titles))
    return Path(directory)


def _clusters(portfolio: Portfolio, wanted: set[str]) -> tuple[list[str], Iterable[Sequence[str]]]:
    header = ["cluster_id"]
    columns = [[guarded(cluster) for cluster in portfolio.cluster_id]]
    further = [extra for extra in portfolio.extras if extra.table == "clusters"]
    for column in (*CLUSTER_COLUMNS, *further):
        cells = _cells(column, portfolio.clusters[column.key])
        if any(cells) or column.key in wanted or column.key in REQUIRED["clusters"]:
            header.append(column.key)
            columns.append(cells)
    if portfolio.illustrative:
        header.append(ILLUSTRATIVE)
        columns.append(["yes"] * len(portfolio))
    return header, zip(*columns, strict=True)


def _observations(portfolio: Portfolio, wanted: set[str]) -> tuple[list[str], Iterable[Sequence[str]]]:
    # Row after row: the years of a cluster stand together.
    cluster, year = np.nonzero(portfolio.has_row.T)
    header = ["cluster_id", "year"]
    columns = [
        [guarded(name) for name in portfolio.cluster_id[cluster]],
        [str(number) for number in portfolio.years[year]],
    ]
    further = [extra for extra in portfolio.extras if extra.table == "observations"]
    for column in (*OBSERVATION_COLUMNS, *further):
        cells = _cells(column, portfolio.observations[column.key][year, cluster])
        if any(cells) or column.key in wanted:
            header.append(column.key)
            columns.append(cells)
    return header, zip(*columns, strict=True)


def _header(columns: Sequence[Indicator]) -> list[str]:
    return ["cluster_id", *(column.key for column in columns)]


def _event(event: Event) -> list[str]:
    return [guarded(event.cluster_id), _day(event.day), event.kind, guarded(event.note)]


def _title(title: TitleRow) -> list[str]:
    days = [_day(title.certified_on), _day(title.expires_on)]
    return [guarded(title.cluster_id), guarded(title.policy), *days, guarded(title.batch)]


def _cells(column: Indicator, values: Values) -> list[str]:
    written = _day if column.kind == "date" else _WRITTEN[values.dtype.kind]
    return [written(value) for value in values.tolist()]


def _day(value: float) -> str:
    # Missing days are 0 in clusters and NaN, unequal to itself, in observations.
    return "" if not value or value != value else date.fromordinal(int(value)).isoformat()  # noqa: PLR0124


def _number(value: float) -> str:
    """Return the shortest digits that read back as the same float, whole numbers without a point."""
    if value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    return repr(value).removesuffix(".0")


def _words(value: str | tuple[str, ...]) -> str:
    return guarded(value if isinstance(value, str) else ";".join(value))


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "O": _words,
    "i": lambda code: _WORDS.get(code, ""),
    "f": _number,
}


def _write(folder: Path, table: TableName, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to write into, and put it in its place once it is complete."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} exists already: name a new or an empty folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
    try:
        # A folder made for one user alone would stay so in its place.
        unfinished = folder / "portfolio"
        unfinished.mkdir()
        yield unfinished
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
