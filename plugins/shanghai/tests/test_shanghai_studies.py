"""The ready-made study of Shanghai: its commands still give the results that stand beside it."""

import pytest

from tests.places.studies import assert_replays


def test_immediate_revocation_replays(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_replays(pytestconfig.rootpath, "shanghai_immediate_revocation", monkeypatch)
