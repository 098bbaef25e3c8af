from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clusterkit.portfolio import load_portfolio
from tests.portfolio.told import faults

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_keys_that_are_blank(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,name,jurisdiction\nA1,Alpha,\n,Beta,south\n",
        events="cluster_id,date,kind\nA1,,incident\nA1,2024-01-01,\n",
        titles="cluster_id,policy\nA1,\n",
    )
    assert faults(path) == [
        "clusters.csv, row 2, column jurisdiction: jurisdiction is missing",
        "clusters.csv, row 3, column cluster_id: cluster_id is missing",
        'observations.csv, row 4, column cluster_id, "B2": clusters has no such cluster; known are A1',
        "events.csv, row 2, column date: date is missing",
        "events.csv, row 3, column kind: kind is missing",
        "titles.csv, row 2, column policy: policy is missing",
    ]


def test_a_cluster_twice(folder: Folder) -> None:
    path = folder(clusters="cluster_id,jurisdiction\nA1,north\nB2,south\nA1,south\n")
    assert faults(path) == ['clusters.csv, row 4, column cluster_id, "A1": the cluster stands twice: also in row 2']


def test_a_cluster_year_twice(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value\nA1,2023,1\nB2,2023,1\nA1,2023,2\n")
    assert faults(path) == [
        'observations.csv, row 4, column year, "2023": cluster A1 and year 2023 stand twice: also in row 2'
    ]


def test_clusters_that_do_not_exist(folder: Folder) -> None:
    path = folder(
        observations="cluster_id,year\nA1,2023\nA11,2023\n",
        events="cluster_id,date,kind\nX,2024-01-01,incident\n",
        titles="cluster_id,policy\nB3,north\n",
    )
    assert faults(path) == [
        'observations.csv, row 3, column cluster_id, "A11": clusters has no such cluster; did you mean A1?',
        'events.csv, row 2, column cluster_id, "X": clusters has no such cluster; known are A1, B2',
        'titles.csv, row 2, column cluster_id, "B3": clusters has no such cluster; did you mean B2?',
    ]


def test_unknown_jurisdictions_policies_and_kinds(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction\nA1,nroth\nB2,south\n",
        events="cluster_id,date,kind\nA1,2024-01-01,incidents\nA1,2024-01-01,重大事件\n",
        titles="cluster_id,policy\nA1,suoth\nA1,national\n",
    )
    assert faults(path, jurisdictions=PLACES) == [
        (
            'clusters.csv, row 2, column jurisdiction, "nroth": no plugin is known for this jurisdiction; '
            "did you mean north?"
        ),
        'events.csv, row 2, column kind, "incidents": no such kind of event; did you mean incident?',
        'titles.csv, row 2, column policy, "suoth": no plugin is known for this policy; did you mean south?',
    ]
    assert faults(path)[0].startswith("events.csv")


def test_unknown_recognition(folder: Folder) -> None:
    rows = [
        "A1,north,province;national:2;south",
        "B2,south,provinz",
        "C3,south,province:1",
        "D4,south,national:",
    ]
    path = folder(clusters="\n".join(["cluster_id,jurisdiction,recognised_by", *rows, ""]))
    known = "not known: write province, national, national:BATCH or another jurisdiction's key"
    assert faults(path, jurisdictions=PLACES) == [
        f'clusters.csv, row 3, column recognised_by, "provinz": {known}; did you mean province?',
        f'clusters.csv, row 4, column recognised_by, "province:1": {known}',
        f'clusters.csv, row 5, column recognised_by, "national:": {known}',
    ]


def test_a_policy_twice(folder: Folder) -> None:
    path = folder(titles="cluster_id,policy\nA1,south\nA1,south\n")
    assert faults(path) == [
        'titles.csv, row 3, column policy, "south": cluster A1 and policy south stand twice: also in row 2'
    ]


def test_two_dates_for_one_title(folder: Folder) -> None:
    path = folder(titles="cluster_id,policy,certified_on,batch\nA1,north,2023-05-02,1\n")
    assert faults(path) == [
        (
            'titles.csv, row 2, column certified_on, "2023-05-02": clusters, row 2 has another '
            "certified_on for "
            "the same title: 2023-05-01"
        )
    ]
    agreeing = folder(titles="cluster_id,policy,certified_on,batch\nA1,north,2023-05-01,1\n")
    assert list(load_portfolio(agreeing).held("north").batch) == ["1", ""]


def test_an_expiry_before_the_certification(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction,certified_on,expires_on\nA1,north,2023-05-01,2023-04-30\n",
        observations="cluster_id,year\nA1,2023\n",
        titles="cluster_id,policy,certified_on,expires_on\nA1,south,2023-05-01,2022-01-01\n",
    )
    assert faults(path) == [
        ('clusters.csv, row 2, column expires_on, "2023-04-30": expires_on lies before certified_on, 2023-05-01'),
        'titles.csv, row 2, column expires_on, "2022-01-01": expires_on lies before certified_on, 2023-05-01',
    ]
