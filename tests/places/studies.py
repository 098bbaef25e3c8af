"""Ready-made studies: their commands run, and the first of them gives the results that stand beside it."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from clusterkit.cli.main import cli

_TEXT = {
    "scenario", "policy", "table", "year", "cause", "criterion", "citation", "against", "input", "source", "refused",
}  # fmt: skip


def assert_replays(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command of a study's README from the project's folder; the first must give `expected.csv`."""
    folder = root / "simulations" / name
    monkeypatch.chdir(root)
    shown = re.findall(r"^clusterkit (.+)$", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert shown
    printed = [_run(words) for words in shown]
    found, expected = _rows(printed[0]), _rows((folder / "expected.csv").read_text(encoding="utf-8"))
    assert [_named(row) for row in found] == [_named(row) for row in expected]
    for one, other in zip(found, expected, strict=True):
        for key in set(one) - _TEXT:
            assert (one[key] == "") == (other[key] == ""), (key, one)
            if one[key]:
                assert float(one[key]) == pytest.approx(float(other[key]), abs=1e-9), (key, one)


def _run(words: str) -> str:
    said = CliRunner().invoke(cli, shlex.split(words), catch_exceptions=False)
    assert said.exit_code == 0, said.stderr
    return said.stdout


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def _named(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[key] for key in sorted(_TEXT & set(row)))
