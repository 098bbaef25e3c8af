"""Writing a new plugin, offline: every file from a template with the place's name put in; all of them or none."""

from __future__ import annotations

import importlib.util
import keyword
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import get_args

import clusterkit
from clusterkit.errors import InputError
from clusterkit.law.policy import Level

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SUFFIX = ".txt"
_SINGLE_FILE = "single_file.py.txt"
_PACKAGE = "package"


def write_package(place: str, out: Path, taken: Collection[str]) -> Path:
    """Write a distribution for a place into a folder of its own and return it: `clusterkit-PLACE` in `out`.

    `taken` are the names of plugins and policies that are there. Raises InputError and writes nothing
    where the name cannot be used or the folder exists.
    """
    _check_name(place, taken)
    folder = _free(out / f"clusterkit-{place.replace('_', '-')}")
    names = _names(place)
    written = dict(_texts(files(__package__) / _PACKAGE, Path(), names))
    out.mkdir(parents=True, exist_ok=True)
    # Written aside and then moved: a folder that exists is a whole one.
    aside = Path(tempfile.mkdtemp(prefix=".clusterkit-", dir=out))
    try:
        for path, text in written.items():
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).write_text(text, encoding="utf-8", newline="\n")
        aside.chmod(0o755)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return folder


def write_file(place: str, out: Path, taken: Collection[str]) -> Path:
    """Write a plugin of one file and return it: `PLACE.py` in `out`. Raises InputError as `write_package`."""
    _check_name(place, taken)
    path = _free(out / f"{place}.py")
    text = Template((files(__package__) / _SINGLE_FILE).read_text(encoding="utf-8")).substitute(_names(place))
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _check_name(place: str, taken: Collection[str]) -> None:
    if _NAME.fullmatch(place) is None or keyword.iskeyword(place):
        raise InputError(f"{place}: no name for a place; use small letters, digits and _, and begin with a letter")
    if place in get_args(Level):
        raise InputError(f"{place}: this is a level of measures; choose another name")
    if place in taken or importlib.util.find_spec(f"clusterkit_{place}") is not None:
        raise InputError(f"{place}: an installed plugin has this name; choose another")


def _free(path: Path) -> Path:
    if path.exists():
        raise InputError(f"{path}: this exists already; choose another --out, or remove it")
    if not path.parent.is_dir() and path.parent.exists():
        raise InputError(f"{path.parent}: this is no folder; choose another --out")
    return path


def _names(place: str) -> Mapping[str, str]:
    """Return what the templates call by name."""
    major, minor, *_ = clusterkit.__version__.split(".")
    return {
        "place": place,
        "dashed": place.replace("_", "-"),
        "Class": "".join(word.capitalize() for word in place.split("_")),
        "PREFIX": f"{place.upper().replace('_', '-')}-",
        "versions": f">={major}.{minor},<{major}.{int(minor) + 1}",
    }


def _texts(folder: Traversable, at: Path, names: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield where each template of a folder is written to, and its text with the names put in."""
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            inside = f"clusterkit_{names['place']}" if one.name == "module" else one.name
            yield from _texts(one, at / inside, names)
        elif one.name.endswith(_SUFFIX):
            name = one.name.removesuffix(_SUFFIX).replace("test_place", f"test_{names['place']}")
            yield at / name, Template(one.read_text(encoding="utf-8")).substitute(names)
