"""Scale: W1 at 20,000 replications, by one process, by one and two local workers, and by dask with two.

`python -m benchmarks.scale` prints how many times as fast two workers are as one, and exits 1 where a
target is missed. All workers stand ready before the clock starts. The lanes take turns, stretch after
stretch of the same blocks, so that what else the machine does meets them all; wall time is what counts,
so that a busy machine shows smaller ratios than a quiet one. Every lane's sum must be the same.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.lanes import YEARS, State
from benchmarks.measure import Target, report
from benchmarks.w1 import CLUSTERS, SEED, START, portfolio
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.runs.blocks import Failure, Sum, keys_of
from clusterkit.runs.dask_engine import Dask
from clusterkit.runs.engine import Crew, Engine, Serial
from clusterkit.runs.processes import Processes
from clusterkit.runs.result import machine_readable
from clusterkit.study.simulate import Study, prepare

REPLICATIONS = 20_000
STRETCHES = 10
WORKERS, DASK_WORKERS = 1.6, 1.3
ONE, TWO, DASK = "one worker", "two workers", "dask, two workers"
LANES: Final[Mapping[str, Engine]] = {
    "no worker": Serial(),
    ONE: Processes(1),
    TWO: Processes(2),
    DASK: Dask(workers=2),
}


def study(replications: int = REPLICATIONS) -> Study:
    """Return W1 as workers can prepare it: from a plugin that they find in a folder."""
    plugins = Plugins(selection=Selection(folders=(Path(__file__).parent / "plugins",), only=("bench",)))
    state = State.drawn(CLUSTERS)
    return prepare(
        portfolio(state), years=YEARS + 1, start=START, replications=replications, seed=SEED, plugins=plugins
    )


def timed(crew: Crew, blocks: Sequence[int], total: Sum) -> float:
    """Return the seconds that a crew takes to hand over some blocks, added up."""
    begun = time.perf_counter()
    for block, found in crew.compute(blocks):
        assert not isinstance(found, Failure), found.reason
        total.add(block, found)
    return time.perf_counter() - begun


def main() -> int:
    whole = study()
    blocks = range(len(keys_of(whole)))
    totals = {name: Sum(whole) for name in LANES}
    seconds: dict[str, list[float]] = {name: [] for name in LANES}
    with ExitStack() as stack:
        crews = {name: stack.enter_context(engine.crew(whole)) for name, engine in LANES.items()}
        for crew in crews.values():  # not measured: the first blocks fill the buffers
            timed(crew, blocks[:4], Sum(whole))
        for stretch in range(STRETCHES):
            part = blocks[stretch::STRETCHES]
            for name in list(crews)[:: -1 if stretch % 2 else 1]:
                seconds[name].append(timed(crews[name], part, totals[name]))
    digests = {str(machine_readable(one.summary([]), whole)["manifest"]["digest"]) for one in totals.values()}
    ratios = {
        name: median(one / other for one, other in zip(seconds[ONE], spent, strict=True))
        for name, spent in seconds.items()
    }
    _print(seconds, ratios, len(blocks))
    return report(
        [
            Target("two local workers, times as fast as one", ratios[TWO], WORKERS, at_least=True),
            Target(
                "dask with two workers, times as fast as one local worker", ratios[DASK], DASK_WORKERS, at_least=True
            ),
            Target("different sums among the lanes", len(digests) - 1, 0),
        ]
    )


def _print(seconds: Mapping[str, Sequence[float]], ratios: Mapping[str, float], blocks: int) -> None:
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    size = f"{CLUSTERS} clusters, {YEARS} years, {REPLICATIONS} replications in {blocks} blocks"
    print(f"scale: W1, {size}; {os.cpu_count()} processors, load {load}\n")
    print(f"{'lane':<24} {'wall seconds':>12} {'times one worker':>17} {'least':>7} {'most':>7}")
    for name, spent in seconds.items():
        each = [one / other for one, other in zip(seconds[ONE], spent, strict=True)]
        print(f"{name:<24} {sum(spent):>12.2f} {ratios[name]:>17.2f} {min(each):>7.2f} {max(each):>7.2f}")
    print(f"\nratios are medians of {STRETCHES} stretches\n")


if __name__ == "__main__":
    sys.exit(main())
