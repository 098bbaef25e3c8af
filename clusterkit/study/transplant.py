"""One place's law on another place's clusters: what would this standard make of those clusters?

The clusters keep their own motion and their own dates: a title held at home counts as one granted under
the law in question on the same day. Figures and reports that only that law asks for are drawn from its
own place's model, which is ASSUMED; requirements in words that the clusters were never asked are blank
in their tables and drawn as such, or left out of the law with `numbers_only`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import evolve, fields, frozen

from clusterkit.errors import InputError
from clusterkit.law.combination import Group
from clusterkit.law.criterion import Criterion, Requirement
from clusterkit.law.policy import Policy
from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio, TitleRow
from clusterkit.simulation.dynamics import ASSUMED, Blank, Dynamics, Input, Process, Reporting
from clusterkit.simulation.standard import standard_dynamics

if TYPE_CHECKING:
    from clusterkit.plugins import Plugins

Part = TypeVar("Part", bound="Process | Reporting | Blank")


@frozen
class Transplant:
    """The law of `policies` (keys) for the clusters of `places`; `numbers_only` leaves requirements in words out."""

    policies: tuple[str, ...]
    places: tuple[str, ...]
    numbers_only: bool = False

    @property
    def text(self) -> Text:
        """What it does, for the list of assumptions."""
        laws, places = ", ".join(self.policies), ", ".join(self.places)
        if self.numbers_only:
            zh, en = "定性要求不计", "requirements in words are left out"
        else:
            zh, en = "未被问过的定性要求视为空缺", "requirements in words that they were never asked are blank"
        return Text(
            f"以{laws}的办法评定{places}的集群,原认定日期视同按该办法认定;{zh}",
            f"the law of {laws} for the clusters of {places}, their dates taken as granted under it; {en}",
        )

    def of(self, plugins: Plugins, portfolio: Portfolio) -> tuple[list[Policy], Portfolio]:
        """Return the policies with their new scope, and the clusters with titles under them.

        Raises UnknownNameError for a policy, InputError where the portfolio has none of the clusters.
        """
        laws = [self.law(plugins.policy(key)) for key in self.policies]
        rows = np.isin(portfolio.clusters["jurisdiction"].astype(str), self.places)
        if not rows.any():
            raise InputError(f"--on-clusters-of {', '.join(self.places)}: the portfolio has no cluster of them")
        clusters = portfolio if rows.all() else portfolio.subset(rows)
        return laws, evolve(clusters, titles=(*clusters.titles, *self._titles(clusters)))

    def law(self, policy: Policy) -> Policy:
        """Return a policy for the clusters of the places."""
        moved = evolve(policy, scope=self.places)
        if not self.numbers_only:
            return moved
        decisions = tuple(
            decision if decision.standard is None else evolve(decision, standard=_numbers(decision.standard))
            for decision in policy.decisions
        )
        return evolve(moved, standard=_numbers(policy.standard), decisions=decisions, requirements=())

    def models(self, models: Mapping[str, Dynamics], laws: Iterable[Policy], plugins: Plugins) -> dict[str, Dynamics]:
        """Return the places' models, with what only the new laws ask for taken from those laws' own places."""
        found = dict(models)
        for law in laws:
            home = plugins.dynamics.get(law.key) or standard_dynamics("standard", (law.key,))
            asked = _columns(law, plugins)
            for place in self.places:
                if place in found and place != law.key:
                    found[place] = _joined(found[place], home, asked)
        return found

    def _titles(self, portfolio: Portfolio) -> list[TitleRow]:
        """Return each cluster's home title as one under every other law."""
        found = []
        for key in self.policies:
            there = set(portfolio.cluster_id[portfolio.held(key).certified_on > 0])
            for place in self.places:
                held = portfolio.held(place)
                for row in np.flatnonzero((held.certified_on > 0) & (portfolio.clusters["jurisdiction"] == place)):
                    name = str(portfolio.cluster_id[row])
                    if key != place and name not in there:
                        found.append(TitleRow(name, key, int(held.certified_on[row]), int(held.expires_on[row])))
        return found


def _numbers(criterion: Criterion) -> Criterion:
    """Return a standard without its requirements in words."""
    if not isinstance(criterion, Group):
        return criterion
    kept = tuple(_numbers(part) for part in criterion.parts if not isinstance(part, Requirement))
    return evolve(criterion, parts=kept)


def _columns(law: Policy, plugins: Plugins) -> set[str]:
    """Return the yearly columns and ratios that a law reads."""
    known = plugins.indicators
    asked = set(law.indicators)
    for key in law.indicators:
        if key in known:
            asked |= {part for part in (known[key].numerator, known[key].denominator) if part is not None}
    return asked


def _joined(model: Dynamics, home: Dynamics, asked: set[str]) -> Dynamics:
    """Return a model with the processes, blanks and reports of another that are asked for and that it lacks."""
    moved = {process.key for process in model.processes}
    sent = {reporting.column for reporting in model.reporting}
    processes = _borrowed([one for one in home.processes if one.key in asked - moved], home)
    reporting = _borrowed([one for one in home.reporting if one.column in asked - sent], home)
    missing = [key for key in home.blanks if key in asked and key not in model.blanks]
    blanks = dict(zip(missing, _borrowed([home.blanks[key] for key in missing], home), strict=True))
    if not processes and not reporting and not blanks:
        return model
    return evolve(
        model,
        processes=(*model.processes, *processes),
        reporting=(*model.reporting, *reporting),
        blanks={**model.blanks, **blanks},
    )


def _borrowed(parts: Sequence[Part], home: Dynamics) -> list[Part]:
    """Return parts of a model with every number marked as assumed for the clusters of another place."""
    found = []
    for part in parts:
        values: dict[str, Any] = {one.name: getattr(part, one.name) for one in fields(type(part))}
        inputs: dict[str, Any] = {
            name: evolve(one, source=f"{ASSUMED}: as in the model {home.key} ({one.source})")
            for name, one in values.items()
            if isinstance(one, Input)
        }
        found.append(evolve(part, **inputs))
    return found
