"""Engines: whoever computes, and however many, the numbers are the same; a worker that dies takes nothing along."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from clusterkit.errors import InputError
from clusterkit.plugins import Plugins
from clusterkit.runs.blocks import Block, Failure, keys_of
from clusterkit.runs.engine import ONE_THREAD, Assignment, Engine, Serial
from clusterkit.runs.processes import Processes
from clusterkit.runs.result import machine_readable
from clusterkit.runs.run import compute
from clusterkit.study.simulate import Study, prepare
from tests.cli import zone
from tests.runs import many
from tests.runs.conftest import Make

KILLED_ONCE = """\
    if replications < 100 and not Path({marker!r}).exists():
        Path({marker!r}).touch()
        os.kill(os.getpid(), signal.SIGKILL)
"""
TELLS_ITS_SURROUNDINGS = """\
    threads = len(os.listdir("/proc/self/task"))
    blas = {{os.environ.get(name) for name in {names!r}}}
    raise ValueError(f"{{threads}} thread, {{blas}}, {{signal.getsignal(signal.SIGINT).name}}")
"""


def digest(of: Study, engine: Engine) -> str:
    return str(machine_readable(compute(of, engine=engine), of)["manifest"]["digest"])


def alive() -> list[Any]:
    return multiprocessing.active_children()


def test_one_two_and_three_workers_give_the_numbers_of_one_process(make: Make) -> None:
    of = make(replications=650)
    assert {digest(of, Processes(count)) for count in (1, 2, 3)} == {digest(of, Serial())}
    assert alive() == []


def test_there_may_be_more_workers_than_blocks(make: Make) -> None:
    of = make(replications=100)
    assert len(keys_of(of)) == 1
    assert digest(of, Processes(3)) == digest(of, Serial())


def test_each_block_comes_once(make: Make) -> None:
    of = make(replications=650)
    with Processes(2).crew(of) as crew:
        assert sorted(block for block, _ in crew.compute([5, 1, 3, 6])) == [1, 3, 5, 6]
        assert [block for block, _ in crew.compute([2])] == [2]
        assert list(crew.compute([])) == []


def test_a_failure_in_a_worker_is_that_of_one_process(make: Make) -> None:
    of = make(many.FAILS_AT_THE_END)
    assert compute(of, engine=Processes(2)).manifest == compute(of).manifest


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells how many threads there are")
def test_a_worker_keeps_to_one_thread_and_leaves_ctrl_c_to_its_parent(make: Make) -> None:
    before = dict(os.environ)
    of = make(TELLS_ITS_SURROUNDINGS.format(names=tuple(ONE_THREAD)), replications=100)
    (failure,) = compute(of, engine=Processes(1)).manifest["failures"]
    assert failure["reason"].startswith("ValueError: 1 thread, {'1'}, SIG_IGN (zone.py")
    assert dict(os.environ) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Workers that die -----------------------------------------------------------------------------------


def test_the_blocks_of_a_worker_that_is_killed_are_tried_again(make: Make, tmp_path: Path) -> None:
    body = KILLED_ONCE.format(marker=str(tmp_path / "killed"))
    of = make(body, replications=350)
    found = compute(of, engine=Processes(2))
    assert (tmp_path / "killed").exists()
    assert (found.replications, found.manifest["failures"]) == (350, [])
    assert machine_readable(found, of)["manifest"]["digest"] == digest(of, Serial())


def test_a_block_that_always_kills_its_worker_is_named_and_the_others_stand(make: Make) -> None:
    of = make(many.DIES_AT_THE_END, replications=350)
    found = compute(of, engine=Processes(2))
    assert found.manifest["failures"] == [{"reason": "its worker was killed 3 times (exit code -9)", "blocks": [3]}]
    assert found.manifest["replications_failed"] == list(range(300, 350))
    assert alive() == []


def test_workers_killed_from_outside_cost_nothing(make: Make) -> None:
    of, seen = make(replications=1500), list[int]()
    with Processes(2).crew(of) as crew:
        found: dict[int, Block | Failure] = {}
        for block, one in crew.compute(range(15)):
            seen.append(block)
            found[block] = one
            if len(seen) in {2, 5}:
                os.kill(alive()[0].pid, signal.SIGKILL)
    assert sorted(seen) == list(range(15))
    assert not [one for one in found.values() if isinstance(one, Failure)]


def test_nobody_is_left_behind_when_the_work_is_broken_off(make: Make) -> None:
    def stop() -> Iterator[int]:
        with Processes(2).crew(make(replications=1500)) as crew:
            for block, _ in crew.compute(range(15)):
                yield block
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(stop())
    assert alive() == []


def test_workers_that_end_before_they_are_ready_are_told_once(make: Make, tmp_path: Path) -> None:
    of = make("    pass\n")
    plugin = tmp_path / "strange" / "zone.py"
    plugin.write_text(plugin.read_text("utf-8") + "\nos._exit(7)\n", "utf-8")
    with pytest.raises(InputError, match=re.escape("--workers: the workers end before they are ready (exit code 7)")):
        compute(of, engine=Processes(2))
    assert alive() == []


def test_workers_that_cannot_be_started_are_told_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, calls = multiprocessing.context.ForkServerProcess.start, iter(range(9))

    def one_and_no_more(self: multiprocessing.context.ForkServerProcess) -> None:
        if next(calls):
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        plain(self)

    monkeypatch.setattr(multiprocessing.context.ForkServerProcess, "start", one_and_no_more)
    with pytest.raises(InputError, match="--workers: no worker can be started: Resource temporarily unavailable"):
        compute(make(), engine=Processes(3))
    assert alive() == []


# What a worker is given -----------------------------------------------------------------------------


def test_a_study_made_of_objects_stays_in_its_process() -> None:
    of = prepare(plugins=Plugins({"zone": zone}), replications=5, years=1)
    assert compute(of).replications == 5
    with pytest.raises(InputError, match="handed policies, dynamics or plugins as objects"):
        compute(of, engine=Processes(1))


def test_a_worker_that_prepares_another_study_is_refused(make: Make, sound: Path) -> None:
    of = make()
    given = Assignment.of(of)
    text = (sound / "zone.py").read_text("utf-8")
    try:
        (sound / "zone.py").write_text(text.replace('lever("output_min", 10', 'lever("output_min", 11'), "utf-8")
        with pytest.raises(InputError, match=r"a worker prepares another study: law\.policies\.zone: "):
            compute(of, engine=Processes(2))
    finally:
        (sound / "zone.py").write_text(text, "utf-8")
    assert given.prepared().plan.seed == of.plan.seed


def test_a_worker_without_the_plugin_is_refused(make: Make, tmp_path: Path) -> None:
    of = make("    pass\n")
    (tmp_path / "strange" / "zone.py").rename(tmp_path / "strange" / "moor.py")
    with pytest.raises(InputError, match="a worker cannot prepare the study: unknown plugin: zone"):
        compute(of, engine=Processes(1))
    assert alive() == []


def test_what_a_worker_is_given_means_the_same_in_another_folder(
    make: Make, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sound.parent)
    monkeypatch.setenv("CLUSTERKIT_PLUGINS_DIR", sound.name)
    of = prepare(many.many(20), replications=100, years=1, jurisdictions=("zone",), plugins=Plugins())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLUSTERKIT_PLUGINS_DIR")
    assert digest(of, Processes(1)) == digest(of, Serial())


def test_a_changed_study_is_given_as_it_was_changed(make: Make) -> None:
    of = make(replications=150).with_replications(250).with_inputs({"zone.output_value.mean": -0.05})
    of = of.with_scenarios(of.scenarios[::-1])
    assert digest(of, Processes(2)) == digest(of, Serial()) != digest(make(), Serial())
    assert evolve(of, recipe=None).recipe is None
