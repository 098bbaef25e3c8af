"""What the command says of itself: help without heavy imports, commands of plugins, their refusals."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from clusterkit import cli
from clusterkit.cli import main
from tests.cli.conftest import Console, Run, Site

HEAVY = {"numpy", "simpy", "rich", "attrs", "clusterkit_zone", "clusterkit.law", "clusterkit.plugins"}

NAMES = tuple(main._CORE)

COMMAND = """
import click

@click.command()
def survey():
    click.echo("surveyed")
"""


@pytest.mark.parametrize("words", [("--help",), ("--version",), ()])
def test_help_imports_neither_numpy_nor_simpy_nor_a_plugin(console: Console, words: tuple[str, ...]) -> None:
    left = console.run(*words, options=("-X", "importtime"))
    assert b"clusterkit" in left.stdout + left.stderr
    imported = {line.rpartition("|")[2].strip() for line in left.stderr.decode().splitlines() if "|" in line}
    assert "click" in imported
    assert not imported & HEAVY
    assert not [name for name in imported if name.startswith(("clusterkit_", "numpy", "simpy"))]


@pytest.mark.usefixtures("bare")
def test_the_help_lists_every_command(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    assert said.err == ""
    assert {"simulate", "assess", "compare", "sweep", "solve", "explain", "calibrate", "plugins"} <= set(NAMES)
    for name in NAMES:
        assert f"\n  {name} " in said.out


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("bare")
def test_every_command_has_help_of_its_own(run: Run, name: str) -> None:
    said = run(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: clusterkit {name}")


def test_a_plugins_command_is_listed_from_metadata_and_loaded_when_called(run: Run, bare: Site) -> None:
    bare.install("clusterkit-surveys", "raise SystemExit('imported')", commands={"survey": "clusterkit_surveys:survey"})
    listed = run("--help")
    assert (listed.code, listed.err) == (0, "")
    assert ["survey", "(clusterkit-surveys)"] in [line.split() for line in listed.out.splitlines()]


def test_a_plugins_command_runs(run: Run, bare: Site) -> None:
    bare.install("clusterkit-surveys", COMMAND, commands={"survey": "clusterkit_surveys:survey"})
    assert run("survey").out == "surveyed\n"


def test_a_plugins_command_with_a_name_of_the_core_is_refused_both_named(run: Run, bare: Site) -> None:
    bare.install("clusterkit-surveys", COMMAND, commands={"policies": "clusterkit_surveys:survey"})
    said = run("policies")
    assert said.code == 0
    assert "surveyed" not in said.out
    assert said.err == (
        "warning: clusterkit-surveys brings a command policies, which is clusterkit's own; it is not used\n"
    )


def test_one_command_of_two_plugins_is_refused_both_named(run: Run, bare: Site) -> None:
    for name in ("clusterkit-surveys", "clusterkit-census"):
        bare.install(name, COMMAND, commands={"survey": f"{name.replace('-', '_')}:survey"})
    said = run("survey")
    assert said.code == 2
    assert said.err.startswith(
        "warning: clusterkit-census and clusterkit-surveys both bring a command survey; neither is used\n"
    )


def test_a_plugins_command_that_cannot_be_loaded_names_its_plugin(run: Run, bare: Site) -> None:
    bare.install("clusterkit-surveys", "import nothing_of_this_name", commands={"survey": "clusterkit_surveys:survey"})
    said = run("survey")
    assert said.code == 2
    assert said.err == (
        "error: the command survey of clusterkit-surveys cannot be loaded: "
        "ModuleNotFoundError: No module named 'nothing_of_this_name'\n"
    )


def test_a_plugins_command_that_is_no_command_names_its_plugin(run: Run, bare: Site) -> None:
    bare.install("clusterkit-surveys", "survey = 1", commands={"survey": "clusterkit_surveys:survey"})
    said = run("survey")
    assert said.code == 2
    assert said.err == "error: the command survey of clusterkit-surveys is no click command\n"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("command", ["policies", "levers", "indicators"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_without_a_plugin_the_commands_to_look_around_still_run(run: Run, command: str, form: str) -> None:
    said = run(command, "--format", form)
    assert (said.code, said.err) == (0, "")


@pytest.mark.usefixtures("bare")
def test_without_a_plugin_there_are_no_policies(run: Run) -> None:
    assert run("policies", "--format", "json").out == '{\n  "policies": []\n}\n'
    assert run("policies", "--format", "csv").out.count("\n") == 1
    assert run("plugins", "list").out.strip() == "no plugin is installed"


@pytest.mark.usefixtures("bare")
def test_without_a_plugin_a_run_says_what_is_missing(run: Run) -> None:
    assert run("simulate").err == (
        "error: no portfolio is given and no plugin brings an illustrative one; name a portfolio\n"
    )
    assert run("portfolio", "sample", "--out", "sample").err == (
        "error: no installed plugin brings an illustrative portfolio\n"
    )


def test_the_commands_name_no_place() -> None:
    folder = Path(cli.__file__).parent
    written = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    assert [entry.name for entry in entry_points(group="clusterkit") if entry.name in written] == []
