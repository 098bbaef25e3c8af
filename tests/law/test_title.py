from __future__ import annotations

from clusterkit.law.title import CANDIDATE, CERTIFIED, LOST, STATUSES


def test_a_status_is_named_by_its_code() -> None:
    assert [STATUSES[code] for code in (CANDIDATE, CERTIFIED, LOST)] == ["candidate", "certified", "lost"]
