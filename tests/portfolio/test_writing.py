from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator, requirement
from clusterkit.law.text import Text
from clusterkit.portfolio import (
    CLUSTER_COLUMNS,
    EVENT_KINDS,
    OBSERVATION_COLUMNS,
    Portfolio,
    load_portfolio,
    read_portfolio,
    write_folder,
)
from clusterkit.portfolio.columns import TableName
from clusterkit.portfolio.formulas import guarded, released

Tables = dict[str, list[dict[str, Any]]]

ASKED = requirement("asked", zh="制度完善", en="rules", cite="附件 一")
ZONE = Indicator(key="zone", title=Text("功能区", "zone"), unit="", kind="text", table="clusters")
EXTRAS = (ASKED, ZONE)

WORDS = st.text(
    st.sampled_from(string.ascii_letters + string.digits + "=+-@'\"#,;:%()\n\r\t 珠海集群合计一二\u3000\ufeff"),
    max_size=12,
)
IDS = st.text(st.sampled_from(string.ascii_letters + string.digits + "=+-@'集群"), min_size=1, max_size=5)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


def value_of(column: Indicator) -> st.SearchStrategy[Any]:
    if column.key == "jurisdiction":
        return st.sampled_from(["north", "south"])
    if column.key == "recognised_by":
        return st.sampled_from([None, "province", "national:1;province"])
    low, high = column.legal_range
    values: dict[str, st.SearchStrategy[Any]] = {
        "text": WORDS,
        "date": DAYS,
        "yes_no": st.booleans(),
        "count": st.integers(0, 10**9),
    }
    figure = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return st.none() | values.get(column.kind, figure)


def some_of(columns: tuple[Indicator, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={column.key: value_of(column) for column in columns})


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    clusters = [
        {"jurisdiction": "north"} | draw(some_of((*CLUSTER_COLUMNS, ZONE))) | {"cluster_id": cluster} for cluster in ids
    ]
    for row in clusters:
        row.pop("expires_on", None)
    keys = st.tuples(st.sampled_from(ids), st.integers(2015, 2024))
    observations = [
        draw(some_of((*OBSERVATION_COLUMNS, ASKED))) | {"cluster_id": cluster, "year": year}
        for cluster, year in draw(st.lists(keys, max_size=6, unique=True))
    ]
    event = st.fixed_dictionaries(
        {
            "cluster_id": st.sampled_from(ids),
            "date": DAYS,
            "kind": st.sampled_from(list(EVENT_KINDS)),
            "note": WORDS,
        }
    )
    title = st.fixed_dictionaries(
        {
            "cluster_id": st.sampled_from(ids),
            "policy": st.just("national"),
            "certified_on": DAYS,
            "batch": WORDS,
        }
    )
    return {
        "clusters": clusters,
        "observations": observations,
        "events": draw(st.lists(event, max_size=4)),
        "titles": draw(st.lists(title, max_size=2, unique_by=lambda row: row["cluster_id"])),
    }


def portfolio_of(rows: Tables) -> Portfolio:
    clusters, observations = rows["clusters"], rows["observations"]
    return Portfolio.from_rows(clusters, observations, rows["events"], rows["titles"], name="rows", indicators=EXTRAS)


def same(first: Portfolio, second: Portfolio) -> bool:
    np.testing.assert_array_equal(first.cluster_id, second.cluster_id)
    np.testing.assert_array_equal(first.has_row, second.has_row)
    for key, values in first.clusters.items():
        np.testing.assert_array_equal(values, second.clusters[key], err_msg=key)
    for key, values in first.observations.items():
        np.testing.assert_array_equal(values, second.observations[key], err_msg=key)
    return (first.events, first.titles, first.sha256) == (second.events, second.titles, second.sha256)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(rows=tables())
def test_what_is_written_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: Tables) -> None:
    written = portfolio_of(rows)
    folder = write_folder(written, tmp_path_factory.mktemp("written") / "folder", EXTRAS)
    assert same(load_portfolio(folder, indicators=EXTRAS), written)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(rows=tables(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Tables, random: Random) -> None:
    first = portfolio_of(rows)
    for table in rows.values():
        random.shuffle(table)
    assert same(portfolio_of(rows), first)


@given(text=st.text())
def test_text_that_looks_like_a_formula_is_guarded_and_released(text: str) -> None:
    assert released(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@"))


@pytest.fixture
def portfolio() -> Portfolio:
    clusters: list[dict[str, Any]] = [
        {
            "cluster_id": "A1",
            "jurisdiction": "north",
            "name": "=1+1",
            "energy_intensive": True,
            "area_km2": 12.0,
        },
        {"cluster_id": "B2", "jurisdiction": "north", "name": "乙,集群"},
    ]
    observations: list[dict[str, Any]] = [
        {"cluster_id": "A1", "year": 2023, "output_value": 0.1 + 0.2, "report_submitted_on": "2024/3/1"}
    ]
    return Portfolio.from_rows(clusters, observations, name="sample", illustrative=True)


def test_a_spreadsheet_opens_what_is_written(portfolio: Portfolio, tmp_path: Path) -> None:
    folder = write_folder(portfolio, tmp_path / "new" / "sample")
    assert sorted(file.name for file in folder.iterdir()) == ["clusters.csv", "observations.csv"]
    assert (folder / "clusters.csv").read_bytes().decode() == (
        "\ufeffcluster_id,name,jurisdiction,area_km2,energy_intensive,_illustrative\r\n"
        "A1,'=1+1,north,12,yes,yes\r\n"
        'B2,"乙,集群",north,,,yes\r\n'
    )
    assert (folder / "observations.csv").read_bytes().decode() == (
        "\ufeffcluster_id,year,output_value,report_submitted_on\r\nA1,2023,0.30000000000000004,2024-03-01\r\n"
    )


def test_an_illustrative_portfolio_stays_one(portfolio: Portfolio, tmp_path: Path) -> None:
    folder = write_folder(portfolio, tmp_path / "sample")
    assert load_portfolio(folder).illustrative
    assert load_portfolio(folder).name == "sample"
    plain = write_folder(portfolio.named("plain", illustrative=False), tmp_path / "plain")
    assert not load_portfolio(plain).illustrative
    assert read_portfolio(folder).faults == ()


def test_asked_columns_are_written_also_where_they_are_blank(portfolio: Portfolio, tmp_path: Path) -> None:
    champions = next(column for column in OBSERVATION_COLUMNS if column.key == "champions")
    folder = write_folder(portfolio, tmp_path / "sample", [champions])
    assert "champions" in (folder / "observations.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_a_folder_that_holds_something_is_not_written_over(portfolio: Portfolio, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="exists already: name a new or an empty folder"):
        write_folder(portfolio, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    assert load_portfolio(write_folder(portfolio, tmp_path / "empty")).sha256 == portfolio.sha256
    with pytest.raises(InputError, match="cannot be written"):
        write_folder(portfolio, tmp_path / "full" / "kept.txt" / "sample")


def test_nothing_is_written_half(portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.portfolio import writing

    real = writing._write

    def failing(folder: Path, table: TableName, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        if table == "observations":
            raise OSError(28, "No space left on device")
        real(folder, table, header, rows)

    monkeypatch.setattr(writing, "_write", failing)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_folder(portfolio, tmp_path / "sample")
    assert list(tmp_path.iterdir()) == []
