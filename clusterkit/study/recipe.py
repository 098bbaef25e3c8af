"""Recipes: a study as plain values, so that another process, or another year, can prepare the same one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from clusterkit.law.lever import Lever, Value
from clusterkit.law.provisions import Change
from clusterkit.plugin_sources import Selection
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.enforcement import Calibration, Enforcement
from clusterkit.study.scenario import Scenario
from clusterkit.study.transplant import Transplant

if TYPE_CHECKING:
    from clusterkit.study.simulate import Study


def _found_anywhere(selection: Selection) -> Selection:
    """Return a selection that means the same in another working folder and under another environment."""
    return evolve(selection, folders=tuple(folder.resolve() for folder in selection.searched))


@frozen(eq=False)
class Recipe:
    """The portfolio, the settings of `prepare` and the selection of plugins that a study was made of.

    A study of policies or dynamics handed over as objects has none: they are not plain values.
    """

    portfolio: Portfolio
    settings: Mapping[str, Any]
    selection: Selection = field(converter=_found_anywhere)

    def prepare(self) -> Study:
        """Prepare the study again, in this process or in another."""
        from clusterkit.plugins import Plugins
        from clusterkit.study.simulate import prepare

        return prepare(self.portfolio, **self.settings, plugins=Plugins(selection=self.selection))

    def changed(self, **settings: Any) -> Recipe:
        """Return the recipe with some settings changed."""
        return evolve(self, settings={**self.settings, **settings})

    def as_dict(self, levers: Mapping[str, Lever]) -> dict[str, Any]:
        """Return the settings as JSON carries them, in the order of their names."""
        settings = dict(self.settings)
        transplant: Transplant | None = settings["transplant"]
        settings |= {
            "start": settings["start"].isoformat(),
            "jurisdictions": None if settings["jurisdictions"] is None else list(settings["jurisdictions"]),
            "scenarios": [_scenario_dict(one, levers) for one in settings["scenarios"]],
            "transplant": None if transplant is None else _transplant_dict(transplant),
        }
        return {key: settings[key] for key in sorted(settings)}


def settings_of(held: Mapping[str, Any], levers: Mapping[str, Lever]) -> dict[str, Any]:
    """Return the settings of `prepare` from their JSON. Raises KeyError, LeverError, ValueError where they are not."""
    settings = dict(held)
    transplant = settings["transplant"]
    return settings | {
        "start": date.fromisoformat(settings["start"]),
        "jurisdictions": None if settings["jurisdictions"] is None else tuple(settings["jurisdictions"]),
        "scenarios": tuple(_scenario(one, levers) for one in settings["scenarios"]),
        "transplant": None
        if transplant is None
        else Transplant(tuple(transplant["policies"]), tuple(transplant["places"]), transplant["numbers_only"]),
    }


def _scenario_dict(scenario: Scenario, levers: Mapping[str, Lever]) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "changes": scenario.as_dict(levers),
        "calibrations": [one.as_dict() for one in scenario.enforcement.calibrations],
    }


def _scenario(held: Mapping[str, Any], levers: Mapping[str, Lever]) -> Scenario:
    changes = tuple(
        Change(key, _value(levers[key], one["value"]), _day(one["from"]))
        for key, dated in held["changes"].items()
        for one in dated
    )
    calibrations = tuple(Calibration(**one) for one in held["calibrations"])
    return Scenario(held["name"], changes, Enforcement(calibrations), held["title"])


def _value(lever: Lever, held: Value) -> Value:
    return lever.parse(held) if isinstance(held, str) else lever.check(held)


def _day(held: str | None) -> int | None:
    return None if held is None else date.fromisoformat(held).toordinal()


def _transplant_dict(transplant: Transplant) -> dict[str, Any]:
    return {
        "policies": list(transplant.policies),
        "places": list(transplant.places),
        "numbers_only": transplant.numbers_only,
    }
