"""Flaws: what the conformance kit finds in a plugin, one line each."""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen
class Flaw:
    """One finding of a check: the check's id, where in the plugin, and what is wrong and what to do.

    A `warning` is worth knowing and breaks nothing.
    """

    check: str
    where: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.what}"

    def as_dict(self) -> dict[str, Any]:
        """Return the row of the machine-readable output."""
        return {"check": self.check, "where": self.where, "what": self.what, "warning": self.warning}
