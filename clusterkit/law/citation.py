"""Where a rule stands: citations, and the register that says what became of each clause."""

from __future__ import annotations

import re
from typing import Literal

from attrs import frozen

from clusterkit.law.text import Text

ClauseStatus = Literal[
    "criterion",
    "duty",
    "cause",
    "procedure",
    "recognition",
    "target",
    "definition",
    "not_modelled",
    "unclassified",
]

_FULL_WIDTH = str.maketrans({"（": "(", "）": ")", "．": ".", "\u3000": ""})


def same_clause(left: str, right: str) -> bool:
    """Say whether two clause ids name one clause; full-width brackets and spaces do not count."""
    return _folded(left) == _folded(right)


def _folded(clause: str) -> str:
    return re.sub(r"\s+", "", clause.translate(_FULL_WIDTH))


@frozen
class Clause:
    """The register's entry for one clause: a summary in our own words and what it became.

    `ids` are the criteria, levers, duties and causes that rest on the clause. A clause that is
    not modelled says why in `reason`.
    """

    clause: str
    status: ClauseStatus
    summary: Text
    ids: tuple[str, ...] = ()
    reason: Text | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a clause that is left out without a reason."""
        if self.status == "not_modelled" and self.reason is None:
            msg = f"clause {self.clause}: status not_modelled needs a reason"
            raise ValueError(msg)


def entry(clause: str, status: ClauseStatus, zh: str, en: str, *ids: str) -> Clause:
    """Return the register's entry of a clause that became something; `ids` rest on it."""
    return Clause(clause, status, Text(zh, en), ids=ids)


def left_out(clause: str, zh: str, en: str, reason: Text) -> Clause:
    """Return the register's entry of a clause that is not modelled, with the reason."""
    return Clause(clause, "not_modelled", Text(zh, en), reason=reason)
