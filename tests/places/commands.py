"""The commands as a user of one place meets them: what they print as JSON, from an empty folder."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from clusterkit.cli.main import main


@pytest.fixture
def answer(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Return what a command prints as JSON."""
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))

    def called(*words: str) -> Any:
        monkeypatch.setattr(sys, "argv", ["clusterkit", *words, "--format", "json"])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 0
        return json.loads(capsys.readouterr().out)

    return called
