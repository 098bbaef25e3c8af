"""`clusterkit plugins new`: what it writes works as it stands, and what it cannot write it refuses in one line."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterkit import law
from clusterkit.testing import opened
from tests.cli.conftest import Run, Site

Refused = Callable[..., str]
PACKAGE = [
    "README.md",
    "clusterkit_harbour/__init__.py",
    "clusterkit_harbour/cases.py",
    "clusterkit_harbour/plugin.py",
    "clusterkit_harbour/policy.py",
    "clusterkit_harbour/py.typed",
    "clusterkit_harbour/register.py",
    "clusterkit_harbour/requirements.py",
    "clusterkit_harbour/sample.py",
    "conftest.py",
    "pyproject.toml",
    "tests/test_harbour.py",
]
FROM_PYTHON = {
    # Types, for annotations, and what is no construct of a measure.
    "Change", "Clause", "ClauseStatus", "Condition", "Criterion", "Decision", "Effect", "Figure", "Finding", "Latest",
    "Lever", "Provisions", "Rule",
}  # fmt: skip


@pytest.fixture
def harbour(here: Path, run: Run, bare: Site) -> Iterator[Path]:
    """Write the distribution of an invented place."""
    assert run("plugins", "new", "harbour").code == 0
    yield here / "clusterkit-harbour"
    for name in [name for name in sys.modules if name.partition(".")[0] == "clusterkit_harbour"]:
        del sys.modules[name]


@pytest.fixture
def inlet(here: Path, run: Run, bare: Site) -> Path:
    """Write the file of another."""
    assert run("plugins", "new", "inlet", "--single-file", "--out", "files").code == 0
    return here / "files" / "inlet.py"


# The package ----------------------------------------------------------------------------------------


def test_a_distribution_is_whole(harbour: Path) -> None:
    assert sorted(path.relative_to(harbour).as_posix() for path in harbour.rglob("*") if path.is_file()) == PACKAGE
    assert not list(harbour.parent.glob(".clusterkit-*"))
    assert "$" not in "".join(path.read_text("utf-8") for path in harbour.rglob("*") if path.is_file())


def test_a_distribution_passes_its_check_at_once(run: Run, harbour: Path) -> None:
    said = run("plugins", "check", harbour)
    assert (said.code, said.out, said.err) == (0, "", "harbour: 16 checks, 0 findings\n")


def test_its_worked_cases_are_worked(harbour: Path) -> None:
    with opened(str(harbour)) as (subject,):
        cases = subject.plugins.cases
        assert len(cases) == 10
        assert all(case.check(plugins=subject.plugins) == [] for case in cases)


def test_every_construct_of_the_law_is_shown(harbour: Path) -> None:
    shown = set(re.findall(r"\w+", (harbour / "clusterkit_harbour" / "policy.py").read_text("utf-8")))
    shown |= set(re.findall(r"\w+", (harbour / "clusterkit_harbour" / "register.py").read_text("utf-8")))
    shown |= set(re.findall(r"\w+", (harbour / "clusterkit_harbour" / "requirements.py").read_text("utf-8")))
    assert set(law.__all__) - shown - FROM_PYTHON == set()


def examples(source: str) -> Iterator[str]:
    """Yield the examples in the comments of a module: lines that are indented, as far as the next that is not."""
    lines: list[str] = []
    for line in [*source.splitlines(), ""]:
        if line.startswith("#     "):
            lines.append(line.removeprefix("#     "))
        elif lines:
            yield "\n".join(lines)
            lines = []


def test_every_example_in_a_comment_can_be_used_as_it_stands(harbour: Path) -> None:
    from clusterkit.law.truth import from_bounds

    with opened(str(harbour)) as (subject,):
        assert subject.plugin.fault == ""
        policy: Any = sys.modules["clusterkit_harbour.policy"]
        names = {**{name: getattr(law, name) for name in law.__all__}, **vars(policy), "from_bounds": from_bounds}
        shown = list(examples((harbour / "clusterkit_harbour" / "policy.py").read_text("utf-8")))
        assert len(shown) > 20
        for example in shown:
            *before, last = ast.parse(example).body
            own = dict(names)
            exec(compile(ast.Module(before, []), "example", "exec"), own)  # noqa: S102 - the examples are our own
            assert isinstance(last, ast.Expr)
            assert eval(compile(ast.Expression(last.value), "example", "eval"), own) is not None, example  # noqa: S307


def test_a_distribution_installs_and_takes_part_in_everything(run: Run, harbour: Path, site: Site) -> None:
    hatchling = pytest.importorskip("hatchling.build")
    import os
    import zipfile

    folder = Path.cwd()
    os.chdir(harbour)
    wheel = hatchling.build_wheel(str(folder))
    os.chdir(folder)
    with zipfile.ZipFile(folder / wheel) as archive:
        archive.extractall(site.folder)
    takes_part(run, "harbour", "HARBOUR-1")


# The single file ------------------------------------------------------------------------------------


def test_a_file_is_short_and_passes_its_check_at_once(run: Run, inlet: Path) -> None:
    assert 40 <= len(inlet.read_text("utf-8").splitlines()) <= 100
    said = run("plugins", "check", inlet)
    assert (said.code, said.out, said.err) == (0, "", "inlet: 16 checks, 0 findings\n")


def test_a_file_takes_part_in_everything(run: Run, inlet: Path) -> None:
    takes_part(run, "inlet", "INLET-1", "--plugins-dir", "files")


def takes_part(run: Run, place: str, cluster: str, *options: str) -> None:
    """Run the commands that work with a place."""
    small = ("--years", "2", "--replications", "4", "--format", "json")
    assert run(*options, "portfolio", "sample", "-j", place, "--out", "sample").code == 0
    for words in (
        ("assess", "sample", "--on", "2026-06-30", "--format", "json"),
        ("simulate", "-j", place, *small),
        ("simulate", "sample", *small),
        ("explain", cluster, "-j", place, *small),
        ("sweep", "-j", place, "--lever", f"{place}.output_min", "--from", "8", "--to", "14", "--steps", "3", *small),
    ):
        said = run(*options, *words)
        assert said.code == 0, said.err
        assert json.loads(said.out)
    assert run(*options, "coverage", place).code == 0
    rows = json.loads(run(*options, "simulate", "-j", place, *small).out)
    assert place in rows["manifest"]["plugins"]


# What cannot be written -----------------------------------------------------------------------------


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("form", [(), ("--single-file",)])
@pytest.mark.parametrize(
    "place, message",
    [
        ("My-Place", "My-Place: no name for a place; use small letters, digits and _, and begin with a letter"),
        ("2nd", "2nd: no name for a place; use small letters, digits and _, and begin with a letter"),
        ("class", "class: no name for a place; use small letters, digits and _, and begin with a letter"),
        ("滨海", "滨海: no name for a place; use small letters, digits and _, and begin with a letter"),
        ("province", "province: this is a level of measures; choose another name"),
        ("zone", "zone: an installed plugin has this name; choose another"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(
    refused: Refused, place: str, message: str, form: tuple[str, ...]
) -> None:
    assert refused("plugins", "new", place, *form) == f"error: {message}\n"


@pytest.mark.usefixtures("bare")
def test_what_exists_is_never_written_over(refused: Refused, here: Path) -> None:
    (here / "clusterkit-harbour").mkdir()
    (here / "harbour.py").write_text("mine", "utf-8")
    told = "this exists already; choose another --out, or remove it"
    assert refused("plugins", "new", "harbour") == f"error: clusterkit-harbour: {told}\n"
    assert refused("plugins", "new", "harbour", "--single-file") == f"error: harbour.py: {told}\n"


@pytest.mark.usefixtures("bare")
def test_a_file_in_place_of_the_folder_is_refused(refused: Refused, here: Path) -> None:
    (here / "plugins").write_text("mine", "utf-8")
    assert refused("plugins", "new", "harbour", "--out", "plugins") == (
        "error: plugins: this is no folder; choose another --out\n"
    )


@pytest.mark.usefixtures("bare")
def test_nothing_is_left_where_writing_fails(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "chmod", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("plugins", "new", "harbour")
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("bare")
def test_the_writer_says_where_and_what_to_do_next(run: Run) -> None:
    assert run("plugins", "new", "harbour", "--lang", "en").err == (
        "written: clusterkit-harbour; next: clusterkit plugins check clusterkit-harbour, "
        "pip install -e clusterkit-harbour\n"
    )
    assert run("plugins", "new", "inlet", "--single-file", "--lang", "zh").err == (
        "已写出 inlet.py;接着: clusterkit plugins check inlet.py, clusterkit --plugins-dir . simulate -j inlet\n"
    )
