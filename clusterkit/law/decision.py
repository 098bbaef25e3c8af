"""Decisions: an occasion, a standard, and ordered rules of which the first that holds gives the effect."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from clusterkit.law.condition import Condition, always
from clusterkit.law.criterion import Criterion, walk
from clusterkit.law.effect import Effect
from clusterkit.law.lever import Lever
from clusterkit.law.text import Text


@frozen
class OnEvent:
    """The day on which a cause is established: a dated event of a kind."""

    kind: str


@frozen
class OnDeadline:
    """The day after a duty's deadline, for those who missed it."""

    duty: str


@frozen
class AtExpiry:
    """Each title's own expiry day, or `lag` days after it.

    Who has not applied for renewal by then may still do so within `window` months of the expiry: the
    title is held, and reviewed on the day of the application, or on the window's last day without one.
    """

    lag: Lever
    window: Lever | None = None


@frozen
class AtMendingEnd:
    """The last day of each title's own period to mend."""


@frozen
class Every:
    """Every n-th calendar year from a first one, on a day of the year, for every title held."""

    years: Lever
    first: Lever
    on: Lever


@frozen
class Round:
    """Once a year on a day of the year, for the clusters that hold no title."""

    on: Lever


Occasion = OnEvent | OnDeadline | AtExpiry | AtMendingEnd | Every | Round
REVIEWS = (AtExpiry, AtMendingEnd, Every)
"""The occasions on which the titles held are judged again."""


@frozen
class Rule:
    """An effect and the condition under which it is given."""

    condition: Condition
    effect: Effect


def when(condition: Condition, effect: Effect) -> Rule:
    """Return the rule that gives an effect under a condition."""
    return Rule(condition, effect)


def otherwise(effect: Effect) -> Rule:
    """Return the rule that gives an effect to all that are left."""
    return Rule(always, effect)


@frozen
class Decision:
    """One decision of a policy. Nothing else changes a title.

    `standard` is what the rules' `met`, `not_met` and `unknown` speak of. A title for which a
    condition cannot be known, and that no rule before caught, gets the effect `undecided`.
    """

    key: str
    title: Text
    citation: str
    occasion: Occasion
    rules: tuple[Rule, ...]
    standard: Criterion | None = None
    undecided: Effect | None = None

    @property
    def levers(self) -> Iterator[Lever]:
        """The levers of the occasion, the rules, their effects and every criterion in it."""
        for name in ("lag", "window", "years", "first", "on"):
            lever = getattr(self.occasion, name, None)
            if lever is not None:
                yield lever
        for rule in self.rules:
            yield from rule.condition.levers
        for effect in self.effects:
            yield from effect.levers
        for criterion in self.criteria:
            yield from criterion.levers

    @property
    def criteria(self) -> Iterator[Criterion]:
        """Every criterion that the decision may judge, with its parts."""
        roots = [] if self.standard is None else [self.standard]
        roots += [criterion for rule in self.rules for criterion in rule.condition.criteria]
        for root in roots:
            yield from walk(root)

    @property
    def looks_back(self) -> int:
        """How many earlier sittings the rules ask about."""
        return max((rule.condition.looks_back for rule in self.rules), default=0)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects that it can have."""
        own = tuple(rule.effect for rule in self.rules)
        return own if self.undecided is None else (*own, self.undecided)

    @property
    def settles(self) -> bool:
        """True where every title before it is lost or renewed, whatever is found."""
        kinds = {effect.kind for effect in self.effects}
        return kinds <= {"lose", "renew"} and bool(self.rules) and self.rules[-1].condition is always


def on_event(kind: str, *rules: Rule, title: Text, cite: str, key: str | None = None) -> Decision:
    """Return the decision on the day a cause is established."""
    return Decision(key or kind, title, cite, OnEvent(kind), rules)


def on_deadline(duty: str, *rules: Rule, title: Text, cite: str, key: str | None = None) -> Decision:
    """Return the decision on the day after a duty's deadline, for those who missed it."""
    return Decision(key or f"late_{duty}", title, cite, OnDeadline(duty), rules)


def at_expiry(
    standard: Criterion,
    *rules: Rule,
    lag: Lever,
    window: Lever | None = None,
    title: Text,
    cite: str,
    undecided: Effect | None = None,
) -> Decision:
    """Return the re-review at each title's expiry; `window` is how many months after it renewal may be sought.

    What it leaves held and not mending has a new term, also where it is kept or warned.
    """
    return Decision("re_review", title, cite, AtExpiry(lag, window), rules, standard, undecided)


def at_mending_end(
    standard: Criterion, *rules: Rule, title: Text, cite: str, undecided: Effect | None = None
) -> Decision:
    """Return the decision on the last day of a period to mend: `lose`, `mend` again, or the title stays.

    A term that ran out meanwhile is followed by another, counted from the old expiry.
    """
    return Decision("mending_end", title, cite, AtMendingEnd(), rules, standard, undecided)


def every(
    years: Lever,
    standard: Criterion,
    *rules: Rule,
    first: Lever,
    on: Lever,
    title: Text,
    cite: str,
    undecided: Effect | None = None,
    key: str = "periodic_review",
) -> Decision:
    """Return the review of every title in every n-th year."""
    return Decision(key, title, cite, Every(years, first, on), rules, standard, undecided)


def in_round(on: Lever, standard: Criterion, *rules: Rule, title: Text, cite: str) -> Decision:
    """Return the yearly admission round."""
    return Decision("admission_round", title, cite, Round(on), rules, standard)
