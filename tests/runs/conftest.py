"""Studies of the zone, ready to run in this process or in others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterkit.portfolio.model import Portfolio
from clusterkit.study.simulate import Study
from tests.runs import many

Make = Callable[..., Study]


@pytest.fixture(scope="session")
def clusters() -> Portfolio:
    """Have 500 clusters, made once."""
    return many.many()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have a folder with the zone's plugin."""
    return many.plugin_folder(tmp_path_factory.mktemp("plugins") / "sound")


@pytest.fixture
def make(sound: Path, clusters: Portfolio, tmp_path: Path) -> Make:
    """Prepare a study of 500 clusters, under the zone's law or under one with a strange criterion."""

    def made(body: str = "", **settings: Any) -> Study:
        folder = many.plugin_folder(tmp_path / "strange", body) if body else sound
        return many.study(folder, clusters, **settings)

    return made
