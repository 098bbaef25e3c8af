"""Shanghai's commands, as a user of the place meets them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.places.commands import answer

__all__ = ["answer"]


def test_the_calendar_holds_every_deadline_with_its_article(answer: Any) -> None:
    rows = answer("calendar", "shanghai", "--start", "2026", "--years", "2", "--certified-on", "2023-07-01")["calendar"]
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2026-03-31", "yearly report to the district on 2025", "第十五条"),
        ("2026-04-10", "yearly form to the city on 2025", "第十五条"),
        ("2026-06-30", "yearly admission round", "第九条"),
        ("2026-07-01", "re-review at the end of the term", "第十四条"),
        ("2027-03-31", "yearly report to the district on 2026", "第十五条"),
        ("2027-04-10", "yearly form to the city on 2026", "第十五条"),
        ("2027-06-30", "yearly admission round", "第九条"),
    ]


def test_nine_years_are_simulated_and_every_cause_cites_its_article(answer: Any) -> None:
    told = answer("simulate", "-j", "shanghai", "--replications", "100")
    (policy,) = told["scenarios"][0]["policies"]
    assert (policy["policy"], policy["clusters"]) == ("shanghai", 26)
    assert [row["year"] for row in policy["retention"]] == list(range(2026, 2035))
    cited = {row["cause"]: row["citation"] for row in policy["losses"] if row["criterion"] is None}
    known = {
        "re_review": "第十四条",
        "term_ended_without_standing": "第十七条",
        "no_renewal_application": "第十七条(一)",
    }
    assert cited.items() <= known.items()
    assert set(cited) >= {"re_review", "term_ended_without_standing"}


def test_a_cause_takes_the_standing_and_says_which_it_was(answer: Any) -> None:
    told = answer("simulate", "-j", "shanghai", "--replications", "100")
    (row,) = [
        row for row in told["scenarios"][0]["policies"][0]["losses"] if row["cause"] == "term_ended_without_standing"
    ]
    assert sum(one["mean"] for one in row["because"]) == pytest.approx(row["mean"])
    assert {"cause", "citation", "mean", "low", "high"} <= set(row["because"][0])
    assert {one["cause"]: one["citation"] for one in row["because"]}["late_report"] == "第十七条(三)"


def test_by_a_lever_a_cause_takes_the_title_at_once(answer: Any) -> None:
    told = answer("simulate", "-j", "shanghai", "--replications", "50", "--set", "shanghai.immediate_revocation=yes")
    causes = {row["cause"] for row in told["scenarios"][1]["policies"][0]["losses"]}
    assert "late_report" in causes
    # The lever holds from the first day, so no standing is ever lost.
    assert "term_ended_without_standing" not in causes


@pytest.mark.parametrize(
    "setting", ["shanghai.sme_share=80%", "shanghai.output_growth=14%", "shanghai.form_deadline=03-20"]
)
def test_a_tighter_bound_keeps_no_more_clusters(answer: Any, setting: str) -> None:
    told = answer("simulate", "-j", "shanghai", "--years", "4", "--replications", "50", "--set", setting)
    differences = [row["mean"] for row in told["differences"]]
    assert max(differences) <= 0
    assert min(differences) < 0
