"""W2 in OpenFisca, if it is installed: one reform for each floor, fed with the trajectories drawn by hand.

Its law is the workload's: what a review asks of a title held, whom an incident or a late report costs it.
One simulation for each reform has every cluster of every replication as an entity of its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from attrs import frozen

from benchmarks.lanes import BOUNDS, CAUSES, OUTPUT_MIN, YEARS, State, Year, drawn_years
from benchmarks.sweep_lanes import Swept

FIRST: Final = 2001
"""The calendar year that stands for year 1."""
OTHERS: Final = tuple(name for name in BOUNDS if name != "output_min")


def installed() -> bool:
    """Say whether OpenFisca can be imported."""
    return find_spec("openfisca_core") is not None


@frozen(eq=False)
class Law:
    """The workload's law as an OpenFisca system."""

    system: Any
    entity: Any

    @classmethod
    def made(cls) -> Law:
        """Return the law with the workload's own floor."""
        entities = importlib.import_module("openfisca_core.entities")
        systems = importlib.import_module("openfisca_core.taxbenefitsystems")
        parameters = importlib.import_module("openfisca_core.parameters")
        entity = entities.build_entity("cluster", "clusters", "A cluster of one replication", is_person=True)
        system = systems.TaxBenefitSystem([entity])
        floor = {"output_min": {"values": {f"{FIRST - 1}-01-01": {"value": float(np.log(OUTPUT_MIN))}}}}
        system.parameters = parameters.ParameterNode("", data=floor)
        law = cls(system, entity)
        for name in ("incident", "late_report", "reviewed", *OTHERS):
            law.add(name, bool)
        law.add("lowest", float)
        law.add("held", bool, _held)
        law.add("lost_re_review", bool, _lost_re_review)
        for name in ("incident", "late_report"):
            law.add(f"lost_{name}", bool, _lost_to(name))
        law.add("lost_output_min", bool, lambda c, year, law: c("lost_re_review", year) * _short(c, year, law))
        for name in OTHERS:
            law.add(f"lost_{name}", bool, _lost_on(name))
        return law

    def add(self, name: str, kind: type, formula: Callable[[Any, Any, Any], Any] | None = None) -> None:
        """Add a yearly variable of the clusters, with its formula unless it is stated."""
        variables = importlib.import_module("openfisca_core.variables")
        periods = importlib.import_module("openfisca_core.periods")
        body: dict[str, Any] = {
            "value_type": kind, "entity": self.entity, "definition_period": periods.DateUnit.YEAR, "label": name,
        }  # fmt: skip
        if formula is not None:
            body["formula"] = formula
        self.system.add_variable(type(name, (variables.Variable,), body))

    def reformed(self, floor: float) -> Any:
        """Return the law with another floor."""
        reforms = importlib.import_module("openfisca_core.reforms")

        def moved(parameters: Any) -> Any:
            parameters.output_min.update(start=f"{FIRST - 1}-01-01", value=float(np.log(floor)))
            return parameters

        body = {"apply": lambda reform: reform.modify_parameters(modifier_function=moved)}
        return type("Floor", (reforms.Reform,), body)(self.system)


def by_reform(state: State, floors: Sequence[float], replications: int, seed: int) -> Swept:
    """Return the sweep from one reform and one simulation for each floor."""
    law, years = Law.made(), list(drawn_years(state, replications, seed))
    shape = replications, len(state.output)
    retention = np.empty((len(floors), YEARS, replications))
    losses = {name: np.zeros((len(floors), replications), np.int64) for name in (*CAUSES, *BOUNDS)}
    for place, floor in enumerate(floors):
        simulation = _simulation(law.reformed(floor), years, shape[0] * shape[1])
        for year in range(YEARS):
            held = simulation.calculate("held", str(FIRST + year)).reshape(shape)
            retention[place, year] = held.mean(axis=1)
            for name, counts in losses.items():
                if years[year].lowest is not None or name in {"incident", "late_report"}:
                    found = simulation.calculate(f"lost_{name}", str(FIRST + year))
                    counts[place] += found.reshape(shape).sum(axis=1)
    return Swept(retention, losses)


def _simulation(system: Any, years: Sequence[Year], size: int) -> Any:
    """Return a simulation of every cluster in every replication, with its trajectories."""
    builder = importlib.import_module("openfisca_core.simulation_builder").SimulationBuilder()
    simulation = builder.build_default_simulation(system, count=size)
    nobody = np.zeros(size, np.bool_)
    simulation.set_input("held", str(FIRST - 1), ~nobody)
    for number, year in enumerate(years):
        period = str(FIRST + number)
        simulation.set_input("incident", period, year.incident.ravel())
        simulation.set_input("late_report", period, year.late.ravel())
        simulation.set_input("reviewed", period, ~nobody if year.lowest is not None else nobody)
        if year.lowest is not None:
            simulation.set_input("lowest", period, year.lowest.ravel())
            for name, misses in year.missed.items():
                simulation.set_input(name, period, misses.ravel())
    return simulation


def _short(cluster: Any, year: Any, law: Any) -> Any:
    return cluster("lowest", year) < law(year).output_min


def _standing(cluster: Any, year: Any) -> Any:
    """Say who holds a title that nothing but a review can cost this year."""
    struck = cluster("incident", year) + cluster("late_report", year)
    return cluster("held", year.last_year) * np.logical_not(struck)


def _lost_re_review(cluster: Any, year: Any, law: Any) -> Any:
    missed = _short(cluster, year, law)
    for name in OTHERS:
        missed = missed + cluster(name, year)
    return cluster("reviewed", year) * _standing(cluster, year) * missed


def _held(cluster: Any, year: Any, law: Any) -> Any:
    del law
    return _standing(cluster, year) * np.logical_not(cluster("lost_re_review", year))


def _lost_to(name: str) -> Callable[[Any, Any, Any], Any]:
    return lambda cluster, year, _: cluster("held", year.last_year) * cluster(name, year)


def _lost_on(name: str) -> Callable[[Any, Any, Any], Any]:
    return lambda cluster, year, _: cluster("lost_re_review", year) * cluster(name, year)
