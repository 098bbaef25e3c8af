"""What a plugin's tests use: the contract class, fixtures, small portfolios; none of it needs pytest to be imported."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from clusterkit.errors import InputError, PortfolioError, UnknownNameError
from clusterkit.testing import CHECKS, PolicyContract, make_cluster, subject_of, together
from tests.cli import zone
from tests.testing.planted import FLOOR, law


class TestZone(PolicyContract):
    """A contract is two lines."""

    plugin = zone


class TestByHand(PolicyContract):
    """An object with hooks will do."""

    plugin = law()


def test_the_contract_holds_one_test_for_each_check() -> None:
    tests = [name.removeprefix("test_") for name in vars(PolicyContract) if name.startswith("test_")]
    assert tests == list(CHECKS)


def test_a_breach_fails_with_every_line() -> None:
    class Breach(PolicyContract):
        plugin = law(further_levers=(FLOOR, evolve(FLOOR, default=5)))

    with pytest.raises(AssertionError) as failed:
        Breach().test_names()
    assert "names: zone.floor: several levers have this key" in str(failed.value)
    Breach().test_units()


def test_a_plugin_is_found_by_module_object_file_or_name() -> None:
    assert subject_of(zone).policies == (zone.POLICY,)
    assert subject_of(Path(zone.__file__)).policies[0].key == "zone"
    assert subject_of(law()).name == "zone"
    with pytest.raises(UnknownNameError, match="unknown plugin: nowhere"):
        subject_of("nowhere")
    with pytest.raises(InputError, match=r"nowhere\.py: there is no such file"):
        subject_of(Path("nowhere.py"))


def test_the_kit_is_imported_without_pytest() -> None:
    code = "import sys; import clusterkit.testing; sys.exit('pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Small portfolios -----------------------------------------------------------------------------------


def test_a_cluster_has_one_value_for_every_year_or_a_list_that_ends_with_the_latest() -> None:
    cluster = make_cluster("zone", output_value=[1.0, 2.0, None], champions=3, latest=2026, years=4, area_km2=7.0)
    assert list(cluster.years) == [2023, 2024, 2025, 2026]
    np.testing.assert_array_equal(cluster.observations["output_value"][:, 0], [np.nan, 1.0, 2.0, np.nan])
    assert list(cluster.observations["champions"][:, 0]) == [3, 3, 3, 3]
    assert cluster.clusters["area_km2"][0] == 7.0
    assert cluster.illustrative


def test_a_cluster_may_have_events_and_titles_and_columns_of_a_plugin() -> None:
    cluster = make_cluster(
        "zone",
        "Z9",
        events={date(2026, 2, 3): "incident"},
        titles=[{"policy": "hill", "certified_on": date(2025, 1, 1)}],
        indicators=(zone.PARK,),
        zone_park=False,
    )
    assert [(one.cluster_id, one.kind) for one in cluster.events] == [("Z9", "incident")]
    assert [one.policy for one in cluster.titles] == ["hill"]
    assert list(cluster.observations["zone_park"][:, 0]) == [0] * 5


def test_a_column_that_nobody_knows_is_a_fault() -> None:
    with pytest.raises(PortfolioError, match="outptu_value"):
        make_cluster("zone", outptu_value=3.0)


def test_clusters_stand_together() -> None:
    both = together(make_cluster("zone", "B"), make_cluster("hill", "A"))
    assert list(both.cluster_id) == ["A", "B"]


# Fixtures -------------------------------------------------------------------------------------------

FIXTURE_TEST = """
from clusterkit import assess
from datetime import date

class Law:
    pass

def test_one(isolated_plugins, make_cluster, together):
    from tests.cli import zone
    plugins = isolated_plugins(zone=zone)
    assert list(plugins.policies) == ["zone"]
    figures = {"output_value": 12.0, "sme_output_value": 9.0, "champions": 1, "zone_park": True}
    one, two = (make_cluster("zone", name, indicators=(zone.PARK,), **figures) for name in ("A", "B"))
    found = assess(together(one, two), date(2026, 6, 30), plugins=plugins)
    assert [result.verdict for result in found.results] == ["passes", "passes"]
"""


def test_the_fixtures_are_had_by_naming_their_module(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["clusterkit.testing.fixtures"]\n', "utf-8")
    (tmp_path / "test_one.py").write_text(FIXTURE_TEST, "utf-8")
    root = Path(__file__).parents[2]
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", "-o",
             f"pythonpath={root}", str(tmp_path)]  # fmt: skip
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
