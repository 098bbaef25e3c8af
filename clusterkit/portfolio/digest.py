"""The fingerprint of a portfolio's content: the same for the same clusters and figures in any file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import astuple
from numpy.typing import NDArray

from clusterkit.law.truth import UNKNOWN


def content_digest(
    *,
    cluster_id: NDArray[np.object_],
    clusters: Mapping[str, NDArray[Any]],
    years: NDArray[np.int64],
    observations: Mapping[str, NDArray[Any]],
    has_row: NDArray[np.bool_],
    events: Iterable[Any],
    titles: Iterable[Any],
) -> str:
    """Return the SHA-256 of sorted clusters and events; a column without any value does not count."""
    digest = hashlib.sha256()

    def add(name: str, content: bytes) -> None:
        # Lengths keep neighbours apart: no content can pass for another.
        digest.update(f"{name}\0{len(content)}\0".encode() + content)

    add("cluster_id", _text(list(cluster_id)))
    add("years", years.astype("<i8").tobytes())
    add("has_row", np.packbits(has_row).tobytes())
    for table, columns in (("clusters", clusters), ("observations", observations)):
        for key in sorted(columns):
            content = _column(columns[key])
            if content is not None:
                add(f"{table}.{key}", content)
    add("events", _text([astuple(event) for event in events]))
    add("titles", _text([astuple(title) for title in titles]))
    return digest.hexdigest()


def _column(values: NDArray[Any]) -> bytes | None:
    if values.dtype == np.object_:
        return _text(list(values)) if any(values) else None
    if values.dtype == np.int8:
        return values.tobytes() if (values != UNKNOWN).any() else None
    if values.dtype == np.int64:
        return values.astype("<i8").tobytes() if values.any() else None
    missing = np.isnan(values)
    if missing.all():
        return None
    # One bit pattern for every missing figure.
    return np.where(missing, np.nan, values).astype("<f8").tobytes()


def _text(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
