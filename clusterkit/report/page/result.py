"""Results as files hold them: which command made one, and whether it can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.report.page.shape import faults
from clusterkit.report.page.shapes_of_results import RESULTS, Kind
from clusterkit.runs.folder import RESULT

MOST_FAULTS: Final = 5
# What neither HTML nor SVG can hold: control characters, halves of a pair, noncharacters.
_UNSHOWABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@frozen(eq=False)
class Result:
    """One result: the command that made it, the name of its file, and what it says."""

    kind: Kind
    name: str
    told: Mapping[str, Any]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run, and what was assumed."""
        manifest: Mapping[str, Any] = self.told["manifest"]
        return manifest


def read_result(path: Path) -> Result:
    """Return the result of a file, or of a run's folder. Raises InputError that says what is wrong with it."""
    file = path / RESULT if path.is_dir() else path
    if path.is_dir() and not file.exists():
        raise InputError(f"{path} holds no {RESULT}: name the folder of a finished run, or a result's file")
    try:
        told = _shown(json.loads(file.read_bytes(), parse_constant=_refused))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is no JSON: {error}; write a result with --format json > {file.name}") from error
    return Result(_kind(told, file), path.name if path.is_dir() else file.name, told)


def _kind(told: Any, file: Path) -> Kind:
    """Return the command that made a result, once everything that a report reads of it is there."""
    keys = frozenset(told) if isinstance(told, Mapping) else frozenset()
    found = next(((kind, shape) for kind, own, shape in RESULTS if {"manifest", *own} <= keys), None)
    if found is None:
        known = ", ".join(dict.fromkeys(kind for kind, _, _ in RESULTS))
        raise InputError(f"{file} is no result that a report knows; write one with --format json ({known})")
    kind, shape = found
    wrong = list(islice(faults(shape, told), MOST_FAULTS + 1))
    if wrong:
        more = "; …" if len(wrong) > MOST_FAULTS else ""
        raise InputError(f"{file} is no whole result of {kind}: {'; '.join(wrong[:MOST_FAULTS])}{more}")
    return kind


def _shown(value: Any) -> Any:
    """Return a value with every character that cannot be shown replaced by the sign for that."""
    if isinstance(value, str):
        return _UNSHOWABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_shown(one) for one in value]
    if isinstance(value, dict):
        return {_shown(key): _shown(one) for key, one in value.items()}
    return value


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")
