"""The engine of several machines, on this one: the same numbers, also where workers are killed or have threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clusterkit.errors import InputError
from clusterkit.runs.blocks import Failure
from clusterkit.runs.dask_engine import Dask, _taken
from clusterkit.runs.engine import ONE_THREAD, Engine, Serial
from clusterkit.runs.result import machine_readable
from clusterkit.runs.run import compute
from clusterkit.study.simulate import Study
from tests.runs import many
from tests.runs.conftest import Make

pytestmark = pytest.mark.slow


def digest(of: Study, engine: Engine) -> str:
    return str(machine_readable(compute(of, engine=engine), of)["manifest"]["digest"])


@contextmanager
def started(*words: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Have a process of the library's own command running."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def one_worker(threads: int) -> Any:
    """Have a scheduler on this machine with one worker."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=1, threads_per_worker=threads, dashboard_address=None, host="127.0.0.1",
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    )  # fmt: skip


def surroundings() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in (*ONE_THREAD, "MALLOC_TRIM_THRESHOLD_")}


def test_two_workers_give_the_numbers_of_one_process(make: Make) -> None:
    of, before = make(replications=650), dict(os.environ)
    assert digest(of, Dask(workers=2)) == digest(of, Serial())
    assert dict(os.environ) == before


def test_a_worker_killed_in_mid_run_costs_nothing(make: Make) -> None:
    of, told = make(replications=2000), list[int]()
    with Dask(workers=2).crew(of) as crew:
        client: Any = crew.client  # type: ignore[attr-defined]
        pids = list(client.run(os.getpid).values())
        for block, found in crew.compute(range(20)):
            assert not isinstance(found, Failure)
            told.append(block)
            if len(told) in {3, 9}:
                os.kill(pids.pop(), signal.SIGKILL)
    assert sorted(told) == list(range(20))


def test_a_run_goes_on_with_the_same_digest_where_a_worker_kills_itself(make: Make, tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    body = (
        f"    if replications < 100 and not Path({str(marker)!r}).exists():\n"
        f"        Path({str(marker)!r}).touch()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    of = make(body, replications=650)
    assert digest(of, Dask(workers=2)) == digest(of, Serial())
    assert marker.exists()


def test_a_block_that_always_kills_its_worker_is_named(make: Make) -> None:
    found = compute(make(many.DIES_AT_THE_END, replications=350), engine=Dask(workers=2))
    assert found.manifest["failures"] == [{"reason": "its worker was lost 4 times", "blocks": [3]}]
    assert found.manifest["replications_failed"] == list(range(300, 350))


def test_a_failure_in_a_worker_is_that_of_one_process(make: Make) -> None:
    of = make(many.FAILS_AT_THE_END)
    assert compute(of, engine=Dask(workers=1)).manifest == compute(of).manifest


def test_local_workers_keep_to_one_thread_and_to_the_c_librarys_own_thresholds(make: Make) -> None:
    with Dask(workers=1).crew(make()) as crew:
        (found,) = crew.client.run(surroundings).values()  # type: ignore[attr-defined]
    assert found == {**ONE_THREAD, "MALLOC_TRIM_THRESHOLD_": None}


def test_the_threads_of_a_worker_do_not_share_their_buffers(make: Make) -> None:
    of = make(replications=1200)
    with one_worker(threads=3) as cluster:
        assert digest(of, Dask(cluster.scheduler_address)) == digest(of, Serial())


def test_two_runs_may_share_a_scheduler(make: Make) -> None:
    one, other = make(replications=950), make(replications=950, seed=2)
    found: dict[int, str] = {}
    with one_worker(threads=2) as cluster:

        def go(place: int, of: Study) -> None:
            found[place] = digest(of, Dask(cluster.scheduler_address))

        beside = threading.Thread(target=go, args=(0, one))
        beside.start()
        go(1, other)
        go(2, one)
        beside.join()
    assert (found[0], found[1]) == (digest(one, Serial()), digest(other, Serial()))
    assert found[2] == found[0]


def test_the_librarys_own_commands_start_what_a_run_needs(make: Make, tmp_path: Path) -> None:
    of, address = make(replications=450), "tcp://127.0.0.1:18786"
    with started("scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard", folder=tmp_path):
        with pytest.raises(InputError, match=f"it has no worker; start one: dask worker {address}"):
            compute(of, engine=Dask(address))
        with started("worker", address, "--nthreads", "1", "--no-dashboard", folder=tmp_path):
            from distributed import Client

            with Client(address) as client:
                client.wait_for_workers(1, timeout=30)
            assert digest(of, Dask(address)) == digest(of, Serial())


def test_a_worker_that_prepares_another_study_is_refused(make: Make, tmp_path: Path) -> None:
    of = make("    pass\n")
    plugin = tmp_path / "strange" / "zone.py"
    plugin.write_text(plugin.read_text("utf-8").replace('lever("output_min", 10', 'lever("output_min", 11'), "utf-8")
    with pytest.raises(InputError, match=r"a worker prepares another study: law\.policies\.zone: "):
        compute(of, engine=Dask(workers=1))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://here", "127.0.0.1:not_a_port"])
def test_a_wrong_address_is_one_line(make: Make, address: str) -> None:
    with pytest.raises(InputError) as refused:
        compute(make(), engine=Dask(address))
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"--scheduler {address}: no scheduler answers there (")


def test_a_scheduler_that_is_lost_is_told(make: Make) -> None:
    cluster = one_worker(threads=1)

    def lose() -> None:
        with Dask(cluster.scheduler_address).crew(make(replications=5000)) as crew:
            for count, _ in enumerate(crew.compute(range(50))):
                if count == 2:
                    cluster.close()

    with pytest.raises(InputError, match="the scheduler was lost; what is finished is kept"):
        lose()


def test_what_a_cancelled_task_says_is_that_the_scheduler_was_lost() -> None:
    class Cancelled:
        def cancelled(self) -> bool:
            return True

    with pytest.raises(InputError, match="the scheduler was lost"):
        _taken(Cancelled(), 3)
