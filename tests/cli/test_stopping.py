"""Stopped by the user: exit code 130, no traceback, nothing half written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Console

LONG = ("simulate", "-j", "zone", "--years", "50", "--replications", "2000000", "--trace", "trace")


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl-C reaches a whole group of processes there")
def test_ctrl_c_ends_a_run_without_a_traceback(console: Console, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    with subprocess.Popen(
        console.arguments(*LONG), cwd=console.folder, env=console.environment(ZONE_ASKED=str(asked)),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        _wait_for(asked)
        # The plugins are loaded: from here on it is only a matter of time until the run itself has begun.
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == b""
    assert err.decode().strip() == "stopped; nothing was left half written"
    assert list(console.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
def test_a_reader_that_has_seen_enough_stops_a_command_in_silence(console: Console) -> None:
    with subprocess.Popen(
        console.arguments("levers", "--format", "json"), cwd=console.folder, env=console.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def _wait_for(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{path.name} never came")
