"""The reference says what the code says: it is what the script writes, and its example answers every hook."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import pytest

from clusterkit import law
from clusterkit.assessment import assess
from clusterkit.cli.main import _CORE as CORE
from clusterkit.cli.main import cli
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.simulation.enforcement import Enforcement
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import prepare
from clusterkit.testing import check
from tests.test_documents import needs_the_places
from tools import reference

COVE = reference.EXAMPLE
ASKED = "the reference is not what the code says; run: make reference"


@pytest.fixture(scope="module")
def cove(tmp_path_factory: pytest.TempPathFactory) -> Plugins:
    """The example as a plugin of one file, and nothing beside it."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "cove.py").write_text(COVE.read_text(encoding="utf-8"), encoding="utf-8")
    return Plugins(selection=Selection((folder,), only=("cove",)))


@needs_the_places
def test_every_page_of_the_reference_is_what_the_script_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERKIT_LANG", "en")
    pages = reference.pages()
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: {ASKED}"
    assert sorted(pages) == sorted(reference.FOLDER.glob("*.md"))


def test_every_command_stands_in_the_reference_with_its_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERKIT_LANG", "en")
    told = {" ".join(path): text for path, text in reference.every_command()}
    groups = {name: cli.get_command(click.Context(cli), name) for name in CORE}
    inside = {
        f"{name} {one}" for name, group in groups.items() if isinstance(group, click.Group) for one in group.commands
    }
    assert set(told) == {*CORE, *inside}
    assert all(text.startswith(f"Usage: clusterkit {name}") for name, text in told.items())


def test_every_construct_stands_in_the_reference_once() -> None:
    lines = reference.constructs().splitlines()
    for name in law.__all__:
        assert name == "procedure" or sum(line.startswith(":::") and line.endswith(f".{name}") for line in lines) == 1


def test_every_hook_has_its_part_of_the_example_and_its_contract() -> None:
    page = reference.hooks()
    assert len(reference.specifications()) == page.count("\n## clusterkit_")
    for spec in reference.specifications().values():
        assert "Asked" in (spec.__doc__ or ""), "a hook's docstring says when it is asked"


def test_the_example_answers_every_hook_and_passes_the_checks(cove: Plugins) -> None:
    assert check(COVE) == ()
    (plugin,) = cove.all
    assert set(plugin.hooks) == set(reference.specifications())


def test_the_example_of_every_hook_is_put_to_use(cove: Plugins, tmp_path: Path) -> None:
    assert [*cove.policies] == ["cove"]
    assert {"cove_berths", "cove_output_per_berth", "cove_quay"} <= set(cove.indicators)
    assert [*cove.cluster_facts] == ["cove_shore"]
    assert [case.check(plugins=cove) for case in cove.cases] == [[]]

    (calibration,) = cove.calibrations
    lenient = Scenario("lenient", enforcement=Enforcement((calibration,)))
    study = prepare(
        years=4, replications=20, jurisdictions=["cove"], scenarios=[Scenario("strict"), lenient], plugins=cove
    )
    growth = [one for one in study.assumptions if "Cove is invented" in one.source]
    assert len(growth) == 1
    strict, pardoned = (study.run().policy("cove").retention(scenario)[-1].mean() for scenario in (0, 1))
    assert 0.0 < strict < pardoned

    rows = {
        "clusters": [{"cluster_id": "A1", "jurisdiction": "cove", "cove_shore": "南岸"}],
        "observations": [{"cluster_id": "A1", "year": 2025, "output_value": 12, "cove_berths": 7, "cove_quay": True}],
    }
    file = tmp_path / "one.cove.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    portfolio = cove.read_portfolio(file)
    assert portfolio is not None
    found = assess(portfolio, date(2026, 6, 30), plugins=cove).of("A1")
    assert [one.id for one in found.failing] == ["cove.output_per_berth"]
    assert cove.read_portfolio(tmp_path / "other.csv") is None
