"""Effects: what a decision may do to a title."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

EffectKind = Literal["keep", "renew", "warn", "lose_standing", "lose", "admit"]

RESULTS = ("none", "kept", "renewed", "warned", "standing_lost", "lost", "admitted")
"""What a sitting can have decided; the index is the code kept in a title's memory."""

RESULT_OF: dict[EffectKind, int] = {
    "keep": 1,
    "renew": 2,
    "warn": 3,
    "lose_standing": 4,
    "lose": 5,
    "admit": 6,
}


@frozen
class Effect:
    """One effect on a title; a loss has its cause and the clause it rests on."""

    kind: EffectKind
    cause: str = ""
    citation: str = ""


def keep() -> Effect:
    """Leave the title as it is."""
    return Effect("keep")


def renew() -> Effect:
    """Extend the title by the policy's term, counted from the old expiry."""
    return Effect("renew")


def warn(*, cite: str = "") -> Effect:
    """Warn: the title stays, and later sittings may ask for it (`earlier`)."""
    return Effect("warn", citation=cite)


def lose_standing(cause: str, *, cite: str) -> Effect:
    """Take the standing for re-review: the title runs to its expiry and cannot be renewed."""
    return Effect("lose_standing", cause, cite)


def lose(cause: str, *, cite: str) -> Effect:
    """Take the title, for a cause."""
    return Effect("lose", cause, cite)


def admit() -> Effect:
    """Grant the title; its term starts on the day."""
    return Effect("admit")
