"""Results as long tables for programs: CSV, or Parquet with typed columns. Each column means one thing everywhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from clusterkit.errors import InputError
from clusterkit.portfolio.formulas import guarded
from clusterkit.report.whole_file import write_whole

Type = Literal["text", "number", "whole", "yes_no", "date", "setting"]
Row = Mapping[str, Any]

_OF_TYPE: Final[Mapping[Type, str]] = {
    "text": "scenario against policy table cause criterion citation status by group measure span cluster_id name "
    "unit verdict admission kind id result operator missing goal lever side quantity factor cue reason verdicts "
    "duties fates",
    "number": "mean low high p10 p90 certified lost never share kept sooner later margin figure bound estimate "
    "confidence width width_low width_high mu mu_low mu_high mu_star mu_star_low mu_star_high sigma sigma_low "
    "sigma_high S1 S1_low S1_high ST ST_low ST_high at_risk age",
    "whole": "year clusters replications independent saved rank_best rank_worst verdicts_turned duties_turned "
    "fates_turned days",
    "yes_no": "few recognised_automatically binding moves",
    "date": "deadline sent_on date takes_effect",
    "setting": "value second from to now other",
}
TYPES: Final[Mapping[str, Type]] = {name: type_ for type_, names in _OF_TYPE.items() for name in names.split()}
"""The type of every column of every long table. A setting is what a lever is set to: a number, yes or no, or text."""

MANIFEST: Final = b"clusterkit"
"""The key under which a Parquet file's own notes hold the manifest, as JSON."""


def write_csv(path: Path, rows: Iterable[Row], columns: Sequence[str]) -> Path:
    """Write rows as CSV and return where the file is; it is UTF-8 with a mark at its front, so that Excel reads it.

    What does not exist is an empty cell. Text that a spreadsheet would take for a formula has an
    apostrophe before it. Raises InputError where the file cannot be written.
    """

    def write(unfinished: Path) -> None:
        with unfinished.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_written(row.get(name)) for name in columns] for row in rows)

    return write_whole(path, write)


def write_parquet(path: Path, rows: Iterable[Row], columns: Sequence[str], manifest: Mapping[str, Any]) -> Path:
    """Write rows as Parquet and return where the file is; `TYPES` are the columns', `manifest` is kept beside them.

    Raises InputError without the extra, and where the file cannot be written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise InputError("writing .parquet needs: pip install 'clusterkit-sdk[parquet]'") from None
    types = {
        "text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "yes_no": pa.bool_(), "date": pa.date32(),
    }  # fmt: skip
    whole = list(rows)
    fields, arrays = [], []
    for name in columns:
        type_, values = _typed(TYPES[name], [row.get(name) for row in whole])
        fields.append(pa.field(name, types[type_]))
        arrays.append(pa.array(values, types[type_]))
    told = {MANIFEST: json.dumps(manifest, ensure_ascii=False)}
    table = pa.table(arrays, schema=pa.schema(fields, metadata=told))
    return write_whole(path, lambda unfinished: parquet.write_table(table, unfinished))


def _written(value: Any) -> Any:
    told = plain(value)
    return "" if told is None else guarded(told) if isinstance(told, str) else told


def plain(value: Any) -> Any:
    """Return a value as a cell of a long table holds it: of a list, its parts in one text."""
    return "; ".join(str(one) for one in value) if isinstance(value, list | tuple) else value


def _typed(type_: Type, values: Sequence[Any]) -> tuple[Type, list[Any]]:
    """Return the type of a column and its values in it; a lever's settings decide theirs by what they are."""
    told = [plain(value) for value in values]
    known = [value for value in told if value is not None]
    if type_ == "date":
        return type_, [None if value is None else date.fromisoformat(str(value)) for value in told]
    if type_ == "setting" and all(isinstance(value, bool) for value in known) and known:
        return "yes_no", told
    if type_ == "setting" and not any(isinstance(value, bool | str) for value in known):
        type_ = "number"
    if type_ in {"text", "setting"}:
        return "text", [None if value is None else _text(value) for value in told]
    return type_, [float(value) if type_ == "number" and value is not None else value for value in told]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).encode("utf-8", "replace").decode("utf-8")
