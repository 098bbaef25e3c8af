"""The plugin under test, loaded beside nothing but the core: by name, from a file or a folder, or a module at hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import Indicator, Policy
from clusterkit.plugin_sources import GROUP, Source, installed, roots_of, single_file, single_files, unpacked
from clusterkit.plugins import Plugin, Plugins
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, OBSERVATION_COLUMNS
from clusterkit.portfolio.model import Portfolio

_CORE = {one.key for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS)}


@frozen
class Importing:
    """How another process imports the plugin: a module by name or a file, and the folders to search first."""

    module: str = ""
    file: str = ""
    folders: tuple[str, ...] = ()


@frozen(eq=False, slots=False)
class Subject:
    """A plugin by itself and what it hands over; `importing` is None for an object made by hand."""

    name: str
    plugins: Plugins
    importing: Importing | None = None

    @property
    def plugin(self) -> Plugin:
        """The plugin as it was found, with its fault."""
        return next(one for one in self.plugins.all if one.name == self.name)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Its policies; none where the plugin cannot be used."""
        return tuple(self.plugins.policies.values())

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator that its policies may read: the core's and its own."""
        asked = {one.key: one for policy in self.policies for one in policy.requirements}
        return {**self.plugins.indicators, **asked}

    @cached_property
    def own_columns(self) -> tuple[Indicator, ...]:
        """The observed columns that it adds to the core's."""
        return tuple(one for one in self.indicators.values() if one.table != "derived" and one.key not in _CORE)

    @cached_property
    def samples(self) -> tuple[Portfolio, ...]:
        """Its illustrative portfolio, if it has one."""
        return self.plugins.sample_portfolios()


def subject_of(plugin: Any) -> Subject:
    """Return a plugin to be tested: a module or object, the name of an installed one, or the path of a file.

    Raises UnknownNameError, InputError.
    """
    if isinstance(plugin, str):
        return _by_name(plugin, installed(entry_points(group=GROUP)))
    if isinstance(plugin, Path):
        return _from_file(plugin)
    name = getattr(plugin, "__name__", type(plugin).__name__).partition(".")[0].removeprefix("clusterkit_").lower()
    importing = Importing(module=plugin.__name__) if isinstance(plugin, ModuleType) else None
    return Subject(name, Plugins({name: plugin}), importing)


@contextmanager
def opened(target: str, folders: tuple[Path, ...] = ()) -> Iterator[tuple[Subject, ...]]:
    """Give the plugins that a word of the command line means, for as long as they are looked at.

    A name is that of an installed plugin or of one in `folders`; a path is a file, the folder of a
    distribution, or a folder of single files. Raises UnknownNameError, InputError.
    """
    path, kept = Path(target), list(sys.path)
    try:
        if path.suffix == ".py":
            yield (_from_file(path),)
        elif (path / "pyproject.toml").is_file():
            roots = [str(root.resolve()) for root in roots_of(path)]
            sys.path[:0] = roots
            yield tuple(_of(source, Importing(source.module, folders=tuple(roots))) for source in unpacked(path))
        elif path.is_dir():
            found = tuple(_from_file(Path(source.origin)) for source in single_files([path]))
            if not found:
                raise InputError(f"{path}: no plugin is in this folder, neither a pyproject.toml nor a file")
            yield found
        else:
            yield (_by_name(target, [*installed(entry_points(group=GROUP)), *single_files(folders)]),)
    finally:
        sys.path[:] = kept


def _by_name(name: str, sources: Iterator[Source] | list[Source]) -> Subject:
    found = {source.name: source for source in sources}
    if name not in found:
        raise UnknownNameError("plugin", name, found)
    source = found[name]
    return _of(source, Importing(source.module) if source.module else Importing(file=source.origin))


def _from_file(path: Path) -> Subject:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    return _of(single_file(path), Importing(file=str(path)))


def _of(source: Source, importing: Importing) -> Subject:
    return Subject(source.name, Plugins.of([source]), importing)
