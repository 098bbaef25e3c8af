"""The register: everything that the law's values cite stands in it, and cue words agree with operators."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.law.citation import same_clause
from clusterkit.law.coverage import OPERATOR_OF_CUE, findings
from clusterkit.law.criterion import walk
from clusterkit.law.points import Steps
from clusterkit.law.policy import Policy
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject
from clusterkit.testing.trial import bounds_in, roots_of_law

_CUE = "cue word"


def check(subject: Subject) -> Iterator[Flaw]:
    """Find what cites a clause that the register lacks, and clauses left unclassified or resting on nothing."""
    for policy in subject.policies:
        if not policy.register:
            yield Flaw("register", policy.key, "has no register; list every clause of the text, and what became of it")
        for line in findings(policy):
            if _CUE not in line:
                yield Flaw("register", policy.key, line)
        yield from _twice(policy)


def words(subject: Subject) -> Iterator[Flaw]:
    """Compare the deciding word of every bound with its operator."""
    for policy in subject.policies:
        for line in findings(policy):
            if _CUE in line:
                where, _, what = line.partition(": ")
                yield Flaw("words", where, f"{what}; correct whichever is not in the text")
        yield from dict.fromkeys(_steps(policy))


def _steps(policy: Policy) -> Iterator[Flaw]:
    """Compare the deciding words of steps, each a bound of its own, with the operator of them all."""
    steps = (part for _, root in roots_of_law(policy) for part in walk(root) if isinstance(part, Steps))
    for bound in (bound for part in steps for bound in bounds_in(part)):
        cue = bound.lever.cue
        if cue is not None and OPERATOR_OF_CUE.get(cue) != bound.operator:
            meant = OPERATOR_OF_CUE.get(cue, "nothing that is known")
            yield Flaw(
                "words", f"lever {bound.lever.key}", f"cue word {cue} means {meant}, the steps say {bound.operator}"
            )


def _twice(policy: Policy) -> Iterator[Flaw]:
    for place, clause in enumerate(policy.register):
        if any(same_clause(clause.clause, other.clause) for other in policy.register[:place]):
            yield Flaw("register", policy.key, f"clause {clause.clause} is entered twice; join the two")
