"""The zone's measure as a single-file plugin and many clusters of it: what the tests of runs work with.

With 500 clusters every block holds 100 replications, as in a run of a country's clusters. A test may give the
standard one more criterion, the body of a function `strange(sitting)`: it raises, or kills its own process.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from clusterkit.law import Lever
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.scenario import WHAT_IF, Scenario
from clusterkit.study.simulate import Study, prepare
from tests.cli import zone

MANY = 500
OF_BLOCK = 100
LAST_YEAR = 2025
WITHOUT = "    required(PLACE, PARK),\n)\n"
WITH = """    required(PLACE, PARK),
    from_function("zone.strange", strange, title=Text("怪", "strange"), cite="第二条(五)"),
)
"""
STRANGE = """
import os, signal
from pathlib import Path
import numpy as np
from clusterkit.law import from_function

def strange(sitting):
    replications = sitting.who.shape[2]
{body}
    return np.full((1, 1, 1), 2, np.int8)

STANDARD ="""
FAILS_AT_THE_END = """\
    if replications < 100:
        raise ValueError("no figures for the rest")
"""
FAILS_ALWAYS = """\
    raise ValueError("no figures\\nat all")
"""
DIES_AT_THE_END = """\
    if replications < 100:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def source(body: str = "") -> str:
    """Return the plugin's text, with a strange criterion where a body is given."""
    plain = Path(zone.__file__).read_text("utf-8")
    if not body:
        return plain
    changed = plain.replace(WITHOUT, WITH).replace("\nSTANDARD =", STRANGE.format(body=body), 1)
    assert changed.count("strange") > plain.count("strange")
    return changed


def plugin_folder(folder: Path, body: str = "") -> Path:
    """Write the plugin into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zone.py").write_text(source(body), "utf-8")
    return folder


def plugins(folder: Path) -> Plugins:
    """Return the zone's plugin of a folder and no other."""
    return Plugins(selection=Selection(folders=(folder,), only=("zone",)))


def many(count: int = MANY) -> Portfolio:
    """Return so many clusters, no two alike, one in six a candidate."""
    clusters = [_cluster(number) for number in range(count)]
    figures = [_figures(number, year) for number in range(count) for year in range(LAST_YEAR - 3, LAST_YEAR + 1)]
    return Portfolio.from_rows(clusters, figures, name="many", indicators=(zone.PARK,))


def study(
    folder: Path, portfolio: Portfolio | None = None, what_if: Sequence[str] = ("zone.output_min=12",), **settings: Any
) -> Study:
    """Return a short study of the zone under the plugin of a folder: its clusters, or those given."""
    found = plugins(folder)
    levers: dict[str, Lever] = {lever.key: lever for lever in found.policy("zone").levers}
    scenarios = [Scenario("baseline"), *([Scenario.of(WHAT_IF, levers, what_if)] if what_if else [])]
    whole: dict[str, Any] = {"years": 2, "replications": 250, "jurisdictions": ("zone",), "scenarios": scenarios}
    return prepare(portfolio, **(whole | settings), plugins=found)


def _cluster(number: int) -> dict[str, object]:
    certified = date(LAST_YEAR - number % 3, 1 + number % 12, 1 + number % 28)
    return {
        "cluster_id": f"Z{number:06d}", "name": f"集群{number}", "jurisdiction": "zone", "dominant_industry": "轴承",
        "certified_on": None if number % 6 == 5 else certified, "area_km2": 20.0 + number % 90,
    }  # fmt: skip


def _figures(number: int, year: int) -> dict[str, object]:
    output = round((9.0 + number % 17 / 3) * 1.05 ** (year - LAST_YEAR + 3), 2)
    return {
        "cluster_id": f"Z{number:06d}", "year": year, "output_value": output,
        "sme_output_value": round(output * (0.5 + 0.02 * (number % 20)), 3), "champions": number % 2,
        "srdi_smes": 4 + number % 9, "incidents": 0, "zone_park": True,
    }  # fmt: skip
