"""The ready-made studies of Zhuhai: their command still gives the results that stand beside it."""

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from clusterkit.cli.main import cli

STUDY = Path("simulations") / "zhuhai_output_floor"


def rows(text: str) -> list[dict[str, str]]:
    return [row for row in csv.DictReader(text.splitlines()) if row["table"] == "difference"]


def test_the_output_floor_replays(pytestconfig: pytest.Config) -> None:
    folder = pytestconfig.rootpath / STUDY
    shown = re.search(r"```sh\nclusterkit (.+)\n```", (folder / "README.md").read_text(encoding="utf-8"))
    assert shown is not None
    found = rows(CliRunner().invoke(cli, shlex.split(shown[1]), catch_exceptions=False).stdout)
    expected = rows((folder / "expected.csv").read_text(encoding="utf-8"))
    assert [row["year"] for row in found] == [row["year"] for row in expected]
    for one, other in zip(found, expected, strict=True):
        for name in ("mean", "low", "high"):
            assert float(one[name]) == pytest.approx(float(other[name]), abs=1e-9)
