"""The commands for the national measure, as a user meets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clusterkit.portfolio import write_folder
from clusterkit_national.requirements import REQUIREMENTS
from clusterkit_national.sample import sample_portfolio
from tests.places.commands import answer

__all__ = ["answer"]


def test_the_calendar_holds_every_deadline_with_its_clause(answer: Any) -> None:
    rows = answer("calendar", "national", "--start", "2026", "--years", "2", "--certified-on", "2023-07-01")["calendar"]
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2026-03-31", "yearly report on 2025", "六"),
        ("2026-04-30", "yearly report of the batch of 2022 on 2025", "六"),
        ("2026-06-30", "yearly admission round", "五"),
        ("2026-07-01", "re-review at the end of the term", "六"),
        ("2027-03-31", "yearly report on 2026", "六"),
        ("2027-04-30", "yearly report of the batch of 2022 on 2026", "六"),
        ("2027-06-30", "yearly admission round", "五"),
    ]


def test_nine_years_are_simulated_and_every_cause_cites_its_clause(answer: Any) -> None:
    told = answer("simulate", "-j", "national", "--replications", "100")
    (policy,) = told["scenarios"][0]["policies"]
    assert (policy["policy"], policy["clusters"]) == ("national", 26)
    assert [row["year"] for row in policy["retention"]] == list(range(2026, 2035))
    cited = {row["cause"]: row["citation"] for row in policy["losses"] if row["criterion"] is None}
    known = {
        "re_review": "六",
        "incident": "六",
        "illegality": "六",
        "unreported_change": "办法 撤销",
        "no_renewal_application": "办法 撤销",
    }
    assert cited.items() <= known.items()
    assert set(cited) >= {"re_review", "incident"}


@pytest.mark.parametrize(
    "setting", ["national.sme_share=80%", "national.output_growth=14%", "national.report_late=title"]
)
def test_a_tighter_law_keeps_no_more_clusters(answer: Any, setting: str) -> None:
    told = answer("simulate", "-j", "national", "--years", "4", "--replications", "50", "--set", setting)
    differences = [row["mean"] for row in told["differences"]]
    assert max(differences) <= 0
    assert min(differences) < 0


def test_an_assessment_names_the_prerequisite(answer: Any) -> None:
    write_folder(sample_portfolio(), Path("sample"), REQUIREMENTS)
    told = answer("assess", "sample", "--on", "2026-06-30", "--cluster", "CN-30")
    (result,) = told["results"]
    assert (result["verdict"], result["admission"]["verdict"]) == ("passes", "fails")
    asked, own = result["admission"]["prerequisites"]
    assert (own["id"], own["verdict"]) == ("national.own_title", "not_applicable")
    assert (asked["id"], asked["verdict"], asked["citation"]) == ("national.prerequisite", "not_met", "四")
