"""Effects: what a decision may do to a title."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from clusterkit.law.lever import Lever

EffectKind = Literal["keep", "renew", "warn", "lose_standing", "lose", "admit", "mend", "put_off"]

RESULTS = ("none", "kept", "renewed", "warned", "standing_lost", "lost", "admitted", "mending")
"""What a sitting can have decided; the index is the code kept in a title's memory."""

RESULT_OF: dict[EffectKind, int] = {
    "keep": 1,
    "renew": 2,
    "warn": 3,
    "lose_standing": 4,
    "lose": 5,
    "admit": 6,
    "mend": 7,
}


@frozen
class Effect:
    """One effect on a title; a loss has its cause and the clause it rests on.

    `within` is the period to mend, in months. `bar` is for how many years a loss bars the cluster from
    later rounds, or all clusters that share the text fact `bar_group`.
    """

    kind: EffectKind
    cause: str = ""
    citation: str = ""
    within: Lever | None = None
    bar: Lever | None = None
    bar_group: str = ""

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All its levers."""
        return tuple(lever for lever in (self.within, self.bar) if lever is not None)


PUT_OFF = Effect("put_off")
"""No rule's effect: a review that waits, because renewal may still be applied for."""


def keep() -> Effect:
    """Leave the title as it is; where its term ends, another begins."""
    return Effect("keep")


def renew() -> Effect:
    """Extend the title by the policy's term, counted from the old expiry, with its standing restored."""
    return Effect("renew")


def warn(*, cite: str = "") -> Effect:
    """Warn: the title stays as with `keep`, and later sittings may ask for the warning (`earlier`)."""
    return Effect("warn", citation=cite)


def mend(*, within: Lever, cite: str) -> Effect:
    """Give some months to mend: the title stays, and the decision at the end of the period says what follows.

    The period runs to the same day of the month, which is still inside. Meanwhile no review asks for the title.
    """
    return Effect("mend", citation=cite, within=within)


def lose_standing(cause: str, *, cite: str) -> Effect:
    """Take the standing for re-review: the title runs to its expiry and cannot be renewed."""
    return Effect("lose_standing", cause, cite)


def lose(cause: str, *, cite: str, bar: Lever | None = None, bar_group: str = "") -> Effect:
    """Take the title, for a cause.

    `bar` (years; none for no bar) keeps the cluster out of rounds up to and including the same day so
    many years on; with `bar_group`, a text fact such as `province`, all clusters of its group.
    """
    return Effect("lose", cause, cite, bar=bar, bar_group=bar_group)


def admit() -> Effect:
    """Grant the title; its term starts on the day."""
    return Effect("admit")
