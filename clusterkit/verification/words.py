"""The words of the law that this reading knows, field by field.

The law grows: a value of a kind that is not here, or with a further field that is set, means something that
this reading would pass over. It is refused instead, and what rests on it is not replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import NOTHING, fields

from clusterkit.law import (
    amendment,
    combination,
    criterion,
    decision,
    distinction,
    duty,
    effect,
    indicator,
    judgement,
    lever,
    points,
    policy,
    ranking,
    recognition,
    term,
    window,
)
from clusterkit.verification.limits import NotReplayed

_PLAIN: Final = frozenset({
    "id", "title", "citation", "operator", "unit", "parts", "levers", "indicators", "depth", "across", "recognition",
})  # fmt: skip

KNOWN: Final[Mapping[type, frozenset[str]]] = {
    policy.Policy: frozenset({
        "key", "title", "level", "version", "in_force", "standard", "decisions", "register", "requirements", "term",
        "duties", "plan", "recognition", "readmission", "new_rules_at_review", "targets", "scope", "climbs_from",
        "further_levers",
    }),
    policy.InForce: frozenset({"starts", "citation", "until", "lapse"}),
    term.Term: frozenset({"years", "citation", "first", "counted_to"}),
    duty.Duty: frozenset({"key", "title", "citation", "deadline", "first", "never_sent", "holiday", "sent_as", "of"}),
    duty.Members: frozenset({"fact", "groups", "others"}),
    decision.Decision: frozenset({"key", "title", "citation", "occasion", "rules", "standard", "undecided"}),
    decision.OnEvent: frozenset({"kind"}),
    decision.OnDeadline: frozenset({"duty"}),
    decision.AtExpiry: frozenset({"lag", "window"}),
    decision.AtMendingEnd: frozenset(),
    decision.Every: frozenset({"years", "first", "on"}),
    decision.Round: frozenset({"on"}),
    decision.Rule: frozenset({"condition", "effect"}),
    effect.Effect: frozenset({"kind", "cause", "citation", "within", "bar", "bar_group"}),
    lever.Lever: frozenset({
        "key", "default", "unit", "kind", "title", "citation", "legal_range", "whole", "optional", "choices",
        "interpretation", "assumed", "follows", "cue", "amends",
    }),
    indicator.Indicator: frozenset({
        "key", "title", "unit", "kind", "table", "legal_range", "headers", "citation", "binding", "whole",
        "numerator", "denominator", "factor", "scale",
    }),
    criterion.Bound: frozenset({
        "subject", "operator", "lever", "window", "binding", "name", "parts", "across", "recognition",
    }),
    criterion.Fixed: _PLAIN | {"subject", "compare", "window", "bound"},
    criterion.Requirement: _PLAIN | {"key", "binding"},
    recognition.Recognised: _PLAIN | {"binding"},
    recognition.OwnTitle: _PLAIN | {"own", "binding"},
    amendment.Amended: _PLAIN | {"since"},
    combination.Group: _PLAIN | {"join"},
    combination.Where: _PLAIN | {"fact"},
    distinction.ByGroup: _PLAIN | {"fact", "groups"},
    distinction.Either: _PLAIN | {"test"},
    points.Scored: _PLAIN | {"points", "gates"},
    points.Steps: _PLAIN | {"subject", "compare", "window", "steps"},
    ranking.AmongLowest: _PLAIN | {"count", "key", "within"},
    judgement.FromFunction: _PLAIN | {"function"},
    window.Sum: frozenset({"keys"}),
    window.Latest: frozenset({"title", "levers", "depth"}),
    window.EachOfLast: frozenset({"years", "largest"}),
    window.Growth: frozenset({"years", "mean", "title"}),
    window.Falling: frozenset({"years", "title"}),
    window.Rising: frozenset({"years", "title"}),
    window.IncidentFree: frozenset({"years", "scope", "kind", "title"}),
    window.Age: frozenset({"title", "levers", "depth"}),
}  # fmt: skip
"""The kinds of values that are read, each with the fields that are read or that decide nothing."""


def known(value: Any, name: str) -> None:
    """Raise NotReplayed for a value that says more than is read here; `name` says whose it is."""
    kind = type(value)
    if kind not in KNOWN:
        raise NotReplayed(
            f"{name} 的类型 {kind.__name__} 不在可重算之列",
            f"{name} is of a kind that is not recomputed ({kind.__name__})",
        )
    for field, default in _FURTHER[kind]:
        if getattr(value, field) != default:
            raise NotReplayed(
                f"{name} 的“{field}”不在可重算之列", f"the {field} of {name} is not one that is recomputed"
            )


def _further(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a kind that are not read, with what they hold where nothing is said."""
    own = [one for one in fields(kind) if one.name not in KNOWN[kind]]
    return tuple((one.name, None if one.default is NOTHING else one.default) for one in own)


_FURTHER: Final[Mapping[type, tuple[tuple[str, Any], ...]]] = {kind: _further(kind) for kind in KNOWN}
