"""The ready-made study of Henan: its commands still give the results that stand beside it."""

import pytest

from tests.places.studies import assert_replays


def test_the_interval_of_reviews_replays(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_replays(pytestconfig.rootpath, "henan_review_interval", monkeypatch)
