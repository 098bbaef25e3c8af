"""Imports: how long a plugin takes to import, and what heavy libraries it draws in, measured in another process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Importing, Subject

HEAVY: Final = frozenset(
    {
        "IPython", "dask", "geopandas", "matplotlib", "notebook", "openpyxl", "pandas", "plotly", "polars", "pyarrow",
        "requests", "scipy", "seaborn", "shapely", "simpy", "sklearn", "statsmodels", "sympy", "tensorflow", "torch",
        "xarray",
    }
)  # fmt: skip
"""What no hook needs before it is called: import it inside the function that uses it."""
SLOW: Final = 0.3
"""Seconds; beside it the command itself starts in less."""

# What every plugin needs is imported first and not counted.
_MEASURE: Final = """
import importlib, importlib.util, json, sys, time
module, file, *folders = json.loads(sys.argv[1])
sys.path[:0] = folders
import clusterkit.law, clusterkit.portfolio.model, clusterkit.simulation.dynamics, clusterkit.simulation.standard
import clusterkit.portfolio.sampling
before, started = set(sys.modules), time.perf_counter()
if module:
    importlib.import_module(module)
else:
    spec = importlib.util.spec_from_file_location("measured", file)
    sys.dont_write_bytecode = True
    sys.modules["measured"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["measured"])
took = time.perf_counter() - started
print(json.dumps([took, sorted({name.partition(".")[0] for name in set(sys.modules) - before})]))
"""


def check(subject: Subject) -> Iterator[Flaw]:
    """Import the plugin in a process of its own; what is slow there is slow whenever the command starts."""
    if subject.importing is None:
        return
    took, drawn = _measured(subject.importing)
    for name in sorted(HEAVY & drawn):
        yield Flaw(
            "imports", name, "imported with the plugin; import it inside the function that uses it", warning=True
        )
    if took > SLOW:
        yield Flaw("imports", subject.name, f"takes {took:.1f} s to import; leave work to the hooks", warning=True)


def _measured(importing: Importing) -> tuple[float, set[str]]:
    """Return how long an import takes, in seconds, and the libraries that it draws in."""
    asked = json.dumps([importing.module, importing.file, *importing.folders])
    # The interpreter that runs now, a fixed program, and names as data: nothing for a shell to read.
    words = [sys.executable, "-c", _MEASURE, asked]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - see above
    if done.returncode:
        return 0.0, set()
    took, drawn = json.loads(done.stdout.splitlines()[-1])
    return float(took), set(drawn)
