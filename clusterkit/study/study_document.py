"""A study file as a document: its tables, the line of every key, and the faults found so far."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from attrs import asdict, field, frozen

from clusterkit.errors import InputError, StudyFileError, UnknownNameError
from clusterkit.study.key_lines import Place, line_at, lines_of

T = TypeVar("T")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"


@frozen
class StudyFault:
    """A place in a study file and what is wrong there; `line` counts from 1, None where no line says it."""

    file: str
    line: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}" if self.line is None else f"{self.file}, line {self.line}: {self.what}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the fault as a plain row."""
        return asdict(self)


@frozen
class StudyDocument:
    """The tables of a study file with the lines of their keys; faults gather until they are raised together."""

    path: Path
    tables: Mapping[str, Any]
    lines: Mapping[Place, int]
    faults: list[StudyFault] = field(factory=list)

    @classmethod
    def read(cls, path: Path) -> StudyDocument:
        """Return the document of a file. Raises InputError, StudyFileError where it is no TOML."""
        try:
            held = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}") from error
        try:
            text = held.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = held[: error.start].count(b"\n") + 1
            what = "these bytes are not UTF-8, which TOML files are; save the file as UTF-8"
            raise StudyFileError([StudyFault(str(path), line, what)]) from error
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise StudyFileError([_unreadable(str(path), str(error), text)]) from error
        return cls(path, tables, lines_of(text))

    def line(self, at: Place) -> int | None:
        """Return the line of a place."""
        return line_at(self.lines, at)

    def fault(self, at: Place, what: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(StudyFault(str(self.path), self.line(at), what))

    def table(self, held: Any, at: Place, keys: Iterable[str] | None = None) -> Mapping[str, Any]:
        """Return a value that must be a table, empty where it is none; of `keys` only, where they are given."""
        if not isinstance(held, Mapping):
            self.fault(at, f"{at[-1]} is a table, not {held!r}")
            return {}
        for key in held if keys is not None else ():
            if key not in (known := list(keys or ())):
                self.fault((*at, key), str(UnknownNameError("key", key, known)))
        return held

    def take(self, held: Mapping[str, Any], at: Place, read: Callable[[Any], T]) -> T | None:
        """Read the value of a table's key, the last of the place; None where it is absent or faulty."""
        key = at[-1]
        if key not in held:
            return None
        return self.checked(at, lambda: read(held[str(key)]))

    def checked(self, at: Place, made: Callable[[], T]) -> T | None:
        """Return what is made; an InputError in making it is a fault of the place, and None comes back."""
        try:
            return made()
        except InputError as error:
            self.fault(at, str(error))
            return None

    def check(self) -> None:
        """Raise StudyFileError with every fault noted so far, in the order of the lines."""
        if self.faults:
            raise StudyFileError(sorted(self.faults, key=lambda fault: fault.line or 0))


def _unreadable(file: str, told: str, text: str) -> StudyFault:
    found = _AT_LINE.search(told)
    line = text.count("\n") + 1 if found is None else int(found[1])
    what = told.removesuffix(_AT_END) if found is None else told[: found.start()]
    written = text.splitlines()[line - 1 : line]
    if any(one.count("{") > one.count("}") for one in written):
        what += "; a table in { } stands on one line, else it has a heading of its own such as [scenario.set]"
    return StudyFault(file, line, f"this is no TOML: {what}")
