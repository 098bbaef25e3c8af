"""The ladder: clusters climb from their own place's title to those of higher levels, within one run.

Each measure of a higher level then also governs the clusters of the lower measures in the run, from the
levels that it names. What it asks besides, such as the lower title on the day of the round, is its own law.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from clusterkit.errors import InputError
from clusterkit.law.policy import Policy


def with_ladder(policies: Sequence[Policy]) -> list[Policy]:
    """Return the policies of a run, those of higher levels with the clusters of the lower ones in their scope.

    Raises InputError where no measure of the run takes in the clusters of another.
    """
    found = [evolve(policy, scope=(*policy.scope, *_below(policy, policies))) for policy in policies]
    if all(new.scope == old.scope for new, old in zip(found, policies, strict=True)):
        names = ", ".join(policy.key for policy in policies)
        raise InputError(
            f"--ladder: none of {names} takes in the clusters of another; add the measure of a higher level, "
            "such as --jurisdiction PLACE --jurisdiction NATION"
        )
    return found


def _below(policy: Policy, policies: Sequence[Policy]) -> list[str]:
    lower = [one for one in policies if one.level in policy.climbs_from]
    return [place for one in lower for place in one.scope if place not in policy.scope]
