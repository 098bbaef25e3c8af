"""Where each cluster stands on the first day of a run, under the law of each scenario, by its figures on file."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen

from clusterkit.assessment import Standard, assess
from clusterkit.law.policy import Policy
from clusterkit.plugins import Plugins
from clusterkit.study.simulate import Study
from clusterkit.verdict import ClusterVerdict

STANDARDS: Final[tuple[Standard, Standard]] = ("admission", "retention")


@frozen
class Position:
    """One cluster's verdict in one scenario, by the standard that awaits it."""

    scenario: str
    standard: Standard
    verdict: ClusterVerdict


MOST_POSITIONS: Final = 5_000
"""So many verdicts can be read by people, and do not outgrow a run in bounded memory."""


def positions(study: Study, plugins: Plugins | None = None) -> tuple[Position, ...] | None:
    """Return every cluster's verdict on the first day, by scenario, then by policy and cluster.

    A title that is held is measured by what a re-review asks, a candidate by what admission asks. None
    where these would be more than `MOST_POSITIONS`.
    """
    if len(study.portfolio) * len(study.scenarios) > MOST_POSITIONS:
        return None
    plugins = Plugins() if plugins is None else plugins
    return tuple(
        one
        for place, scenario in enumerate(study.scenarios)
        for policy in study.plan.policies
        for one in _of_policy(study, policy, place, scenario.name, plugins)
    )


def _of_policy(study: Study, policy: Policy, scenario: int, name: str, plugins: Plugins) -> list[Position]:
    if not set(study.portfolio.clusters["jurisdiction"].astype(str)) & set(policy.scope):
        return []
    day = date(study.plan.first_year, 1, 1)
    own = {lever.key for lever in policy.levers}
    changes = tuple(change for change in study.scenarios[scenario].changes if change.lever in own)
    held_by = study.portfolio.held(policy.key).certified_on
    held = {
        str(cluster)
        for cluster, since in zip(study.portfolio.cluster_id, held_by, strict=True)
        if 0 < since <= day.toordinal()
    }
    # Whole each time: a standard may rank the clusters among one another.
    asked, kept = (
        assess(study.portfolio, day, policies=[policy], standard=standard, plugins=plugins, changes=changes).results
        for standard in STANDARDS
    )
    return [
        Position(name, "retention", again) if again.cluster_id in held else Position(name, "admission", first)
        for first, again in zip(asked, kept, strict=True)
    ]
