"""pytest fixtures for the tests of a plugin: in conftest.py, `pytest_plugins = ["clusterkit.testing.fixtures"]`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.testing import clusters


@pytest.fixture
def isolated_plugins() -> Callable[..., Plugins]:
    """Make a plugin manager that knows the modules or objects given by name, and nothing that is installed."""

    def made(**modules: Any) -> Plugins:
        return Plugins(modules)

    return made


@pytest.fixture
def make_cluster() -> Callable[..., Portfolio]:
    """Make the portfolio of one cluster: see `clusterkit.testing.make_cluster`."""
    return clusters.make_cluster


@pytest.fixture
def together() -> Callable[..., Portfolio]:
    """Join portfolios of single clusters: see `clusterkit.testing.together`."""
    return clusters.together


@pytest.fixture
def blank_cluster() -> Callable[..., Portfolio]:
    """Make a cluster of a jurisdiction of which nothing is known but its years."""

    def made(jurisdiction: str, cluster_id: str = "A1") -> Portfolio:
        return clusters.make_cluster(jurisdiction, cluster_id)

    return made
