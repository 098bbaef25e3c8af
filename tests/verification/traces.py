"""Traces of invented places, and what a hand that edits their files may do to them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from clusterkit.law import Policy
from clusterkit.plugins import Plugins
from clusterkit.study.simulate import Study
from clusterkit.verification import Verification, verify
from clusterkit.verification.comparison import Cells

Row = dict[str, str]


def traced(study: Study, folder: Path, replications: int = 2) -> Path:
    """Run a study with a trace and return its folder."""
    study.run(trace=folder, trace_replications=replications)
    return folder


def verified(folder: Path, *laws: Policy) -> Verification:
    """Verify a trace under some laws alone."""
    return verify(folder, policies=laws, plugins=Plugins({}))


def told(found: Verification) -> list[str]:
    """Return each difference as one line: whose title, on which day, and what either side says."""
    return [
        f"{one.scenario} {one.replication} {one.policy} {one.cluster_id} {one.day} {one.table}: "
        f"law {_rows(one.law)}; trace {_rows(one.trace)}"
        for one in found.differences
    ]


def _rows(rows: Iterable[Cells]) -> str:
    said = [[_shown(cell) for cell in row.values() if cell not in {"", None}] for row in rows]
    return " / ".join(" ".join(words) for words in said) or "nothing"


def _shown(cell: str | float | None) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def edited(folder: Path, name: str, change: Callable[[Row], Row | None], *, sealed: bool = False) -> int:
    """Change the rows of a file, or drop them (None), and return how many; `sealed` also forges the digest."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = list(reader.fieldnames or ()), list(reader)
    after = [change(dict(row)) for row in rows]
    kept = [row for row in after if row is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    if sealed:
        law = json.loads((folder / "law.json").read_text("utf-8"))
        law["files"][name] = {"rows": len(kept), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        (folder / "law.json").write_text(json.dumps(law), "utf-8")
    return sum(row != other for row, other in zip(rows, after, strict=True))


def where(change: Row | None, **cells: str) -> Callable[[Row], Row | None]:
    """Return the change of the rows with some cells: other cells in them, or none of them at all."""

    def changed(row: Row) -> Row | None:
        if any(row[key] != cell for key, cell in cells.items()):
            return row
        return None if change is None else row | change

    return changed
