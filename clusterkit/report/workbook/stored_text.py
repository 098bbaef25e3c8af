"""Text as a workbook can hold it: what XML forbids, what reorders a line and what is too long is replaced."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

LONGEST_CELL: Final = 32_767
"""UTF-16 units of a cell, and of a note."""
LONGEST_SHEET_NAME: Final = 31

_LINE_END: Final = re.compile("\r\n?")
_REPLACED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; some are no XML at all
    "\ud800-\udfff\ufffe\uffff"  # no characters
    "\u202a-\u202e\u2066-\u2069]"  # they would reorder what stands beside them
)
_INSTEAD: Final = "\ufffd"
_NO_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\\t\n]")
_RESERVED_SHEET_NAME: Final = "history"


def stored(text: str, longest: int = LONGEST_CELL) -> str:
    """Return text as a cell or a note holds it: what has no place there shows as �, what is too long ends in …."""
    found = _REPLACED.sub(_INSTEAD, _LINE_END.sub("\n", text))
    if _units(found) >= longest:
        # A pair of units that the cut would part is left out.
        found = found.encode("utf-16-le")[: 2 * (longest - 2)].decode("utf-16-le", "ignore") + "…"
    # The library would write text between these two words as XML of its own.
    return f"{found} " if found.startswith("<r>") and found.endswith("</r>") else found


def sheet_name(wanted: str, taken: AbstractSet[str]) -> str:
    """Return a sheet's name as a workbook takes it, unlike those `taken`, whatever their case."""
    found = _NO_SHEET_NAME.sub(" ", stored(wanted)).strip(" '")
    if not found or found.lower() == _RESERVED_SHEET_NAME:
        found = f"{found}_"
    lower = {name.lower() for name in taken}
    short, number = _shortened(found, LONGEST_SHEET_NAME), 2
    while short.lower() in lower:
        tail = f" {number}"
        short, number = _shortened(found, LONGEST_SHEET_NAME - len(tail)) + tail, number + 1
    return short


def _shortened(text: str, longest: int) -> str:
    # A name may hold an apostrophe, but not end in one.
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").rstrip("'")


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
