"""Sweeps of a place's own law: at every value of every bound, the counts are those of a run of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from clusterkit.law.provisions import Change
from clusterkit.law.text import Text
from clusterkit.plugins import Plugins
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement, supposed
from clusterkit.study.monotone import NOT_ALONE, NOT_MONOTONE, READ_ELSEWHERE, why_not
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study, prepare
from clusterkit.study.sweep import sweep
from tests.simulation.proofs import Place, edges
from tests.simulation.steady import frequent
from tests.study.swept import assert_equal, tallies_of

MOVES = (-0.5, -0.1, 0.05, 0.5)
"""How far bounds are moved, in units of their size: two more lenient ones and two stricter ones."""
DATED = (
    "area_binding=yes", "incomplete_passes=yes@2028-05-05", "new_rules_at_review=no", "term_years=2@2029-03-04",
    "review_every=1@2029-01-01", "in_force_until=2031-05-05", "lapse=ends", "review_lag_days=30",
)  # fmt: skip
"""A law that is changed on dates and runs out; a place takes of it what it has."""


class Swept:
    """Every bound of the review, moved to more lenient and stricter values."""

    place: ClassVar[Place]
    apart: ClassVar[Mapping[str, Text]] = {
        "gradient.first": NOT_ALONE, "gradient.second": NOT_ALONE, "plan_attainment_min": READ_ELSEWHERE,
    }  # fmt: skip

    @pytest.mark.parametrize("missing", ["assume", "unknown"])
    @pytest.mark.parametrize("pardon", [0.0, 0.5])
    def test_every_value_of_every_bound_is_a_run_of_its_own(self, missing: str, pardon: float) -> None:
        enforcement = Enforcement((supposed(self.place.policy.key, pardon),)) if pardon else AS_WRITTEN
        found = self._checked(self._study(Scenario(BASELINE, (), enforcement), missing))
        # Under pardons, a figure that is not known can cost a title that a worse one would not.
        assert found <= ({"critical_value", "scenario_axis"} if pardon and missing == "unknown" else {"critical_value"})

    def test_it_is_so_too_under_a_law_that_changes_on_dates_and_runs_out(self) -> None:
        levers = {lever.key: lever for lever in self.place.policy.levers}
        key = self.place.policy.key
        settings = [f"{key}.{one}" for one in DATED if f"{key}.{one.partition('=')[0]}" in levers]
        assert settings
        found = self._checked(self._study(Scenario.of(BASELINE, levers, settings), "assume"))
        assert found == {"critical_value"}

    def test_a_bound_in_a_group_or_of_the_plan_is_run_value_by_value(self) -> None:
        plan = self._study(Scenario(BASELINE), "assume").plan
        reasons = {edge.lever.key: why_not(plan, edge.lever.key) for edge in edges(self.place.policy)}
        place = f"{self.place.policy.key}."
        found = {
            lever.removeprefix(place).removeprefix("retention."): reason
            for lever, reason in reasons.items()
            if reason is not None
        }
        assert found == self.apart

    def _study(self, scenario: Scenario, missing: str) -> Study:
        place = self.place
        return prepare(
            place.portfolio, policies=[place.policy], dynamics=[frequent(place.dynamics)], plugins=Plugins({}),
            scenarios=[scenario], missing="unknown" if missing == "unknown" else "assume", replications=8,
        )  # fmt: skip

    def _checked(self, study: Study) -> set[str]:
        """Sweep each bound, every other one at the review alone, and return the ways in which that was done."""
        followed = [edge for edge in edges(self.place.policy) if why_not(study.plan, edge.lever.key) is None]
        some = [edge for edge in followed if edge.lever.follows is None][::2]
        twins = [edge for edge in followed if edge.lever.follows is not None][1::2]
        values = {edge.lever.key: sorted({edge.moved(amount) for amount in MOVES}) for edge in (*some, *twins)}
        wanted = iter(tallies_of(study, [(Change(key, one),) for key, own in values.items() for one in own]))
        methods = set()
        for key, own in values.items():
            found = sweep(study, key, own)
            assert found.reason in {None, NOT_MONOTONE}
            methods.add(found.method)
            assert_equal([dict(one) for one in found.tallies], [next(wanted) for _ in own])
        return {str(method) for method in methods}
