"""The lines of a TOML document's keys: tomllib tells what was written, not where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

Place = tuple[str | int, ...]
"""The way to a key or an element: `("scenario", 0, "set", "zone.output_min")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_KEY = re.compile(r"""[ \t]*(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_TEXT = re.compile(r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> Mapping[Place, int]:
    """Return the line (from 1) of every table, key and array element of a document that tomllib accepts."""
    return dict(_Scan(text).places())


def line_at(lines: Mapping[Place, int], place: Place) -> int | None:
    """Return the line of a place; of what is not written, that of the nearest table around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


class _Scan:
    """One pass over a document from its first character to its last."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._elements: dict[Place, int] = {}

    def places(self) -> Iterator[tuple[Place, int]]:
        """Yield every place with its line."""
        table: Place = ()
        while self._skip() < len(self._text):
            line = self._line()
            if self._text.startswith("[", self._at):
                array = self._text.startswith("[[", self._at)
                self._at += 2 if array else 1
                table = self._table(self._key(), array=array)
                self._at += 2 if array else 1
                yield table, line
            else:
                yield from self._pair(table)

    def _table(self, key: list[str], *, array: bool) -> Place:
        """Return the place that a header opens: every part that names an array means its last element."""
        place: Place = ()
        for part in key[:-1]:
            place = self._inside((*place, part))
        place = (*place, key[-1])
        if not array:
            return place
        self._elements[place] = self._elements.get(place, -1) + 1
        return self._inside(place)

    def _inside(self, place: Place) -> Place:
        return (*place, self._elements[place]) if place in self._elements else place

    def _pair(self, table: Place) -> Iterator[tuple[Place, int]]:
        line, place = self._line(), table
        for part in self._key():
            place = (*place, part)
            yield place, line
        self._at += 1  # the sign between key and value
        yield from self._value(place)

    def _value(self, place: Place) -> Iterator[tuple[Place, int]]:
        self._skip()
        text = _TEXT.match(self._text, self._at)
        if text is not None:
            self._at = text.end()
        elif self._text[self._at] == "[":
            yield from self._array(place)
        elif self._text[self._at] == "{":
            yield from self._inline(place)
        else:
            plain = _PLAIN.match(self._text, self._at)
            self._at = self._at + 1 if plain is None else plain.end()

    def _array(self, place: Place) -> Iterator[tuple[Place, int]]:
        element = 0
        self._at += 1
        while self._text[self._skip()] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            yield (*place, element), self._line()
            yield from self._value((*place, element))
            element += 1
        self._at += 1

    def _inline(self, place: Place) -> Iterator[tuple[Place, int]]:
        self._at += 1
        while self._text[self._skip()] != "}":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            yield from self._pair(place)
        self._at += 1

    def _key(self) -> list[str]:
        """Read a key, also a dotted or quoted one, up to what follows it."""
        parts = []
        while (found := _KEY.match(self._text, self._at)) is not None:
            self._at = found.end()
            word = found[0].strip()
            parts.append(str(tomllib.loads(f"word = {word}")["word"]) if word[0] in "\"'" else word)
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
        return parts

    def _skip(self) -> int:
        blank = _BLANK.match(self._text, self._at)
        self._at = self._at if blank is None else blank.end()
        return self._at

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
