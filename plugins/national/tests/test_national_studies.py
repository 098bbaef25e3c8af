"""The ready-made study of the nation: its commands still give the results that stand beside it."""

import pytest

from tests.places.studies import assert_replays


def test_the_batch_of_2022_replays(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_replays(pytestconfig.rootpath, "national_2022_batch", monkeypatch)
