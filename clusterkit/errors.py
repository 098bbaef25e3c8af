"""Everything that clusterkit refuses, on one screen.

ClusterkitError            base: one clear message, what, where and what to do
├── InputError             something handed in is wrong (exit code 2)
│   ├── UnknownNameError   no such policy, lever, indicator ...; names the nearest
│   ├── LeverError         a lever's value is not of its kind, unit or legal range
│   ├── PortfolioError     faults in a portfolio, all at once, as objects in `.faults`
│   └── StudyFileError     faults in a study file, all at once, as objects in `.faults`
├── PluginError            a plugin is broken, or two plugins disagree; names them
└── RunError               a run breaks down, in a plugin's code say; names what raised and where
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterkit.portfolio.faults import Fault
    from clusterkit.study.study_document import StudyFault


class ClusterkitError(Exception):
    """Base of all errors that a user can act on."""


class InputError(ClusterkitError):
    """Something that was handed in is wrong."""


class UnknownNameError(InputError):
    """A name that nothing answers to."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        if near:
            hint = f"; did you mean {near[0]}?"
        elif names:
            hint = f"; known: {', '.join(names[:20])}"
        else:
            hint = f"; no {what} is known here"
        super().__init__(f"unknown {what}: {name}{hint}")
        self.what = what
        self.name = name


class LeverError(InputError):
    """A lever's value is not of its kind, not in its unit, or outside its legal range."""


class PortfolioError(InputError):
    """A portfolio cannot be read; `.faults` holds every fault as an object."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults]
        super().__init__(f"{len(lines)} fault(s) in the portfolio:\n" + "\n".join(lines))


class StudyFileError(InputError):
    """A study file cannot be used; `.faults` holds every fault as an object, with its line."""

    def __init__(self, faults: Iterable[StudyFault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults]
        super().__init__(lines[0] if len(lines) == 1 else f"{len(lines)} faults in the study:\n" + "\n".join(lines))


class PluginError(ClusterkitError):
    """A plugin cannot be used, or two plugins disagree."""


class RunError(ClusterkitError):
    """A run breaks down: something raised in the middle of it, in a plugin's code say."""
