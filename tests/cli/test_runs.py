"""`simulate --run`, `collect` and `reproduce`: what a user sees of runs that last."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterkit.runs.environment import environment
from tests.cli.conftest import Console, Run, Said, Site
from tests.runs import many

Refused = Callable[..., str]
BLOCKS = ("--years", "1", "--replications", "16700")
"""Six clusters: three blocks, the last one of 100 replications."""
SHORT = ("--years", "1", "--replications", "20")
WHAT_IF = ("--set", "zone.output_min=12")


def told(said: Said) -> Any:
    assert said.code == 0, said.err
    return json.loads(said.out)


def result(folder: Path) -> Any:
    return json.loads((folder / "result.json").read_text("utf-8"))


def broken(site: Site, body: str) -> None:
    """Have the zone's plugin with a strange criterion."""
    site.install("clusterkit-zone", many.source(body), plugins={"zone": "clusterkit_zone"})


# Keeping, continuing, adding up ---------------------------------------------------------------------


def test_a_run_that_is_kept_prints_what_a_plain_one_prints(site: Site, run: Run, here: Path) -> None:
    plain, kept = told(run("simulate", *BLOCKS, *WHAT_IF, "--format", "json")), None
    kept = told(run("simulate", *BLOCKS, *WHAT_IF, "--format", "json", "--run", "big"))
    assert kept == result(here / "big")
    assert kept["manifest"].pop("command") == plain["manifest"].pop("command") + " --run big"
    assert kept == plain


def test_the_same_command_continues_a_run(site: Site, run: Run, here: Path) -> None:
    first = run("simulate", *BLOCKS, "--run", "big", "--shard", "2/3")
    assert (first.code, first.out) == (0, "")
    assert first.err == "note: this shard is done; `clusterkit collect big` adds up the run once all are\n"
    kept = (here / "big" / "blocks" / "00001.npz").stat().st_mtime_ns
    second = run("simulate", *BLOCKS, "--run", "big")
    assert second.code == 0
    assert second.err == "note: 1 of 3 blocks are finished already\n"
    assert (here / "big" / "blocks" / "00001.npz").stat().st_mtime_ns == kept
    assert len(list((here / "big" / "blocks").iterdir())) == 3


def test_shards_are_added_up(site: Site, run: Run, here: Path) -> None:
    whole = told(run("simulate", *BLOCKS, "--format", "json"))
    for number in (3, 1, 2):
        assert run("simulate", *BLOCKS, "--run", "big", "--shard", f"{number}/3").code == 0
    assert not (here / "big" / "result.json").exists()
    said = run("collect", "big", "--format", "json")
    assert said.err == f"result: {Path('big') / 'result.json'}\n"
    assert told(said) == result(here / "big")
    assert told(said)["manifest"]["digest"] == whole["manifest"]["digest"]
    assert run("collect", "big").out == run("simulate", *BLOCKS).out


def test_what_is_told_is_told_in_chinese_too(site: Site, run: Run) -> None:
    run("simulate", *BLOCKS, "--run", "big", "--shard", "2/3", "--lang", "zh")
    said = run("simulate", *BLOCKS, "--run", "big", "--lang", "zh")
    assert said.err == "说明:3 个块中已有 1 个算完\n"
    assert run("reproduce", "big", "--lang", "zh").out == "结果逐位一致\n"


@pytest.mark.parametrize(
    "words, told",
    [
        (("--shard", "1/2"), "--shard needs --run DIR, a folder that all shards share"),
        (("--run", "big", "--shard", "3/2"), "--shard 3/2: write the number of this shard and of all, such as 3/40"),
        (("--workers", "0"), "--workers 0: at least one worker is needed"),
        (("--engine", "processes", "--workers", "0"), "--workers 0: at least one worker is needed"),
        (("--engine", "serial", "--workers", "2"), "--engine serial computes in this process; leave --workers out"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler goes with --engine dask"),
        (
            ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"),
            "--workers: the scheduler has workers of its own; leave --workers out",
        ),
        (
            ("--run", "big", "--trace", "trace"),
            "--run, --workers, --engine and --shard go neither with --trace nor with --precision",
        ),
        (
            ("--workers", "2", "--precision", "1pp"),
            "--run, --workers, --engine and --shard go neither with --trace nor with --precision",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    site: Site, refused: Refused, words: tuple[str, ...], told: str
) -> None:
    assert refused("simulate", *SHORT, *words) == f"error: {told}\n"


def test_another_plan_in_the_folder_is_refused(site: Site, run: Run, refused: Refused) -> None:
    run("simulate", *SHORT, "--run", "big")
    assert refused("simulate", *SHORT, "--seed", "2", "--run", "big") == (
        "error: big holds another run; it differs in settings.seed: 1 there, 2 now\n"
    )


def test_a_folder_without_a_run_has_nothing_to_add_up(site: Site, refused: Refused, here: Path) -> None:
    (here / "empty").mkdir()
    told = "empty holds no run: there is no plan.json; name the folder that --run was given"
    assert refused("collect", "empty") == f"error: {told}\n"
    assert refused("reproduce", "empty") == f"error: {told}\n"


def test_missing_shards_are_told(site: Site, run: Run, refused: Refused) -> None:
    run("simulate", *BLOCKS, "--run", "big", "--shard", "2/3")
    assert refused("collect", "big").startswith("error: big: 2 of 3 blocks are not computed yet; ")


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that nobody may write into")
def test_a_read_only_place_is_one_line(site: Site, run: Run) -> None:
    said = run("simulate", *SHORT, "--run", "/proc/run")
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line.startswith("error: /proc/run cannot be written: ")
    assert line.endswith("; what is finished is kept, and the same command continues it")


@pytest.mark.skipif(sys.platform == "win32", reason="limits on files are set differently there")
def test_where_the_disk_takes_no_more_the_run_continues_later(console: Console, here: Path) -> None:
    words = ("simulate", "-j", "zone", "--years", "1", "--replications", "8400", "--run", "big")
    limited = f"ulimit -f 30; exec {subprocess.list2cmdline(console.arguments(*words))}"
    said = subprocess.run(
        ["bash", "-c", limited], cwd=here, env=console.environment(), capture_output=True, check=False, timeout=60
    )
    assert (said.returncode, said.stdout) == (2, b"")
    (line,) = said.stderr.decode().splitlines()
    assert line == (
        "error: big cannot be written: File too large; what is finished is kept, and the same command continues it"
    )
    assert not [one for one in (here / "big").rglob("*") if one.name.startswith(".")]
    again = console.run(*words)
    assert again.returncode == 0
    assert (here / "big" / "result.json").exists()


# Failures are data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [(), ("--run", "big")])
def test_a_run_that_fails_in_part_says_so_and_exits_3(bare: Site, run: Run, kept: tuple[str, ...]) -> None:
    broken(bare, many.FAILS_AT_THE_END.replace("100", "200"))
    said = run("simulate", *BLOCKS, "--format", "json", *kept)
    manifest = json.loads(said.out)["manifest"]
    assert said.code == 3
    assert (manifest["replications"], manifest["replications_done"]) == (16700, 16600)
    assert manifest["replications_failed"] == list(range(16600, 16700))
    why, lost = said.err.splitlines()
    assert why.startswith("error: 1 block (2) failed: ValueError: no figures for the rest (clusterkit_zone.py, line ")
    assert lost == "error: 100 of 16700 replications failed and are left out; the result is of the other 16600"
    if kept:
        assert run("collect", "big", "--format", "csv").code == 3


def test_a_run_that_fails_altogether_shows_no_table(bare: Site, run: Run, here: Path) -> None:
    broken(bare, many.FAILS_ALWAYS)
    said = run("simulate", *SHORT, "--run", "big")
    assert (said.code, said.out) == (3, "")
    why, lost = said.err.splitlines()
    assert why.startswith("error: 1 block (0) failed: ValueError: no figures at all (clusterkit_zone.py, line ")
    assert lost == "error: 20 of 20 replications failed and are left out; there is no result"
    assert result(here / "big")["scenarios"][0]["policies"] == []
    found = json.loads(run("simulate", *SHORT, "--format", "json").out)
    assert (found["manifest"]["replications_done"], found["differences"]) == (0, [])
    zh = run("simulate", *SHORT, "--lang", "zh").err.splitlines()[-1]
    assert zh == "错误:要求 20 次重复,其中 20 次失败,未计入;没有可用的结果"


def test_a_shard_that_fails_in_part_exits_3(bare: Site, run: Run) -> None:
    broken(bare, many.FAILS_AT_THE_END.replace("100", "200"))
    assert run("simulate", *BLOCKS, "--run", "big", "--shard", "1/3").code == 0
    said = run("simulate", *BLOCKS, "--run", "big", "--shard", "3/3")
    assert (said.code, said.out) == (3, "")
    assert said.err.splitlines()[-1].startswith("error: 1 block (2) failed: ValueError: no figures for the rest (")


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", *SHORT, "--trace", "trace"),
        ("simulate", *SHORT, "--precision", "1pp"),
        ("compare", *SHORT, *WHAT_IF),
    ],
)
def test_what_breaks_down_elsewhere_is_one_line_too(bare: Site, refused: Refused, words: tuple[str, ...]) -> None:
    broken(bare, many.FAILS_ALWAYS)
    (line,) = refused(*words).splitlines()
    assert line.startswith("error: the run broke down: ValueError: no figures at all (clusterkit_zone.py, line ")


# Computing again ------------------------------------------------------------------------------------


def test_a_run_is_computed_again_and_is_the_same(site: Site, run: Run) -> None:
    run("simulate", *BLOCKS, *WHAT_IF, "--run", "big")
    for what in ("big", Path("big") / "result.json"):
        said = run("reproduce", what)
        assert (said.code, said.out) == (0, "every number is the same, bit for bit\n")


def test_a_result_that_was_redirected_is_enough(site: Site, run: Run, here: Path, sample: Path) -> None:
    for number, words in enumerate([(), ("sample",)]):
        said = run("simulate", *words, *SHORT, *WHAT_IF, "--format", "json")
        (here / f"found{number}.json").write_text(said.out, "utf-8")
        assert run("reproduce", f"found{number}.json").code == 0
    (here / "sample").rename(here / "moved")
    assert run("reproduce", "found1.json").out == "every number is the same, bit for bit\n"
    assert run("reproduce", "found1.json", "--portfolio", "moved").code == 0


def test_a_run_that_differs_exits_1_with_the_first_difference(site: Site, run: Run, here: Path) -> None:
    run("simulate", *SHORT, "--run", "big")
    found = result(here / "big")
    found["scenarios"][0]["policies"][0]["retention"][0]["mean"] = 2.0
    (here / "big" / "result.json").write_text(json.dumps(found), "utf-8")
    said = run("reproduce", "big")
    assert said.code == 1
    assert said.out.startswith("first difference: scenarios[0].policies[0].retention[0].mean: 2.0 there, 0.")
    assert run("reproduce", "big", "--lang", "zh").out.startswith("首个不同之处:scenarios[0]")


def test_a_portfolio_is_refused_where_the_folder_holds_its_own(
    site: Site, run: Run, refused: Refused, sample: Path
) -> None:
    run("simulate", *SHORT, "--run", "big")
    told = refused("reproduce", "big", "--portfolio", "sample")
    assert told == "error: --portfolio: the run folder big holds its own; leave it out\n"


@pytest.mark.parametrize("command", ["compare", "survival", "solve"])
def test_the_result_of_another_command_is_refused(
    site: Site, run: Run, refused: Refused, here: Path, command: str
) -> None:
    goal = ("retention@2026 >= 0.1", "--lever", "zone.output_min") if command == "solve" else WHAT_IF
    said = run(command, *goal, *SHORT, "--format", "json")
    assert said.code == 0, said.err
    (here / "found.json").write_text(said.out, "utf-8")
    assert refused("reproduce", "found.json").startswith("error: found.json is ")


# Processes ------------------------------------------------------------------------------------------


def test_another_processor_is_told_in_the_result(console: Console, here: Path) -> None:
    words = ("simulate", "-j", "zone", *BLOCKS, "--run", "big")
    fewer = _features()
    assert console.run(*words, "--shard", "1/3", NPY_DISABLE_CPU_FEATURES=fewer).returncode == 0
    said = console.run(*words, "--format", "json")
    assert said.returncode == 0
    manifest = json.loads(said.stdout)["manifest"]
    assert len(manifest["environments"]) == 2
    (warning,) = manifest["warnings"]
    start = "parts of this result were computed in different environments: the processor's features ("
    assert warning["en"].startswith(start)
    assert f"warning: {start}" in said.stderr.decode()
    again = console.run("reproduce", "big", NPY_DISABLE_CPU_FEATURES=fewer)
    assert again.returncode in {0, 1}
    assert "note: the environment is not that of the run: the processor's features (" not in again.stderr.decode()


def test_workers_print_what_one_process_prints(console: Console, here: Path) -> None:
    words = ("simulate", "-j", "zone", *BLOCKS, *WHAT_IF, "--format", "csv")
    alone, together = console.run(*words), console.run(*words, "--workers", "2")
    assert (alone.returncode, together.returncode) == (0, 0)
    assert together.stdout == alone.stdout
    assert together.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl-C reaches a whole group of processes there")
@pytest.mark.parametrize(
    "workers",
    [(), ("--workers", "2"), pytest.param(("--engine", "dask", "--workers", "2"), marks=pytest.mark.slow)],
)
def test_ctrl_c_keeps_what_is_finished(console: Console, workers: tuple[str, ...]) -> None:
    words = ("simulate", "-j", "zone", "--years", "20", "--replications", "2000000", "--run", "big", *workers)
    blocks = console.folder / "big" / "blocks"
    with subprocess.Popen(
        console.arguments(*words), cwd=console.folder, env=console.environment(), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        for _ in range(600):
            if blocks.is_dir() and len(list(blocks.glob("*.npz"))) > 2:
                break
            time.sleep(0.05)
        # As a terminal does it: to the whole group, the workers included.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    kept = len(list(blocks.glob("*.npz")))
    assert (process.returncode, out) == (130, b"")
    assert kept > 2
    assert [line for line in err.decode().splitlines() if line] == [
        f"big: {kept} finished blocks kept; the same command continues the run",
        "stopped; nothing was left half written",
    ]
    assert not list(blocks.glob(".*"))


def _features() -> str:
    """Return a feature of this processor that numpy can do without."""
    return str(environment()["cpu"][-1])
