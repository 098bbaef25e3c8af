"""The workload of `benchmarks.scale` is W1, whoever computes it; without a clock."""

from __future__ import annotations

from benchmarks import scale, w1
from benchmarks.lanes import State
from clusterkit.runs.blocks import Sum, keys_of
from clusterkit.runs.engine import Serial
from clusterkit.runs.processes import Processes
from clusterkit.runs.result import machine_readable
from clusterkit.runs.run import compute


def test_workers_compute_the_workload_that_one_process_computes() -> None:
    plain, found = w1.study(State.drawn(w1.CLUSTERS), replications=200), scale.study(replications=200)
    told = machine_readable(plain.run(), plain)
    assert machine_readable(compute(found, engine=Processes(2)), found)["scenarios"] == told["scenarios"]


def test_what_is_timed_is_handed_over_and_added_up() -> None:
    found = scale.study(replications=100)
    total, blocks = Sum(found), range(len(keys_of(found)))
    with Serial().crew(found) as crew:
        assert scale.timed(crew, blocks, total) > 0
    assert total.summary([]).tally("bench").started == w1.CLUSTERS
