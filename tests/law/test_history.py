from __future__ import annotations

import numpy as np
import pytest

from clusterkit.law.figure import Figure, Measure
from clusterkit.law.history import History
from clusterkit.law.indicator import Scale
from tests.law.sittings import BY_KEY, Cells, codes, figure, names, plain

INF = np.inf


def history(**cells: Cells) -> History:
    """Return a history of one year, 2025."""
    filed = History(BY_KEY)
    for key, row in cells.items():
        filed.put(key, 2025, figure(BY_KEY[key].scale, row))
    return filed


def known(found: Figure) -> list[float]:
    assert found.known
    return [low for low, _ in plain(found)]


def test_what_is_on_file_is_read_year_by_year() -> None:
    filed = history(output=[32.0, None])
    assert plain(filed.figure("output", 2025)) == [(pytest.approx(32.0), pytest.approx(32.0)), (0.0, INF)]
    assert filed.has("output", 2025)
    assert not filed.has("output", 2024)
    assert not filed.has("share", 2025)


@pytest.mark.parametrize("key, scale", [("output", "log"), ("share", "logit"), ("patents", "plain")])
def test_a_year_that_is_not_on_file_is_unknown_on_its_scale(key: str, scale: Scale) -> None:
    found = history(output=[32.0]).figure(key, 2024)
    assert not found.known
    assert found.measure == Measure(scale)
    assert (found.low.item(), found.high.item()) == (-INF, INF)


def test_a_figure_that_lasts_holds_in_every_year_that_has_none_of_its_own() -> None:
    filed = history(output=[32.0, 40.0])
    filed.put_lasting("output", figure("log", [50.0, 60.0]))
    assert known(filed.figure("output", 2025)) == pytest.approx([32.0, 40.0])
    assert known(filed.figure("output", 1999)) == pytest.approx([50.0, 60.0])
    assert known(filed.figure("output", 1999, np.array([1]))) == pytest.approx([60.0])


def test_a_share_is_derived_from_its_parts() -> None:
    found = history(part=[7.0, 0.0, 40.0, 32.0], output=[10.0, 10.0, 32.0, 32.0]).figure("part_share", 2025)
    assert found.measure == Measure("logit")
    assert known(found) == pytest.approx([0.7, 0.0, 1.25, 1.0])


def test_a_ratio_takes_its_factor() -> None:
    found = history(patents=[24.0, 0.0], staff=[20_000.0, 20_000.0]).figure("density", 2025)
    assert found.measure == Measure("log")
    assert known(found) == pytest.approx([12.0, 0.0])


def test_a_ratio_is_unknown_where_a_part_is_missing_or_the_whole_is_zero() -> None:
    filed = history(part=[7.0, None, 7.0, 0.0, None], output=[10.0, 10.0, None, 0.0, None])
    found = plain(filed.figure("part_share", 2025))
    assert found == [(pytest.approx(0.7), pytest.approx(0.7)), *[(0.0, INF)] * 4]
    assert not filed.figure("part_share", 2024).known
    plain_parts = history(patents=[24.0, None, 0.0, None], staff=[20_000.0, 20_000.0, 0.0, None])
    assert plain(plain_parts.figure("density", 2025)) == [(pytest.approx(12.0),) * 2, *[(0.0, INF)] * 3]


def test_a_ratio_of_counts_is_unknown_beside_another_that_is_too() -> None:
    filed = history(champions=[1.0, 1.0, 1.0, 0.0], giants=[None, 0.0, 2.0, 2.0])
    found = plain(filed.figure("champions_per_giant", 2025))
    assert found == [(0.0, INF), (0.0, INF), (pytest.approx(0.5),) * 2, (0.0, 0.0)]


def test_a_ratio_that_is_on_file_itself_is_not_derived() -> None:
    filed = history(part_share=[0.5], part=[7.0], output=[10.0])
    assert known(filed.figure("part_share", 2025)) == pytest.approx([0.5])


def test_a_part_is_found_from_its_share_and_the_whole() -> None:
    filed = history(part_share=[0.7, 0.0, 1.25], output=[10.0, 10.0, 32.0])
    assert known(filed.figure("part", 2025)) == pytest.approx([7.0, 0.0, 40.0])


def test_a_count_is_found_from_its_density() -> None:
    filed = history(density=[12.0, 0.0, None], staff=[20_000.0, 20_000.0, 20_000.0])
    found = filed.figure("patents", 2025)
    assert found.measure == Measure("plain")
    assert plain(found) == [(pytest.approx(24.0),) * 2, (0.0, 0.0), (-INF, INF)]


def test_a_part_is_unknown_where_its_share_or_the_whole_is() -> None:
    filed = history(part_share=[0.7, None, 0.7, None], output=[10.0, 10.0, None, None])
    assert plain(filed.figure("part", 2025)) == [(pytest.approx(7.0),) * 2, *[(0.0, INF)] * 3]
    assert not history(part_share=[0.7]).figure("part", 2025).known
    assert not history(output=[10.0]).figure("part", 2025).known


def test_a_sitting_reads_the_rows_before_it() -> None:
    filed = history(output=[32.0, 40.0, None], part=[16.0, 10.0, 1.0])
    rows = np.array([2, 0])
    assert plain(filed.figure("output", 2025, rows)) == [(0.0, INF), (pytest.approx(32.0),) * 2]
    assert plain(filed.figure("part_share", 2025, rows)) == [(0.0, INF), (pytest.approx(0.5),) * 2]


def test_one_figure_for_all_clusters_stands_for_every_row() -> None:
    filed = History(BY_KEY)
    filed.put("output", 2025, figure("log", [32.0]))
    assert known(filed.figure("output", 2025, np.array([4, 5]))) == pytest.approx([32.0])


def test_answers_are_those_of_their_year() -> None:
    filed = history()
    filed.put_answers(2025, {"safe": codes([True, False, None])}.__getitem__)
    assert names(filed.answer("safe", 2025)) == ["met", "not_met", "unknown"]
    assert names(filed.answer("safe", 2025, np.array([1]))) == ["not_met"]
    assert names(filed.answer("safe", 2024)) == ["unknown"]


def test_a_year_without_rows_is_told_from_a_row_that_is_missing() -> None:
    filed = history()
    filed.put_rows(2026, np.array([True, False]).reshape(1, -1, 1))
    rows = filed.rows_of(2026)
    assert rows is not None
    assert rows.ravel().tolist() == [True, False]
    first = filed.rows_of(2026, np.array([1]))
    assert first is not None
    assert first.ravel().tolist() == [False]
    assert filed.rows_of(2025) is None
