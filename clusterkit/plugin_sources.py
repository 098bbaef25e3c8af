"""Where plugins come from: installed distributions, single files in a folder, a folder not yet installed."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from importlib.machinery import SourceFileLoader
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError

GROUP = "clusterkit"
FOLDERS_VARIABLE = "CLUSTERKIT_PLUGINS_DIR"
"""Folders of single-file plugins, several parted as in PATH."""
BUILT_FOR = "requires_clusterkit"
"""The name under which a module says which versions of clusterkit it is built for."""

_DISTRIBUTION = "clusterkit-sdk"
_DIGITS = 12


@frozen
class Selection:
    """Which plugins a session uses: the installed ones and those of `folders`, all or `only` some, `without` some.

    `folders` None means those that the environment names. With `strict` any fault of a plugin stops. Of a law
    in several versions the one in force `as_of` a day is used (None: the newest), or that which `laws` names
    by the policy's key.
    """

    folders: tuple[Path, ...] | None = None
    without: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    strict: bool = False
    as_of: date | None = None
    laws: tuple[tuple[str, str], ...] = ()

    @property
    def searched(self) -> tuple[Path, ...]:
        """The folders of single-file plugins."""
        if self.folders is not None:
            return self.folders
        named = os.environ.get(FOLDERS_VARIABLE, "")
        return tuple(Path(one) for one in named.split(os.pathsep) if one)


@frozen(eq=False)
class Source:
    """One plugin as found, not yet imported: its name, where it stands, and how it is loaded.

    `origin` is the distribution or the file, `version` that of the distribution or the file's content
    hash, `built_for` the versions of clusterkit that it asks for ("" for any), `module` the name of its
    module ("" for a file).
    """

    name: str
    origin: str
    version: str
    built_for: str
    load: Callable[[], Any]
    module: str = ""


def installed(entries: Iterable[EntryPoint]) -> Iterator[Source]:
    """Yield the plugins of installed distributions."""
    for entry in entries:
        found = entry.dist
        if found is None:
            yield Source(entry.name, "", "", "", entry.load, entry.module)
        else:
            built_for = _asked_for(found.requires or ())
            yield Source(entry.name, found.name, found.version, built_for, entry.load, entry.module)


def single_files(folders: Iterable[Path]) -> Iterator[Source]:
    """Yield the plugins of folders, one a file; names with an underscore in front are passed over.

    Raises InputError for a folder that is not there.
    """
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"--plugins-dir {folder}: there is no such folder")
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith("_"):
                yield single_file(path)


def single_file(path: Path) -> Source:
    """Return the plugin of one file; its version is the hash of its content."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    return Source(path.stem, str(path), f"sha256:{digest}", _stated(content), partial(_import_file, path, digest))


def unpacked(folder: Path) -> Iterator[Source]:
    """Yield the plugins of a distribution's folder as its pyproject.toml names them, installed or not.

    Raises InputError where it names none. Its modules are imported from the folder itself.
    """
    described = folder / "pyproject.toml"
    try:
        project = tomllib.loads(described.read_text(encoding="utf-8")).get("project", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{described}: {error}") from error
    entries = project.get("entry-points", {}).get(GROUP, {})
    if not entries:
        raise InputError(f"{described}: it names no plugin; add [project.entry-points.{GROUP}] with PLACE = MODULE")
    version, built_for = str(project.get("version", "")), _asked_for(project.get("dependencies", ()))
    for name, value in sorted(entries.items()):
        entry = EntryPoint(name, value, GROUP)
        yield Source(name, str(project.get("name", folder.name)), version, built_for, entry.load, entry.module)


def roots_of(folder: Path) -> tuple[Path, ...]:
    """Return where the modules of a distribution's folder lie."""
    return tuple(one for one in (folder / "src", folder) if one.is_dir())


class _Uncached(SourceFileLoader):
    """Loads a file of the user's and leaves no compiled copy beside it."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def _import_file(path: Path, digest: str) -> Any:
    # The content is part of the name: the same file name may hold something else in another folder.
    name = f"clusterkit_file_{path.stem}_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path, loader=_Uncached(name, str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _stated(content: bytes) -> str:
    """Return what a file says it is built for, read without running it: what it imports may be gone."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return ""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if BUILT_FOR in names and isinstance(node.value.value, str):
                return node.value.value
    return ""


def _asked_for(requirements: Iterable[str]) -> str:
    """Return which versions of clusterkit a distribution's requirements ask for, such as `>=0.1,<0.2`."""
    for requirement in requirements:
        wanted, _, marker = requirement.partition(";")
        name = wanted.translate(str.maketrans("_.", "--")).lower()
        rest = wanted[len(_DISTRIBUTION) :].strip()
        if name.startswith(_DISTRIBUTION) and "extra" not in marker and rest[:1] not in {"-", "_", "."}:
            return rest.partition("]")[2].strip("() ") if rest.startswith("[") else rest.strip("() ")
    return ""
