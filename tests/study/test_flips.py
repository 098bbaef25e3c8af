"""Whose fate flips, how often, by which clause and by how much: by hand, and from the trace of the same run."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import frozen

from clusterkit.simulation.tally import Row
from clusterkit.study.comparison import compare
from clusterkit.study.simulate import Study
from tests.simulation.invented import LAWS, LIVELY, SMALL, Cluster, against, portfolio, study

CERTIFIED = "2023-05-20"
"""A title that runs out, and is reviewed, in the first year of a run and every third one after it."""


def flips(cluster: Cluster, *settings: str, events: Sequence[tuple[str, str, str]] = (), **more: Any) -> list[Row]:
    """Return the flips of one cluster of which nothing moves, between the law and the law under settings."""
    one = study(portfolio(cluster, events=events), scenarios=against(*settings), **{"years": 3, **more})
    return compare(one).flip_rows()


# What decides -------------------------------------------------------------------------------------


def test_a_title_lost_on_a_floor_says_which_and_by_how_much() -> None:
    (row,) = flips(Cluster(certified=CERTIFIED), "zone.output_min=25", replications=4)
    assert row == {
        "scenario": "what-if", "against": "baseline", "policy": "zone", "cluster_id": "a",
        "share": 1.0, "low": pytest.approx(0.510, abs=0.001), "high": 1.0, "lost": 1.0, "kept": 0.0,
        "sooner": 0.0, "later": 0.0, "cause": "re_review", "criterion": "zone.output_min", "citation": "第一条",
        "margin": -5.0, "unit": "亿元",
    }  # fmt: skip


@pytest.mark.parametrize(
    "setting, criterion, margin",
    [
        ("zone.area=40", "zone.area", -10.0),
        ("zone.co2=0.75", "zone.co2", -0.25),
        ("zone.sme_share=0.9", "zone.sme_share", -0.1),
        ("zone.output_growth=0.1", "zone.output_growth", -0.1),
        ("zone.energy=1.5", "zone.energy", -0.3),
    ],
)
def test_a_margin_is_negative_where_a_bound_is_missed_whichever_side_it_bounds(
    setting: str, criterion: str, margin: float
) -> None:
    (row,) = flips(Cluster(certified=CERTIFIED), setting)
    assert (row["criterion"], row["margin"]) == (criterion, margin)


def test_an_any_of_has_no_margin() -> None:
    (row,) = flips(Cluster(certified=CERTIFIED), "zone.first=2", "zone.second=9")
    assert (row["criterion"], row["margin"], row["unit"]) == ("zone.either", None, None)


def test_a_figure_that_is_missing_has_no_margin() -> None:
    blank = Cluster(certified=CERTIFIED, figures={"co2_intensity": None})
    (row,) = flips(blank, "zone.incomplete_passes=yes", missing="unknown")
    assert (row["cause"], row["criterion"], row["margin"]) == ("incomplete_review", "zone.co2", None)


def test_a_title_that_a_softer_law_spares_is_kept() -> None:
    (row,) = flips(Cluster(certified=CERTIFIED, figures=SMALL), "zone.output_min=4")
    assert (row["share"], row["lost"], row["kept"]) == (1.0, 0.0, 1.0)
    assert (row["criterion"], row["margin"]) == ("zone.output_min", -5.0)


def test_a_cause_without_a_finding_stands_with_its_own_clause() -> None:
    happened = [("a", "2026-02-01", "unreported_change")]
    (row,) = flips(Cluster(certified=CERTIFIED), "zone.spare_changes=yes", events=happened)
    assert (row["cause"], row["criterion"], row["citation"]) == ("unreported_change", None, "第一条")
    assert (row["kept"], row["margin"]) == (1.0, None)


def test_a_title_lost_in_both_is_no_flip() -> None:
    assert flips(Cluster(certified=CERTIFIED, figures=SMALL), "zone.output_min=20") == []


def test_a_cluster_without_a_title_at_the_start_has_no_fate() -> None:
    assert flips(Cluster(), "zone.output_min=25") == []


def test_where_a_lost_title_may_be_granted_again_the_end_decides() -> None:
    again = "zone.readmission=yes"
    cluster = Cluster(certified="2023-05-20")
    # Lost at the review in May, granted again by the round in June of the year in which the floor is low once more.
    lost_for_a_while = flips(cluster, "zone.output_min=25", "zone.output_min=10@2027-01-01", again)
    lost_for_good = flips(cluster, "zone.output_min=25", again)
    assert lost_for_a_while == []
    assert [row["lost"] for row in lost_for_good] == [1.0]


def test_of_two_losses_the_one_that_stands_decides() -> None:
    # The floor takes the title in 2026; granted again in 2027, it is lost for its area in 2030.
    (row,) = flips(
        Cluster(certified=CERTIFIED), "zone.readmission=yes", "zone.output_min=25", "zone.output_min=10@2027-01-01",
        "zone.area=45@2030-01-01", years=6,
    )  # fmt: skip
    assert (row["criterion"], row["margin"]) == ("zone.area", -5.0)


# From the trace -----------------------------------------------------------------------------------


SETTINGS = ("zone.output_min=17", "zone.co2=1.1", "moor.revenue_min=14")


def lively() -> Study:
    """Return clusters to which everything happens, under two laws of which neither is the stricter in all."""
    zone = [
        Cluster(f"z{place}", certified=f"{2022 + place % 3}-0{1 + place}-10", figures={"output_value": 14.0 + place})
        for place in range(7)
    ]
    moor = [Cluster(f"m{place}", "moor", certified="2020-01-01") for place in range(3)]
    scenarios = against(*SETTINGS, "zone.spare_changes=yes", "zone.energy=0.9", "zone.readmission=yes")
    return study(portfolio(*zone, *moor), models=LIVELY, scenarios=scenarios, replications=120, years=8)


Title = tuple[str, str, str, str]
"""Scenario, policy, cluster and replication."""


@frozen
class Loss:
    """One loss of a title: its cause, and the rows of the criteria that failed."""

    cause: str
    failed: Sequence[Mapping[str, str]]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def title_of(row: Mapping[str, str]) -> Title:
    return row["scenario"], row["policy"], row["cluster_id"], row["replication"]


def last_losses(folder: Path) -> dict[Title, Loss]:
    """Return the last loss of each title that is lost at all."""
    failed: dict[Title, list[dict[str, str]]] = defaultdict(list)
    found = {}
    for row in read(folder / "history.csv"):
        if row["event"].startswith("criterion"):
            failed[title_of(row)].append(row)
        elif row["event"] == "lost":
            found[title_of(row)] = Loss(row["cause"], failed.pop(title_of(row), []))
    return found


def flipped_losses(folder: Path) -> dict[str, list[tuple[str, Loss]]]:
    """Return, cluster by cluster, the scenario and the loss wherever the title is held at the end in one alone."""
    statuses, lost = read(folder / "status.csv"), last_losses(folder)
    started = {row["cluster_id"] for row in read(folder / "clusters.csv") if row["certified_on"]}
    last = max(row["year"] for row in statuses)
    held = {title_of(row): row["status"] == "certified" for row in statuses if row["year"] == last}
    found: dict[str, list[tuple[str, Loss]]] = defaultdict(list)
    for (scenario, *path), holds in held.items():
        policy, cluster, number = path
        other = "what-if" if scenario == "baseline" else "baseline"
        if cluster in started and not holds and held[other, policy, cluster, number]:
            found[cluster].append((scenario, lost[scenario, policy, cluster, number]))
    return found


def test_the_flips_are_those_that_the_trace_tells_of(tmp_path: Path) -> None:
    one = lively()
    one.run(trace=tmp_path / "trace", trace_replications=one.replications)
    expected = flipped_losses(tmp_path / "trace")
    rows = {row["cluster_id"]: row for row in compare(one).flip_rows()}
    assert set(rows) == set(expected)
    assert sum(row["lost"] > 0 < row["kept"] for row in rows.values()) > 5
    operators = {criterion.id: criterion.operator for law in LAWS.values() for criterion in law.criteria}
    for name, row in rows.items():
        lost = expected[name]
        assert row["share"] * one.replications == pytest.approx(len(lost))
        assert row["lost"] * one.replications == pytest.approx(sum(scenario == "what-if" for scenario, _ in lost))
        causes = Counter(loss.cause for _, loss in lost)
        assert causes[row["cause"]] == max(causes.values())
        failed = [line for _, loss in lost if loss.cause == row["cause"] for line in loss.failed]
        counts = Counter(line["criterion"] for line in failed)
        assert counts[row["criterion"]] == max(counts.values(), default=0)
        sign = 1 if operators.get(row["criterion"]) in {">=", ">"} else -1
        own = [line for line in failed if line["criterion"] == row["criterion"] and line["figure"]]
        margins = [sign * (float(line["figure"]) - float(line["bound"])) for line in own]
        assert row["margin"] == (pytest.approx(np.mean(margins), rel=1e-9) if margins else None)


def test_flips_come_with_the_most_frequent_first() -> None:
    shares = [(row["policy"], -row["share"]) for row in compare(lively()).flip_rows()]
    assert shares == sorted(shares)
