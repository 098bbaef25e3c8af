"""Hooks are called before a run, once each, however large the run is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.cli import zone
from tests.cli.conftest import Run

COUNTING = """

def _counted(hook):
    def called():
        with Path(os.environ["ZONE_CALLS"]).open("a", encoding="utf-8") as file:
            file.write(hook.__name__ + "\\n")
        return hook()
    return called

for _name in [name for name in list(globals()) if name.startswith("clusterkit_")]:
    globals()[_name] = hookimpl(specname=_name)(_counted(globals()[_name]))
"""


@pytest.fixture
def counted(here: Path, bare: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the zone's plugin as a file that writes down each call of a hook."""
    folder = here / "files"
    folder.mkdir()
    (folder / "zone.py").write_text(Path(zone.__file__).read_text("utf-8") + COUNTING, "utf-8")
    monkeypatch.setenv("CLUSTERKIT_PLUGINS_DIR", str(folder))
    monkeypatch.setenv("ZONE_CALLS", str(here / "calls"))
    return here / "calls"


@pytest.mark.parametrize("size", [("1", "1"), ("9", "250")])
def test_a_simulation_calls_each_hook_once(run: Run, counted: Path, size: tuple[str, str]) -> None:
    said = run("simulate", "--years", size[0], "--replications", size[1], "--format", "json")
    assert (said.code, said.err) == (0, "")
    assert Counter(counted.read_text("utf-8").split()) == {
        "clusterkit_policies": 1,
        "clusterkit_indicators": 1,
        "clusterkit_sample_portfolio": 1,
    }


def test_a_look_at_the_law_asks_for_nothing_but_the_law(run: Run, counted: Path) -> None:
    assert run("levers").code == 0
    assert Counter(counted.read_text("utf-8").split()) == {"clusterkit_policies": 1, "clusterkit_indicators": 1}


def test_help_calls_no_hook(run: Run, counted: Path) -> None:
    assert run("--help").code == run("simulate", "--help").code == 0
    assert not counted.exists()
