"""The engine of one machine: blocks in processes, each with a pipe of its own.

A worker has at most two blocks, one that it computes and one that waits, so that it never stands idle; one
that is killed names its block by that, and another takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final

from attrs import define, field, frozen

from clusterkit.errors import InputError
from clusterkit.plugin_faults import told
from clusterkit.runs.blocks import Failure, Workshop
from clusterkit.runs.engine import ATTEMPTS, ONE_THREAD, Assignment, Crew, Finished
from clusterkit.study.simulate import Study

READY: Final = "ready"
_AHEAD = 2
_GONE = (EOFError, OSError)
"""What a pipe says whose other end has died."""


@frozen
class Processes:
    """Computes the blocks in processes of this machine; those of a worker that is killed are tried again.

    Where this process has used a fork server of its own before, that one's environment stands.
    """

    workers: int

    @contextmanager
    def crew(self, study: Study) -> Iterator[Crew]:
        """Start the workers and wait until each has prepared the study. Raises InputError where one cannot."""
        crew = _Workers(Assignment.of(study), self.workers)
        try:
            crew.start()
            yield crew
        finally:
            crew.stop()


@define(eq=False)
class _Worker:
    """One process, its pipe, and the blocks that are with it, the first under way."""

    process: BaseProcess
    pipe: Connection[Any, Any]
    ready: bool = False
    blocks: deque[int] = field(factory=deque)


class _Workers:
    """The workers of one run."""

    def __init__(self, assignment: Assignment, count: int) -> None:
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            self._context.set_forkserver_preload([__name__])
        self._assignment, self._count = assignment, count
        self._workers: list[_Worker] = []
        self._deaths = 0

    def start(self) -> None:
        """Start the workers and wait until all are ready."""
        for _ in range(self._count):
            self._workers.append(self._started())
        while waiting := [worker for worker in self._workers if not worker.ready]:
            for worker in _heard(waiting):
                try:
                    self._hear(worker)
                except _GONE:
                    self._replace(worker)

    def stop(self) -> None:
        """End the workers at once; what they were at is lost, what they have handed over is not."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def compute(self, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished. Raises InputError where workers cannot be replaced."""
        queue, killed = deque(blocks), Counter[int]()
        while queue or any(worker.blocks for worker in self._workers):
            for worker in self._workers:
                self._hand(worker, queue)
            for worker in _heard([one for one in self._workers if one.blocks or not one.ready]):
                try:
                    found = self._hear(worker)
                except _GONE:
                    under_way, code = [*worker.blocks], self._replace(worker)
                    # The first one was being computed; the others wait for somebody else.
                    queue.extendleft(reversed(under_way[1:]))
                    for block in under_way[:1]:
                        killed[block] += 1
                        if killed[block] < ATTEMPTS:
                            queue.append(block)
                        else:
                            yield block, Failure(block, f"its worker was killed {ATTEMPTS} times (exit code {code})")
                    continue
                if found is not None:
                    self._hand(worker, queue)
                    yield found

    def _hand(self, worker: _Worker, queue: deque[int]) -> None:
        """Give a worker what it may have; of one that has died, its pipe tells when it is heard."""
        while worker.ready and queue and len(worker.blocks) < _AHEAD:
            worker.blocks.append(queue.popleft())
            with suppress(*_GONE):
                worker.pipe.send(worker.blocks[-1])

    def _hear(self, worker: _Worker) -> Finished | None:
        """Take what a worker says: that it is ready, why it cannot be, or a block."""
        found = worker.pipe.recv()
        if isinstance(found, InputError):
            raise found
        self._deaths = 0
        if found == READY:
            worker.ready = True
            return None
        return worker.blocks.popleft(), found

    def _replace(self, worker: _Worker) -> int | None:
        """Put another worker in the place of one that died, and return its exit code.

        Raises InputError where one after another dies before it has done anything.
        """
        worker.pipe.close()
        worker.process.join()
        code = worker.process.exitcode
        self._deaths += not worker.ready
        if self._deaths >= ATTEMPTS:
            raise InputError(f"--workers: the workers end before they are ready (exit code {code})")
        self._workers[self._workers.index(worker)] = self._started()
        return code

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        with _surroundings():
            process = self._context.Process(target=_work, args=(theirs,), daemon=True)
            try:
                process.start()
            except OSError as error:
                raise InputError(f"--workers: no worker can be started: {error.strerror or error}") from error
        theirs.close()
        worker = _Worker(process, ours)
        with suppress(*_GONE):
            ours.send(self._assignment)
        return worker


def _heard(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until some workers have something to say, or have died, and return them."""
    pipes = {worker.pipe: worker for worker in workers}
    return [pipes[pipe] for pipe in wait([*pipes])]  # type: ignore[index] # they are the ones that were given


@contextmanager
def _surroundings() -> Iterator[None]:
    """Let what is started here keep to one thread, and leave Ctrl-C to this process."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    in_main = threading.current_thread() is threading.main_thread()
    os.environ.update(ONE_THREAD)
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
    try:
        yield
    finally:
        if in_main:
            signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _work(pipe: Connection[Any, Any]) -> None:
    """Prepare the study, and compute blocks until nobody is there to ask for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(*_GONE):
        try:
            assignment: Assignment = pipe.recv()
            workshop = Workshop(assignment.prepared())
        except InputError as error:
            pipe.send(error)
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked must hear it
            pipe.send(InputError(f"a worker cannot prepare the study: {told(error)}"))
            return
        pipe.send(READY)
        while True:
            pipe.send(workshop.attempt(pipe.recv()))
