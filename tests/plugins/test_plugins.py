"""What plugins hand over together: keys are defined once, whoever contradicts another is named with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from clusterkit import hookimpl
from clusterkit.errors import InputError, PluginError, PortfolioError, UnknownNameError
from clusterkit.law import Indicator, Policy, Text
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.portfolio.faults import Fault
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.standard import standard_dynamics
from tests.cli import zone


class Law:
    """A plugin made by hand."""

    def __init__(self, *policies: Policy, indicators: tuple[Indicator, ...] = ()) -> None:
        self.policies, self.indicators = policies, indicators

    @hookimpl
    def clusterkit_policies(self) -> tuple[Policy, ...]:
        return self.policies

    @hookimpl
    def clusterkit_indicators(self) -> tuple[Indicator, ...]:
        return self.indicators


class Model:
    """A plugin that brings dynamics alone."""

    def __init__(self, *models: Dynamics) -> None:
        self.models = models

    @hookimpl
    def clusterkit_dynamics(self) -> tuple[Dynamics, ...]:
        return self.models


class Reader:
    """A plugin that reads portfolios of its own."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    @hookimpl
    def clusterkit_read_portfolio(self, path: Path) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def column(key: str, unit: str = "亿元") -> Indicator:
    return Indicator(key=key, title=Text("某", "something"), unit=unit, kind="amount")


def faults(plugins: Plugins) -> dict[str, str]:
    return {plugin.name: plugin.fault for plugin in plugins.faults}


HILL = evolve(zone.POLICY, key="hill", scope=("hill",), standard=zone.STANDARD)


def test_two_that_define_a_policy_differently_are_both_refused_and_a_third_is_not() -> None:
    other = evolve(zone.POLICY, version="another")
    plugins = Plugins({"one": Law(zone.POLICY), "two": Law(other), "hill": Law(HILL)})
    told = "defines policy zone, and so does plugin {}; neither is used, remove or rename one"
    assert faults(plugins) == {"one": told.format("two"), "two": told.format("one")}
    assert list(plugins.policies) == ["hill"]


def test_two_that_define_a_policy_alike_are_both_used() -> None:
    plugins = Plugins({"one": Law(zone.POLICY), "two": Law(zone.POLICY)})
    assert plugins.faults == ()
    assert plugins.policies == {"zone": zone.POLICY}


def test_two_that_define_a_column_differently_are_both_refused() -> None:
    plugins = Plugins({"one": Law(indicators=(column("beds"),)), "two": Law(indicators=(column("beds", "张"),))})
    assert faults(plugins)["one"] == (
        "defines indicator beds, and so does plugin two; neither is used, remove or rename one"
    )
    assert "beds" not in plugins.indicators


def test_a_policy_may_read_a_column_that_another_plugin_brings() -> None:
    reading = evolve(zone.POLICY, requirements=())
    alone = Plugins({"zone": Law(reading)})
    assert faults(alone) == {"zone": "policy zone reads zone_park, which is no indicator"}
    assert Plugins({"zone": Law(reading), "columns": Law(indicators=(zone.PARK,))}).faults == ()


def test_two_that_model_one_place_are_refused_when_dynamics_are_asked_for() -> None:
    one, two = standard_dynamics("one", ("zone",)), standard_dynamics("two", ("zone", "hill"))
    plugins = Plugins({"one": Model(one), "two": Model(two), "zone": Law(zone.POLICY)})
    assert plugins.dynamics == {}
    assert faults(plugins) == {
        "one": "defines the dynamics of zone, and so does plugin two; neither is used, remove or rename one",
        "two": "defines the dynamics of zone, and so does plugin one; neither is used, remove or rename one",
    }


def test_a_class_in_place_of_an_object_is_named() -> None:
    assert faults(Plugins({"zone": Law})) == {"zone": "is a class; name a module, or an object made of the class"}


def test_an_answer_need_not_be_named_as_its_hook() -> None:
    class Renamed:
        @hookimpl(specname="clusterkit_policies")
        def measures(self) -> tuple[Policy, ...]:
            return (zone.POLICY,)

    plugins = Plugins({"zone": Renamed()})
    assert list(plugins.policies) == ["zone"]
    assert plugins.all[0].hooks == ("clusterkit_policies",)


def test_a_hook_of_a_later_release_may_be_marked_as_optional() -> None:
    class Ahead(Law):
        @hookimpl(optionalhook=True)
        def clusterkit_of_tomorrow(self) -> None:
            raise AssertionError

    assert Plugins({"zone": Ahead(zone.POLICY)}).faults == ()


# Readers of other formats ---------------------------------------------------------------------------


def test_the_first_reader_that_knows_the_file_is_heard(tmp_path: Path) -> None:
    tables = zone.clusterkit_sample_portfolio()
    plugins = Plugins({"a": Reader(None), "b": Reader(tables), "c": Reader(None)})
    assert plugins.read_portfolio(tmp_path / "clusters.xml") is tables


def test_a_reader_that_breaks_is_named_and_the_next_is_asked(tmp_path: Path) -> None:
    tables = zone.clusterkit_sample_portfolio()
    plugins = Plugins({"a": Reader(ValueError("no rows")), "b": Reader(tables)})
    assert plugins.read_portfolio(tmp_path) is tables
    assert faults(plugins) == {"a": "clusterkit_read_portfolio failed: ValueError: no rows"}


def test_what_a_reader_says_of_a_file_is_no_fault_of_the_plugin(tmp_path: Path) -> None:
    told = PortfolioError([Fault("a.xml", None, None, None, None, "no clusters in it")])
    plugins = Plugins({"a": Reader(told)})
    with pytest.raises(PortfolioError, match="no clusters in it"):
        plugins.read_portfolio(tmp_path)
    assert plugins.faults == ()


# Choosing plugins -----------------------------------------------------------------------------------


def write(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        source = Path(zone.__file__).read_text("utf-8").replace('"zone', f'"{name}')
        (folder / f"{name}.py").write_text(source, "utf-8")
    return folder


@pytest.mark.usefixtures("bare")
class TestSelection:
    """Of the plugins that are there, those that a session asks for."""

    def test_a_folder_brings_its_files(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "files", "zone", "hill")
        (folder / "_shared.py").write_text("raise RuntimeError\n", "utf-8")
        (folder / "notes.txt").write_text("none", "utf-8")
        plugins = Plugins(selection=Selection((folder,)))
        assert [plugin.name for plugin in plugins.all] == ["hill", "zone"]
        assert plugins.all[0].distribution == str(folder / "hill.py")
        assert plugins.all[0].policies == ("hill",)

    def test_the_environment_names_folders(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import os

        folders = [str(write(tmp_path / name, name)) for name in ("zone", "hill")]
        monkeypatch.setenv("CLUSTERKIT_PLUGINS_DIR", os.pathsep.join(folders))
        assert list(Plugins().policies) == ["hill", "zone"]
        assert list(Plugins(selection=Selection((tmp_path / "hill",))).policies) == ["hill"]
        assert Plugins({}).all == ()

    def test_one_left_out_is_not_imported(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "files", "zone")
        (folder / "loud.py").write_text("raise AssertionError('imported')\n", "utf-8")
        plugins = Plugins(selection=Selection((folder,), without=("loud",)))
        assert [plugin.name for plugin in plugins.all] == ["zone"]
        with pytest.raises(PluginError, match="plugin loud is left out of this session; its policy is needed here"):
            plugins.policy("loud")

    def test_only_some_are_used(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "files", "zone", "hill")
        assert list(Plugins(selection=Selection((folder,), only=("hill",))).policies) == ["hill"]
        assert Plugins(selection=Selection((folder,), only=())).all == ()

    @pytest.mark.parametrize("given", [Selection(only=("zome",)), Selection(without=("zome",))])
    def test_a_name_that_is_not_there_is_answered_with_the_nearest(self, tmp_path: Path, given: Selection) -> None:
        folder = write(tmp_path / "files", "zone")
        with pytest.raises(UnknownNameError, match=r"unknown plugin: zome; did you mean zone\?"):
            Plugins(selection=evolve(given, folders=(folder,)))

    def test_a_folder_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="nowhere: there is no such folder"):
            Plugins(selection=Selection((tmp_path / "nowhere",)))

    def test_two_of_one_name_are_refused_with_both_places(self, tmp_path: Path) -> None:
        folders = tuple(write(tmp_path / name, "zone") for name in ("one", "two"))
        (plugin,) = Plugins(selection=Selection(folders)).all
        first, second = (f"{folder / 'zone.py'} {plugin.version}" for folder in folders)
        assert plugin.fault == f"several plugins have this name: {first} and {second}; remove one"

    def test_the_version_of_a_file_is_its_content(self, tmp_path: Path) -> None:
        one, two = write(tmp_path / "one", "zone"), write(tmp_path / "two", "zone")
        versions = [Plugins(selection=Selection((folder,))).versions()["zone"] for folder in (one, two)]
        assert versions[0] == versions[1]
        assert versions[0].startswith("sha256:")
        (two / "zone.py").write_text((two / "zone.py").read_text("utf-8") + "# changed\n", "utf-8")
        assert Plugins(selection=Selection((two,))).versions()["zone"] != versions[0]

    def test_no_compiled_copy_is_left_beside_a_file(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "files", "zone")
        assert list(Plugins(selection=Selection((folder,))).policies) == ["zone"]
        assert [path.name for path in folder.iterdir()] == ["zone.py"]

    def test_a_files_clusters_are_found_by_its_policys_name(self, tmp_path: Path) -> None:
        folder = write(tmp_path / "files", "zone")
        (folder / "zone.py").rename(folder / "zone_draft.py")
        plugins = Plugins(selection=Selection((folder,)))
        (sample,) = plugins.sample_portfolios(["zone"])
        assert isinstance(sample, Portfolio)
