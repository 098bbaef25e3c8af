"""What a run takes in memory beside its tables: one block at a time, and the totals that are stated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clusterkit.portfolio.writing import write_folder
from tests.runs import many

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells and resets the peak of memory"),
]
MEGABYTE = 1e6
CLUSTERS, REPLICATIONS, YEARS = 2000, 400, 3
SLACK = 6 * MEGABYTE
"""What the allocator of one process keeps more than that of another."""
PEAK = f"""
import sys
from pathlib import Path
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.runs.run import compute
from clusterkit.study.opening import load_portfolio
from clusterkit.study.simulate import prepare

def told(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

plugins = Plugins(selection=Selection(folders=(Path("plugins"),), only=("zone",)))
tables = load_portfolio(sys.argv[1], plugins=plugins)
study = prepare(tables, years={YEARS}, replications=int(sys.argv[2]), plugins=plugins)
compute(study.with_replications(100)) if sys.argv[3] == "blocks" else None
Path("/proc/self/clear_refs").write_text("5")
before = told("VmRSS")
compute(study) if sys.argv[3] == "blocks" else study.run()
print(told("VmHWM") - before)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have the clusters once and twice, in files."""
    folder = tmp_path_factory.mktemp("memory")
    many.plugin_folder(folder / "plugins")
    for times in (1, 2):
        write_folder(many.many(times * CLUSTERS), folder / f"tables{times}")
    return folder


def grown(place: Path, times: int, replications: int, how: str = "blocks") -> int:
    """Return by how many bytes a process grows while it runs: by blocks, or as an outcome with all its arrays."""
    words = [sys.executable, "-c", PEAK, f"tables{times}", str(replications), how]
    return int(subprocess.run(words, cwd=place, capture_output=True, check=True).stdout)


def test_twice_the_clusters_take_no_more_beside_their_tables(place: Path) -> None:
    once, twice = grown(place, 1, REPLICATIONS), grown(place, 2, REPLICATIONS)
    assert twice < once + SLACK


def test_twice_the_replications_take_their_totals_and_no_more(place: Path) -> None:
    once, twice = grown(place, 1, REPLICATIONS), grown(place, 1, 2 * REPLICATIONS)
    kinds = 30  # more than the zone's causes and criteria together
    totals = 4 * REPLICATIONS * (4 * YEARS + kinds)
    assert twice < once + totals + SLACK


def test_an_outcome_with_all_its_arrays_would_be_told_apart(place: Path) -> None:
    once, twice = grown(place, 1, REPLICATIONS, "whole"), grown(place, 2, REPLICATIONS, "whole")
    assert twice > once + 16 * CLUSTERS * REPLICATIONS > once + 2 * SLACK
