"""Ids: each unique, and under the name of its policy, so that two plugins never mean different things by one word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clusterkit.law import Criterion, Indicator, Policy, Text
from clusterkit.law.amendment import Amended
from clusterkit.law.lever import Lever
from clusterkit.testing.contents import contents
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject
from clusterkit.testing.trial import roots_of_law


def check(subject: Subject) -> Iterator[Flaw]:
    """Compare the ids of every policy, and the keys of the plugin's own columns."""
    for policy in subject.policies:
        yield from _criteria(policy)
        yield from _levers(policy)
        for what, keys in (
            ("decision", [one.key for one in policy.decisions]),
            ("duty", [one.key for one in policy.duties]),
            ("target", [one.key for one in policy.targets]),
            ("requirement", [one.key for one in policy.requirements]),
        ):
            for key, times in Counter(keys).items():
                if times > 1:
                    yield Flaw("names", f"{policy.key}.{key}", f"{times} {what}s have this key; rename all but one")
    names = {subject.name, *(policy.key for policy in subject.policies)}
    for column in (*subject.own_columns, *_ratios(subject)):
        if not any(column.key.startswith(f"{name}_") for name in names):
            yield Flaw(
                "names", column.key, f"a column of the plugin's own starts with its name: {min(names)}_{column.key}"
            )


def texts(subject: Subject) -> Iterator[Flaw]:
    """Find what has no words for people in Chinese or English."""
    for policy in subject.policies:
        told: list[tuple[str, Text]] = [(f"policy {policy.key}", policy.title)]
        told += [(f"lever {one.key}", one.title) for one in policy.levers]
        told += [(f"criterion {one.id}", one.title) for one in policy.criteria]
        told += [(f"duty {one.key}", one.title) for one in policy.duties]
        told += [(f"decision {one.key}", one.title) for one in policy.decisions]
        told += [(f"clause {one.clause}", one.summary) for one in policy.register]
        told += [(f"column {one.key}", one.title) for one in (*policy.requirements, *subject.own_columns)]
        for where, text in dict.fromkeys(told):
            for language, word in (("Chinese", text.zh), ("English", text.en)):
                if not word.strip():
                    yield Flaw("texts", where, f"has no words in {language}; write what a reader would call it")


def _criteria(policy: Policy) -> Iterator[Flaw]:
    for where, root in roots_of_law(policy):
        yield from dict.fromkeys(flaw for text in (0, -1) for flaw in _ids(policy, where, list(_walk(root, text))))


def _ids(policy: Policy, where: str, parts: list[Criterion]) -> Iterator[Flaw]:
    named = [one for one in parts if one.id]
    # A criterion that only some clusters are asked carries the id of the one inside it.
    inner = {id(part) for one in named for part in one.parts if part.id == one.id}
    counted: dict[str, list[Criterion]] = {}
    for one in named:
        if id(one) not in inner:
            counted.setdefault(one.id, []).append(one)
    for key, found in counted.items():
        if any(one != found[0] for one in found):
            yield Flaw(
                "names", key, f"several criteria of the {where} have this id; give all but one an id= of its own"
            )
        if not key.startswith(f"{policy.key}."):
            yield Flaw("names", key, f"a criterion's id starts with its policy's key: {policy.key}.NAME")


def _walk(criterion: Criterion, text: int) -> Iterator[Criterion]:
    """Yield a criterion and all that it is made of; of an amended one the text before (0) or after (-1)."""
    yield criterion
    for part in [criterion.parts[text]] if isinstance(criterion, Amended) else criterion.parts:
        yield from _walk(part, text)


def _levers(policy: Policy) -> Iterator[Flaw]:
    found: dict[str, list[Lever]] = {}
    for lever in contents(policy, Lever):
        found.setdefault(lever.key, []).append(lever)
    reachable = {lever.key for lever in policy.levers}
    for key, levers in found.items():
        if any(lever != levers[0] for lever in levers):
            yield Flaw("names", key, "several levers have this key, with different values or words; rename all but one")
        if not key.startswith(f"{policy.key}."):
            yield Flaw("names", key, f"a lever's key starts with its policy's: {policy.key}.NAME")
        if key not in reachable and levers[0].follows is None:
            yield Flaw(
                "names", key, "no user can set this lever: name it in the `levers` of the construct that reads it"
            )


def _ratios(subject: Subject) -> Iterator[Indicator]:
    from clusterkit.portfolio.columns import DERIVED

    core = {one.key for one in DERIVED}
    return (one for one in subject.indicators.values() if one.table == "derived" and one.key not in core)
