"""The ready-made studies of Zhuhai: their commands still give the results that stand beside them."""

import pytest

from tests.places.studies import assert_replays


@pytest.mark.parametrize(
    "name", ["zhuhai_output_floor", "beijing_numbers_on_zhuhai", "phased_growth_bound", "softer_retention"]
)
def test_it_replays(name: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_replays(pytestconfig.rootpath, name, monkeypatch)
