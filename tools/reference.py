"""Writes the reference in docs/reference from the code itself: `python -m tools.reference`, or `make reference`.

A test holds every page against what this writes, so that none can go stale. What mkdocstrings adds when the
site is built (signatures, fields, whole docstrings) stands as `::: NAME` in the pages.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import click

import clusterkit
from clusterkit import errors, hookspecs, law
from clusterkit.cli.main import _CORE as CORE
from clusterkit.cli.main import cli
from clusterkit.law.look import lever_rows
from clusterkit.plugins import Plugins

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
EXAMPLE = FOLDER / "cove.py"
_WRITTEN = "<!-- Written by `make reference`; what it says stands in the code. -->"
_WIDTH = 100
_PART = re.compile(r"^# -- (\w+)\n", re.MULTILINE)
"""What divides the example of the hooks into parts."""

_GUIDES: Mapping[str, str] = {
    "assess": "outputs",
    "calendar": "outputs",
    "calibrate": "calibration",
    "collect": "runs",
    "coverage": "reading",
    "indicators": "portfolio",
    "levers": "reading",
    "policies": "outputs",
    "reproduce": "runs",
    "simulate": "outputs",
}
"""The guides of commands that are not called after their command."""


def pages() -> dict[Path, str]:
    """Return every page of the reference by its path."""
    made = {
        "commands.md": commands(),
        "hooks.md": hooks(),
        "constructs.md": constructs(),
        "levers.md": levers(),
        "errors.md": exceptions(),
        "python.md": python_names(),
        "studies.md": ready_made(),
    }
    return {FOLDER / name: text for name, text in made.items()}


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", _WRITTEN, *(part.strip("\n") for part in parts)]) + "\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


# -- Commands


def commands() -> str:
    """Return every command of the core with its whole help, as `--help` prints it."""
    about = {name: (zh, en) for name, (_, _, zh, en) in CORE.items()}
    rows = [[f"[`{name}`](#{_anchor([name])})", en, zh, _guide(name)] for name, (zh, en) in about.items()]
    told = [f"{'#' * (1 + len(path))} {' '.join(path)}\n\n{_fenced('text', help_)}" for path, help_ in every_command()]
    return _page(
        "Commands",
        "`clusterkit COMMAND --help` prints the same. The options that choose plugins hold for every command and may "
        "stand anywhere. [Exit codes](../outputs.md).",
        _table(("command", "what it does", "用途", "guide"), rows),
        "## clusterkit",
        _fenced("text", _help(cli, ["clusterkit"])),
        *told,
    )


def every_command() -> Iterator[tuple[list[str], str]]:
    """Yield the words of every command of the core, those of groups too, with its help."""
    context = click.Context(cli)
    for name in CORE:
        command = cli.get_command(context, name)
        assert command is not None
        yield from _commands_of(command, [name])


def _commands_of(command: click.Command, path: list[str]) -> Iterator[tuple[list[str], str]]:
    yield path, _help(command, ["clusterkit", *path])
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from _commands_of(one, [*path, name])


def _help(command: click.Command, path: list[str]) -> str:
    # A command keeps the help option of its first call, which may have had other names.
    fresh = copy(command)
    fresh._help_option = None  # noqa: SLF001 - there is no other way to make it forget
    context = click.Context(fresh, info_name=" ".join(path), terminal_width=_WIDTH)
    context.help_option_names = ["-h", "--help"]
    return "\n".join(line.rstrip() for line in fresh.get_help(context).splitlines())


def _anchor(path: list[str]) -> str:
    return "-".join(path)


def _guide(name: str) -> str:
    """Return the link to a command's guide; none where there is no such page."""
    page = _GUIDES.get(name, name)
    return f"[{page}](../{page}.md)" if (FOLDER.parent / f"{page}.md").exists() else ""


# -- Hooks


def hooks() -> str:
    """Return every hook with its contract and its part of the example."""
    _, *parts = _PART.split(EXAMPLE.read_text(encoding="utf-8"))
    examples = dict(zip(parts[::2], parts[1::2], strict=True))
    told = []
    for name, spec in specifications().items():
        signature = _fenced("python", f"def {name}{inspect.signature(spec)}")
        contract = inspect.getdoc(spec) or ""
        told.append(f"## {name}\n\n{signature}\n\n{contract}\n\n{_fenced('python', examples[name])}")
    return _page(
        "Hooks",
        "A hook is a function marked with `@hookimpl` that a plugin answers ([plugins](../plugins.md)). All are called "
        "once before any work and never during a run; they return values and change nothing, and the order of plugins "
        "never matters. An answer of another type, an exception or a generator makes the plugin broken: one line "
        "names it, the others work, and a run that needs its law stops.",
        "The examples are the parts of one file, [cove.py](cove.py), that answers all of them for an invented place.",
        *told,
    )


def specifications() -> dict[str, Any]:
    """Return the hooks by name, in their order."""
    return {
        name: spec
        for name, spec in vars(hookspecs).items()
        if name.startswith("clusterkit_") and inspect.isfunction(spec)
    }


# -- The words of the law


def constructs() -> str:
    """Return everything that a policy module may be written with, by the module in which it lives."""
    homes: dict[str, list[str]] = {}
    for name in law.__all__:
        homes.setdefault(_home(name), []).append(name)
    ready = {name: one for name, one in vars(law.procedure).items() if inspect.isfunction(one)}
    homes[law.procedure.__name__] = [name for name, one in ready.items() if one.__module__ == law.procedure.__name__]
    told = []
    for home in sorted(homes):
        module = importlib.import_module(home)
        named = [[f"[`{name}`](#{home}.{name})", _about(module, name)] for name in homes[home]]
        entries = "\n\n".join(f"::: {home}.{name}" for name in homes[home])
        title = home.rpartition(".")[2].replace("_", " ").capitalize()
        told.append(f"## {title}\n\n{_first_line(module.__doc__)}\n\n{_table(('name', 'what'), named)}\n\n{entries}")
    return _page(
        "The words of the law",
        "Everything that `from clusterkit.law import …` offers to a policy module, and the levers that stand ready in "
        "`clusterkit.law.procedure`. Criteria, decisions and conditions are values: they are read beside the text.",
        *told,
    )


def _home(name: str) -> str:
    """Return the module in which a name of the law is defined."""
    one = getattr(law, name)
    if isinstance(one, ModuleType):
        return one.__name__
    for node in ast.parse(Path(law.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return str(node.module)
    raise LookupError(name)


def _about(module: ModuleType, name: str) -> str:
    """Return the first line of what a module says of one of its names."""
    one = vars(module)[name]
    if inspect.isfunction(one) or inspect.isclass(one):
        return _first_line(inspect.getdoc(one))
    body = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body
    for node, following in pairwise(body):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == name and isinstance(following, ast.Expr):
            value = following.value
            if isinstance(value, ast.Constant):
                return _first_line(str(value.value))
    chosen = ", ".join(map(str, get_args(one)))
    return f"one of {chosen}" if chosen else _first_line(inspect.getdoc(one))


# -- Levers


def levers() -> str:
    """Return every lever of the places whose plugins stand in this project."""
    plugins = Plugins()
    heads = ("lever", "what 含义", "default, and what is possible", "clause")
    told = []
    for place in sorted(folder.name for folder in (ROOT / "plugins").iterdir() if folder.is_dir()):
        policy = plugins.policy(place)
        rows = [_lever_cells(row) for row in lever_rows([policy])]
        title = f"{policy.title.zh}, {len(rows)} levers."
        told.append(f"## {policy.title.en} ({place})\n\n{title}\n\n{_table(heads, rows)}")
    return _page(
        "Levers",
        "Everything that `--set` can change, by place, with what the text says. *Reading*: the text leaves it open, "
        "and the default is an interpretation ([how the law is read](../reading.md)). *ASSUMED*: the text is silent. "
        "*Follows*: it has the value of another lever until it is set itself. Shares stand between 0 and 1 and may be "
        "written as per cent.",
        *told,
    )


def _lever_cells(row: Mapping[str, Any]) -> list[str]:
    marks = ["reading"] if row["interpretation"] else []
    marks += ["ASSUMED"] if row["assumed"] else []
    marks += [f"follows `{row['follows']}`"] if row["follows"] else []
    if row["choices"]:
        possible = ", ".join(f"`{one}`" for one in row["choices"])
    elif row["unit"] == "yyyymmdd":
        possible = "a date"
    elif row["kind"] == "number":
        low, high = ("…" if one is None else f"{one:g}" for one in row["range"])
        possible = f"{low} to {high}"
    else:
        possible = {"yes_no": "`yes`, `no`", "month_day": "a day of the year"}.get(row["kind"], row["kind"])
    shown = str(row["shown"])
    title = row["title"]
    what = f"{title['en']}<br>{title['zh']}"
    return [f"`{row['key']}`", what, f"{shown}<br>{possible}", "<br>".join([row["citation"], *marks])]


# -- Errors, names for Python, ready-made studies


def exceptions() -> str:
    """Return what is refused, and how."""
    raised = [one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, errors.ClusterkitError)]
    rows = [[f"`{one.__name__}`", f"`{one.__mro__[1].__name__}`", _first_line(one.__doc__)] for one in raised]
    return _page(
        "Errors",
        "What is refused says what, where and what to do, in one line, or in one line for each fault of a file; "
        "nothing is written then, and the command ends with [exit code](../outputs.md) 2. An unknown name answers with "
        "the nearest known one.",
        "In Python every refusal is an exception of `clusterkit.errors`, and `ClusterkitError` catches all of them.",
        _table(("exception", "is a", "when"), rows),
        "\n\n".join(f"::: clusterkit.errors.{one.__name__}" for one in raised),
    )


def python_names() -> str:
    """Return every name of `clusterkit` itself."""
    homes = {name: _python_home(name) for name in clusterkit.__all__}
    rows = [
        [f"[`{name}`](#{home}.{name})", _about(importlib.import_module(home), name)] for name, home in homes.items()
    ]
    return _page(
        "Names for Python",
        "What stands in `clusterkit` itself (`import clusterkit as ck`); [a tour](../python.md) shows them at work.",
        _table(("name", "what"), rows),
        *(f"::: {home}.{name}" for name, home in homes.items()),
    )


def _python_home(name: str) -> str:
    one = getattr(clusterkit, name)
    return str(one.__module__) if inspect.isclass(one) or inspect.isfunction(one) else "clusterkit"


def ready_made() -> str:
    """Return the ready-made studies: each with its question, its scenarios and how to read it."""
    told = []
    for folder in sorted((ROOT / "simulations").iterdir()):
        if (folder / "scenario.toml").is_file():
            file = (folder / "scenario.toml").read_text(encoding="utf-8")
            assert tomllib.loads(file)["question"]
            title, _, body = (folder / "README.md").read_text(encoding="utf-8").partition("\n")
            told.append(f"## {title.removeprefix('# ')}\n\n{_unlinked(body)}\n\n{_fenced('toml', file)}")
    return _page(
        "Ready-made studies",
        "They stand in the folder `simulations` of the project, each with the numbers that a test replays. They run on "
        "illustrative clusters: read what a change does, not the level. [What a study file may say](../studies.md).",
        *told,
    )


def _unlinked(text: str) -> str:
    """Return a page of the simulations with its links as they lead from the reference, or none where they cannot."""
    text = re.sub(r"\]\(\.\./\.\./docs/([^)]+)\)", r"](../\1)", text.strip())
    return re.sub(r"\[([^]]+)\]\((?!\.\./)[^)]+\)", r"\1", text)


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    os.environ["CLUSTERKIT_LANG"] = "en"
    main()
