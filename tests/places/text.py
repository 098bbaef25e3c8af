"""Every policy against its text: operators, bounds, levers, causes, and the register of its clauses."""

from __future__ import annotations

from typing import ClassVar

import pytest

from clusterkit.law.citation import same_clause
from clusterkit.law.criterion import Requirement, walk
from clusterkit.law.truth import MET, NOT_MET
from tests.places.place import Place

READS = {
    "以上": ">=", "不低于": ">=", "不少于": ">=", "达到": ">=", "高于": ">", "超过": ">", "超": ">",
    "不超过": "<=", "不高于": "<=", "以下": "<=", "低于": "<", "不满": "<",
}  # fmt: skip


class Stated:
    """The standard, the levers and the causes are those of the place's tables."""

    place: ClassVar[Place]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run every test of a `name` for each number of the place's standard."""
        if "name" in metafunc.fixturenames:
            metafunc.parametrize("name", list(self.place.bounds))

    def test_every_number_stands_as_the_text_has_it(self) -> None:
        found = {}
        for name, part in self.place.numbers.items():
            bound, cue = part.lever.default, part.lever.cue
            found[name] = (" ".join(part.indicators), part.operator, bound, part.unit, cue, part.citation)
        assert found == self.place.bounds

    def test_the_operator_is_the_one_that_the_word_means(self, name: str) -> None:
        part = self.place.numbers[name]
        assert part.operator == READS[part.lever.cue or ""]

    def test_a_figure_at_its_bound_meets_it_unless_the_operator_is_strict(self, name: str) -> None:
        part = self.place.numbers[name]
        strict = part.operator in {">", "<"}
        assert self.place.at_its_bound(part).item() == (NOT_MET if strict else MET)

    def test_every_requirement_is_a_criterion_of_its_own(self) -> None:
        place = self.place
        wanted = {part.key: part for part in walk(place.policy.standard) if isinstance(part, Requirement)}
        assert list(wanted) == [one.key for one in place.requirements]
        assert all(wanted[one.key].citation == one.citation[0] for one in place.requirements)
        assert place.criteria.keys() == {
            *place.bounds,
            *place.fixed,
            *place.groups,
            *(one.key.removeprefix(f"{place.policy.key}_") for one in place.requirements),
        }

    def test_every_lever_has_its_name_and_default(self) -> None:
        lever = self.place.lever
        others = {name for name in lever if not name.startswith("retention.")} - self.place.bounds.keys()
        assert {name: lever[name].jsonable(lever[name].default) for name in others} == self.place.levers

    def test_the_bound_at_a_re_review_follows_the_one_at_admission(self, name: str) -> None:
        assert self.place.lever[f"retention.{name}"].follows == self.place.key(name)

    def test_every_cause_cites_its_clause(self) -> None:
        found = {(effect.cause, effect.citation) for effect in self.place.effects}
        assert found == set(self.place.causes.items())


class Registered:
    """The register and the policy name the same things."""

    place: ClassVar[Place]

    def test_the_register_lists_every_name_under_the_clause_that_it_cites(self) -> None:
        listed = [(name, clause.clause) for clause in self.place.register for name in clause.ids]
        for name, citation in self.place.cited():
            assert any(name == one and same_clause(citation, clause) for one, clause in listed), (name, citation)

    def test_every_name_in_the_register_is_one_of_the_policy(self) -> None:
        known = {name for name, _ in self.place.cited()} | {f"{scope}.scope" for scope in self.place.policy.scope}
        assert {name for clause in self.place.register for name in clause.ids} <= known
