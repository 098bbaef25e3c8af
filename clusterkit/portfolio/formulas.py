"""Text that a spreadsheet would take for a formula, kept as text by a leading apostrophe in CSV."""

from __future__ import annotations

import re

# Some programs pass over a tab or a line end before they look for a formula.
_TAKEN_FOR_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """Return text as it is written to CSV: `=1+1` becomes `'=1+1`. The inverse of `released`."""
    return f"'{text}" if _TAKEN_FOR_FORMULA.match(text) else text


def released(text: str) -> str:
    """Return text as it was before it was guarded: `'=1+1` becomes `=1+1`."""
    return text[1:] if _GUARDED.match(text) else text
