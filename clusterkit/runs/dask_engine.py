"""The engine of several machines: blocks as tasks of dask.distributed (extra `distributed`).

The scheduler hands every worker the assignment, also one that joins later or takes the place of one that
was killed; each prepares the study once and checks that it is the same. Tasks carry the name of the run
and the number of a block, and nothing else.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from clusterkit.errors import ClusterkitError, InputError
from clusterkit.plugin_faults import told
from clusterkit.runs.blocks import Block, Failure, Workshop
from clusterkit.runs.engine import ONE_THREAD, Assignment, Crew, Finished
from clusterkit.study.simulate import Study

if TYPE_CHECKING:
    from distributed import Client

SURROUNDINGS: Final = {**ONE_THREAD, "MALLOC_TRIM_THRESHOLD_": None}
"""What a nanny sets for its worker; None for not at all.

The library's own threshold for giving memory back would, beside that, end the C library's adjustment of how
it serves large arrays: each would be asked of the system anew.
"""
_AHEAD = 4
"""How many blocks for each thread of the workers are with the scheduler at a time, and at least:"""
_AT_LEAST = 64
_SECONDS = 10


@frozen
class Dask:
    """Computes the blocks on a dask scheduler, or on a cluster of this machine's own without an address."""

    address: str | None = None
    workers: int | None = None

    @contextmanager
    def crew(self, study: Study) -> Iterator[Crew]:
        """Connect, and have every worker prepare the study.

        Raises InputError without the library, a scheduler, or a worker, and where one prepares another study.
        """
        assignment = Assignment.of(study)
        with ExitStack() as stack:
            client = self._client(stack)
            threads = sum(client.nthreads().values())
            if not threads:
                raise InputError(f"--scheduler {self.address}: it has no worker; start one: dask worker {self.address}")
            # Several runs may share a scheduler, also of one study: each has a name of its own.
            run = uuid.uuid4().hex
            stack.callback(_dismissed, client, run)
            try:
                client.register_plugin(_plugin(run, assignment, local=self.address is None), name=run)
                client.run(_check, run)
            except ClusterkitError as error:
                raise InputError(str(error)) from error
            except Exception as error:
                raise InputError(f"a worker cannot prepare the study: {told(error)}") from error
            yield _Tasks(client, run, max(_AT_LEAST, _AHEAD * threads))

    def _client(self, stack: ExitStack) -> Client:
        try:
            import dask
            from distributed import LocalCluster
        except ImportError:
            raise InputError(
                "--engine dask needs the extra distributed: pip install 'clusterkit-sdk[distributed]'"
            ) from None
        # What goes wrong is told in one line here; the library would tell it on a page of its own.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        if self.address is None:
            stack.enter_context(dask.config.set({"distributed.nanny.pre-spawn-environ": SURROUNDINGS}))
            stack.enter_context(_own_environment())
            cluster = LocalCluster(
                n_workers=self.workers or 2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"}, silence_logs=logging.CRITICAL,
            )  # fmt: skip
            stack.enter_context(cluster)
            return _connected(stack, cluster)
        try:
            return _connected(stack, self.address)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(f"--scheduler {self.address}: no scheduler answers there ({told(error)})") from error


def _connected(stack: ExitStack, to: Any) -> Client:
    from distributed import Client

    client: Client = stack.enter_context(Client(to, timeout=_SECONDS))
    return client


@frozen
class _Tasks:
    """Sends blocks to a scheduler, some ahead of those that are computed."""

    client: Client
    run: str
    ahead: int

    def compute(self, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished. Raises InputError where the scheduler is lost."""
        from distributed import as_completed

        queue, numbers, running = iter(blocks), dict[Any, int](), as_completed()

        def submit() -> None:
            for block in queue:
                future = self.client.submit(_computed, self.run, block, key=f"{self.run}-{block}", pure=False)
                numbers[future.key] = block
                running.add(future)
                return

        for _ in range(self.ahead):
            submit()
        for future in running:
            block = numbers.pop(future.key)
            found = _taken(future, block)
            future.release()
            submit()
            yield block, found


def _taken(future: Any, block: int) -> Block | Failure:
    """Return what a task found; a block whose worker was lost each time is a failure."""
    from distributed import KilledWorker

    if future.cancelled():
        raise InputError("the scheduler was lost; what is finished is kept, and the same command continues it")
    try:
        found: Block | Failure = future.result()
    except KilledWorker as error:
        return Failure(block, f"its worker was lost {error.allowed_failures + 1} times")
    except ClusterkitError as error:
        raise InputError(str(error)) from error
    return found


def _dismissed(client: Client, run: str) -> None:
    """Have the workers forget a run. A scheduler that is gone has nothing to forget."""
    with suppress(Exception):
        client.unregister_worker_plugin(run)


@contextmanager
def _own_environment() -> Iterator[None]:
    """Undo what nannies, which live in this process, set for their workers."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


# In a worker -------------------------------------------------------------------------------------

_assignments: dict[str, Assignment] = {}
_studies: dict[str, Study] = {}
_lock = threading.Lock()
_own = threading.local()
"""Each thread of a worker has a workshop of its own for each run that is going on: `_own.workshops`."""


def _plugin(run: str, assignment: Assignment, *, local: bool) -> Any:
    """Return what hands an assignment to every worker, whenever it joins; `local` ones leave Ctrl-C to this process."""
    from distributed import WorkerPlugin

    class Assigned(WorkerPlugin):
        """Keeps the assignment in a worker."""

        def setup(self, worker: Any) -> None:
            """Keep it."""
            del worker
            _assign(run, assignment)
            if local:
                _leave_ctrl_c()

        def teardown(self, worker: Any) -> None:
            """Forget it."""
            del worker
            _assign(run, None)

    return Assigned()


def _assign(run: str, assignment: Assignment | None) -> None:
    """Keep an assignment, or forget it. The plugin calls it by its name: what is sent by value has other globals."""
    with _lock:
        if assignment is not None:
            _assignments[run] = assignment
        else:
            _assignments.pop(run, None)
            _studies.pop(run, None)


def _leave_ctrl_c() -> None:
    # The terminal tells the whole group; whoever started the workers ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check(run: str) -> None:
    """Prepare the study, so that a worker that cannot is found before the first block."""
    _study(run)


def _computed(run: str, block: int) -> Block | Failure:
    held: dict[str, Workshop] = getattr(_own, "workshops", {})
    _own.workshops = {name: one for name, one in held.items() if name in _assignments}
    if run not in _own.workshops:
        _own.workshops[run] = Workshop(_study(run))
    workshop: Workshop = _own.workshops[run]
    return workshop.attempt(block)


def _study(run: str) -> Study:
    """Return the study of a run, prepared once in this worker. Raises InputError where it cannot be."""
    with _lock:
        if run not in _studies:
            _studies[run] = _assignments[run].prepared()
        return _studies[run]
