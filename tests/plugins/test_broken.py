"""Broken plugins: each is one line that says what and why, and every healthy plugin beside it still works."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from clusterkit.errors import PluginError
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.study.simulate import prepare
from tests.cli import zone
from tests.plugins.broken import BROKEN, LATER

ALL = {**BROKEN, **LATER}


def folder_of(folder: Path, *names: str) -> Path:
    """Write some broken plugins and the sound one of the zone beside them."""
    (folder / "zone.py").write_text(Path(zone.__file__).read_text("utf-8"), "utf-8")
    for name in names:
        (folder / f"{name}.py").write_text(dedent(ALL[name][0]), "utf-8")
    return folder


def opened(folder: Path, *names: str, strict: bool = False) -> Plugins:
    """Open these plugins and no installed one."""
    return Plugins(selection=Selection((folder_of(folder, *names),), only=("zone", *names), strict=strict))


def ask_for_more(plugins: Plugins) -> None:
    """Ask for everything besides the law."""
    _ = plugins.dynamics, plugins.calibrations, plugins.cases, plugins.sample_portfolios()


def test_there_are_more_than_twenty_of_them() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_plugin_is_one_line_that_names_it_and_why(name: str, tmp_path: Path) -> None:
    plugins = opened(tmp_path, name)
    (fault,) = plugins.faults
    assert str(fault) == f"plugin {name} ({tmp_path / name}.py): {BROKEN[name][1]}"
    assert list(plugins.policies) == ["zone"]


@pytest.mark.parametrize("name", list(LATER))
def test_a_plugin_that_fails_later_is_named_then(name: str, tmp_path: Path) -> None:
    plugins = opened(tmp_path, name)
    before = [str(plugin) for plugin in plugins.faults]
    ask_for_more(plugins)
    (fault,) = plugins.faults
    assert before == []
    assert str(fault) == f"plugin {name} ({tmp_path / name}.py): {LATER[name][1]}"


def test_the_healthy_plugin_runs_beside_all_of_them(tmp_path: Path) -> None:
    plugins = opened(tmp_path, *ALL)
    ask_for_more(plugins)
    assert [plugin.name for plugin in plugins.faults] == sorted(ALL)
    outcome = prepare(plugins=plugins, jurisdictions=["zone"], years=1, replications=1).run()
    assert outcome.policy("zone").started == 5


@pytest.mark.parametrize("name", list(ALL))
def test_a_run_that_asks_for_a_broken_plugins_policy_stops(name: str, tmp_path: Path) -> None:
    plugins = opened(tmp_path, name)
    ask_for_more(plugins)
    with pytest.raises(PluginError, match="repair or remove it, its policy is needed here"):
        plugins.policy(name)


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_strict_session_stops_at_any_fault(name: str, tmp_path: Path) -> None:
    plugins = opened(tmp_path, name, strict=True)
    with pytest.raises(PluginError) as stopped:
        _ = plugins.policies
    assert str(stopped.value) == f"plugin {name} ({tmp_path / name}.py): {BROKEN[name][1]}"


@pytest.mark.parametrize("name", list(LATER))
def test_a_strict_session_stops_at_what_fails_later(name: str, tmp_path: Path) -> None:
    with pytest.raises(PluginError):
        ask_for_more(opened(tmp_path, name, strict=True))


def test_a_strict_session_names_every_fault_at_once(tmp_path: Path) -> None:
    with pytest.raises(PluginError) as stopped:
        _ = opened(tmp_path, "empty", "failing", strict=True).policies
    assert len(str(stopped.value).splitlines()) == 2
