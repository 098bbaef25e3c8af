"""What the guide for an administrator shows is done: job arrays and dask's own commands, as they stand there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from clusterkit.runs.folder import RunFolder

GUIDE = (Path(__file__).parents[2] / "docs" / "runs.md").read_text("utf-8")
PLAIN = "clusterkit simulate --jurisdiction zhuhai --replications 20000 --format json"
SHARDS = 4
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "zhuhai" not in {entry.name for entry in entry_points(group="clusterkit")},
        reason="the guide simulates a place whose plugin is not installed",
    ),
]


def block(language: str, word: str) -> str:
    """Return the block of the guide that holds a word."""
    (found,) = [
        one for one in re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE) if word in one
    ]
    return str(found)


def surroundings(**more: object) -> dict[str, str]:
    """Return an environment whose path finds the commands of this Python first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, **{name: str(value) for name, value in more.items()}}


def ran(script: str, folder: Path, **more: object) -> str:
    said = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=surroundings(**more), capture_output=True, check=False, timeout=300
    )
    assert said.returncode == 0, said.stderr.decode()
    return said.stdout.decode()


@contextmanager
def running(command: str, folder: Path) -> Iterator[None]:
    """Have a command running that does not end by itself."""
    with subprocess.Popen(
        ["bash", "-c", f"exec {command}"], cwd=folder, env=surroundings(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def digest(result: str) -> str:
    return str(json.loads(result)["manifest"]["digest"])


def test_a_job_array_of_slurm_gives_the_numbers_of_one_process(tmp_path: Path) -> None:
    script = block("bash", "#SBATCH")
    assert f"--array=1-{SHARDS}" in script
    for number in range(1, SHARDS + 1):
        ran(script, tmp_path, SLURM_ARRAY_TASK_ID=number, SLURM_ARRAY_TASK_COUNT=SHARDS)
    collected = ran("clusterkit collect shared/big --format json", tmp_path)
    assert digest(collected) == digest(ran(PLAIN, tmp_path))


def test_an_indexed_job_of_kubernetes_gives_the_numbers_of_one_process(tmp_path: Path) -> None:
    yaml: Any = import_module("yaml")  # comes with dask, and without types
    spec = yaml.safe_load(block("yaml", "completionMode"))["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    assert (spec["completions"], container["command"]) == (SHARDS, ["bash", "-c"])
    for index in range(SHARDS):
        ran(container["args"][0], tmp_path, JOB_COMPLETION_INDEX=index)
    collected = ran("clusterkit collect shared/big --format json", tmp_path)
    assert digest(collected) == digest(ran(PLAIN, tmp_path))


def test_a_scheduler_and_workers_of_dask_give_the_numbers_of_one_process(tmp_path: Path) -> None:
    from distributed import Client

    scheduler, worker, simulate = block("bash", "dask worker tcp://").replace("8786", "18787").splitlines()
    with running(scheduler, tmp_path), running(worker, tmp_path):
        with Client("tcp://127.0.0.1:18787", timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        found = ran(f"{simulate} --format json", tmp_path)
    assert digest(found) == digest(ran(PLAIN, tmp_path))
    assert len(RunFolder(tmp_path / "big").done()) == 13


def test_what_the_guide_says_of_the_nannies_is_what_they_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "dask"
    folder.mkdir()
    (folder / "distributed.yaml").write_text(block("yaml", "MALLOC_TRIM_THRESHOLD_"), "utf-8")
    told = (
        "import distributed, dask; from distributed.nanny import _get_env_variables as of; "
        "print(sorted(of('distributed.nanny.pre-spawn-environ')))"
    )
    before, after = (
        subprocess.run(
            [sys.executable, "-c", told], env=surroundings(DASK_CONFIG=place), capture_output=True, check=True
        ).stdout.decode()
        for place in (tmp_path / "nothing", folder)
    )
    assert "MALLOC_TRIM_THRESHOLD_" in before
    assert "MALLOC_TRIM_THRESHOLD_" not in after
