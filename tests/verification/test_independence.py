"""The replay trusts the engine with nothing: it neither imports it nor calls the law's own judging."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import clusterkit.verification
from clusterkit.law import condition, criterion, window
from clusterkit.law.combination import Group, Where
from clusterkit.law.provisions import Provisions
from tests.simulation.invented import MOOR, ZONE
from tests.verification.test_agreement import lively
from tests.verification.traces import told, traced, verified

MODULES = sorted(Path(clusterkit.verification.__file__).parent.glob("*.py"))
FOREIGN = (
    "numpy",
    "simpy",
    "clusterkit.simulation",
    "clusterkit.study",
    "clusterkit.assessment",
    "clusterkit.portfolio",
)
ENGINE = ("calendar", "events", "facts", "figure", "finding", "history", "provisions", "sitting", "truth")
"""Modules of the law that hold no values but work on arrays; of `figure`, the name of an operator is a value."""
JUDGING = {"judge", "measure", "ask", "compare_all", "apply"}


def imports(module: Path) -> Iterator[tuple[str, str]]:
    """Yield every module that a module imports from, with each name."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", one.name) for one in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.stem)
def test_a_module_imports_values_of_the_law_and_nothing_of_the_engine(module: Path) -> None:
    for origin, name in imports(module):
        assert not origin.startswith(FOREIGN), f"{origin} is the engine's"
        whole = f"{origin}.{name}"
        if (origin, name) != ("clusterkit.law.figure", "Operator"):
            assert not whole.startswith(tuple(f"clusterkit.law.{one}" for one in ENGINE)), f"{whole} works on arrays"


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.stem)
def test_a_module_calls_no_judging_of_the_laws_own(module: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)]
    methods = {one.attr for one in calls if isinstance(one, ast.Attribute)} & JUDGING
    # A session judges by the replay's own criteria; what the law calls `judge` is never reached from there.
    assert methods <= ({"judge"} if module.stem in {"conditions", "hearing"} else set())


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.stem)
def test_a_module_names_no_place(module: Path) -> None:
    written = module.read_text("utf-8").lower()
    assert [place for place in ("zhuhai", "beijing", "shanghai", "henan", "珠海", "上海") if place in written] == []


def test_the_engine_is_not_even_loaded() -> None:
    asked = (
        "import sys, clusterkit.verification; print([n for n in sys.modules if n.startswith('clusterkit.simulation')])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_whatever_the_laws_own_judging_would_say_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = traced(lively(), tmp_path / "trace")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the law's own judging was called")

    for kind in (criterion.Bound, criterion.Fixed, criterion.Requirement, Group, Where):
        monkeypatch.setattr(kind, "judge", refuse)
    for shape in (window.Latest, window.EachOfLast, window.Growth, window.IncidentFree, window.Sum):
        monkeypatch.setattr(shape, "figure" if shape is window.Sum else "measure", refuse)
    monkeypatch.setattr(condition.Hearing, "judge", refuse)
    monkeypatch.setattr(Provisions, "value", refuse)
    found = verified(folder, ZONE, MOOR)
    assert (told(found), found.verdict) == ([], "agrees")
