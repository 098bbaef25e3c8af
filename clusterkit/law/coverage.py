"""Coverage: whether everything that a policy cites is in its register, and cue words agree with operators."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.law.citation import same_clause
from clusterkit.law.criterion import Bound, walk
from clusterkit.law.figure import Operator
from clusterkit.law.policy import Policy

OPERATOR_OF_CUE: dict[str, Operator] = {
    "以上": ">=",
    "及以上": ">=",
    "不低于": ">=",
    "不少于": ">=",
    "达到": ">=",
    "高于": ">",
    "超过": ">",
    "超": ">",
    "以下": "<=",
    "以内": "<=",
    "不超过": "<=",
    "不高于": "<=",
    "低于": "<",
    "不满": "<",
}
"""The operator that each deciding word of a text stands for (Civil Code art. 1259 and ordinary meaning)."""


def findings(policy: Policy) -> tuple[str, ...]:
    """Return what is amiss between a policy and its register, one line each; nothing is the good answer."""
    found = (*_uncited(policy), *_unclassified(policy), *_unresolved(policy), *_cues(policy))
    return tuple(dict.fromkeys(found))


def known_ids(policy: Policy) -> set[str]:
    """Return every id that a clause may rest on."""
    place = policy.key
    ids = {criterion.id for criterion in policy.criteria} | {lever.key for lever in policy.levers}
    ids |= {f"{place}.{duty.key}" for duty in policy.duties}
    ids |= {f"{place}.cause.{cause}" for cause in policy.causes}
    ids |= {f"{place}.target.{target.key}" for target in policy.targets}
    ids |= {f"{place}.scope"}
    if policy.recognition is not None:
        ids |= {
            f"{place}.recognition",
            *(f"{place}.recognition.{name.partition(':')[0]}" for name in policy.recognition.recognition),
        }
    return ids


def _cited(policy: Policy) -> Iterator[tuple[str, str]]:
    for criterion in policy.criteria:
        if criterion.citation:
            yield f"criterion {criterion.id}", criterion.citation
    for lever in policy.levers:
        yield f"lever {lever.key}", lever.citation
    for duty in policy.duties:
        yield f"duty {policy.key}.{duty.key}", duty.citation
    for cause, citation in policy.causes.items():
        yield f"cause {cause}", citation
    for decision in policy.decisions:
        yield f"decision {decision.key}", decision.citation
    for indicator in policy.requirements:
        for citation in indicator.citation:
            yield f"requirement {indicator.key}", citation


def _uncited(policy: Policy) -> Iterator[str]:
    for what, citation in _cited(policy):
        if not any(same_clause(citation, clause.clause) for clause in policy.register):
            yield f"{what} cites {citation}, which is not in the register of {policy.key}"


def _unclassified(policy: Policy) -> Iterator[str]:
    for clause in policy.register:
        if clause.status == "unclassified":
            yield f"clause {clause.clause} of {policy.key} is unclassified"


def _unresolved(policy: Policy) -> Iterator[str]:
    known = known_ids(policy)
    for clause in policy.register:
        for name in clause.ids:
            if name not in known:
                yield f"clause {clause.clause} of {policy.key} names {name}, which the policy does not have"


def _cues(policy: Policy) -> Iterator[str]:
    for root in policy.criteria:
        for criterion in walk(root):
            if not isinstance(criterion, Bound) or criterion.lever.cue is None:
                continue
            expected = OPERATOR_OF_CUE.get(criterion.lever.cue)
            if expected is None:
                yield f"criterion {criterion.id}: cue word {criterion.lever.cue} is not a known one"
            elif expected != criterion.operator:
                cue = criterion.lever.cue
                yield f"criterion {criterion.id}: cue word {cue} means {expected}, the rule says {criterion.operator}"
