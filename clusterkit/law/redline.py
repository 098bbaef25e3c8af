"""The redline between two versions of a law: what the later one strikes, and what it writes instead.

Levers, criteria and decisions are compared by their names. What a bound asks of what, in which years and
on which side is told with its criterion; its number with its lever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from clusterkit.law.criterion import Bound, Criterion, Fixed, named
from clusterkit.law.decision import Decision
from clusterkit.law.policy import Policy
from clusterkit.law.text import Text
from clusterkit.law.window import keys_of

What = Literal["lever", "criterion", "decision"]
Told = tuple[Text, str, Text]
"""A provision as it is told: its title, its clause, and what it says."""

_KINDS: Final[Mapping[str, Text]] = {
    "Group": Text("组合条件", "several conditions"),
    "Requirement": Text("文字要求", "asked in words"),
    "ByGroup": Text("分组要求", "by group"),
    "Either": Text("分情形要求", "one of two by a test"),
    "Scored": Text("评分表", "a points table"),
    "Steps": Text("分档计分", "points by steps"),
    "AmongLowest": Text("末位", "among the lowest"),
    "Recognised": Text("上级认定", "recognition"),
    "FromFunction": Text("专门函数", "a function of its own"),
}


@frozen
class Amendment:
    """One provision in two versions of a law; `old` is None where it is added, `new` where it is struck."""

    what: What
    key: str
    title: Text
    citation: str
    old: Text | None
    new: Text | None

    @property
    def change(self) -> Literal["added", "struck", "changed"]:
        """What became of the provision."""
        if self.old is None:
            return "added"
        return "struck" if self.new is None else "changed"

    def as_dict(self) -> dict[str, Any]:
        """Return the row of the machine-readable output."""
        return {
            "what": self.what,
            "key": self.key,
            "title": self.title.as_dict(),
            "citation": self.citation,
            "change": self.change,
            "old": None if self.old is None else self.old.as_dict(),
            "new": None if self.new is None else self.new.as_dict(),
        }


def redline(old: Policy, new: Policy) -> tuple[Amendment, ...]:
    """Return what differs between two versions of a law: criteria, levers, then decisions, in the order of the law.

    A provision that stays is told under its clause in the new version, one that is struck under its old one.
    """
    return (
        *_compared("criterion", _criteria(old), _criteria(new)),
        *_compared("lever", _levers(old), _levers(new)),
        *_compared("decision", _decisions(old), _decisions(new)),
    )


def _compared(what: What, old: Mapping[str, Told], new: Mapping[str, Told]) -> Iterator[Amendment]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        title, citation, _ = after or before or (Text("", ""), "", Text("", ""))
        says = [None if one is None else one[2] for one in (before, after)]
        if says[0] != says[1]:
            yield Amendment(what, key, title, citation, says[0], says[1])


def _criteria(policy: Policy) -> dict[str, Told]:
    return {one.id: (one.title, one.citation, _criterion(one)) for one in policy.criteria}


def _levers(policy: Policy) -> dict[str, Told]:
    """Return the levers that stand by themselves: a bound at a review that follows another is not told twice."""
    keys = {lever.key for lever in policy.levers}
    own = (lever for lever in policy.levers if lever.follows not in keys)
    return {lever.key: (lever.title, lever.citation, _same(lever.shown(lever.default))) for lever in own}


def _decisions(policy: Policy) -> dict[str, Told]:
    return {one.key: (one.title, one.citation, _decision(one)) for one in policy.decisions}


def _criterion(criterion: Criterion) -> Text:
    """Tell what a criterion asks, but for its numbers."""
    if isinstance(criterion, Bound | Fixed):
        asked, window = f"{' + '.join(keys_of(criterion.subject))} {criterion.operator}", criterion.window.title
        return Text(f"{asked} ({window.zh})", f"{asked} ({window.en})")
    kind = _KINDS.get(type(criterion).__name__, _same(type(criterion).__name__))
    inner = ", ".join(part.id for part in criterion.parts if part.id)
    read = f": {inner}" if inner else ""
    return Text(f"{kind.zh}{read}", f"{kind.en}{read}")


def _decision(decision: Decision) -> Text:
    """Tell what a decision asks and its rules in their order, as the law's values name them."""
    ids = [] if decision.standard is None else [one.id for one in named(decision.standard)]
    asked = f"[{', '.join(dict.fromkeys(ids))}] " if ids else ""
    rules = (f"{rule.condition.name} → {rule.effect.kind} {rule.effect.cause}".strip() for rule in decision.rules)
    return _same(asked + "; ".join(rules))


def _same(words: str) -> Text:
    return Text(words, words)
