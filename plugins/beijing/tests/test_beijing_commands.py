"""Beijing's commands, as a user of the place meets them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.places.commands import answer

__all__ = ["answer"]


def test_the_calendar_holds_every_deadline_with_its_article(answer: Any) -> None:
    rows = answer("calendar", "beijing", "--start", "2026", "--years", "2", "--certified-on", "2023-07-01")["calendar"]
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2026-03-31", "yearly report on 2025", "第十六条"),
        ("2026-06-30", "yearly admission round", "第十条"),
        ("2026-07-01", "re-review at the end of the term", "第十五条"),
        ("2027-03-31", "yearly report on 2026", "第十六条"),
        ("2027-06-30", "yearly admission round", "第十条"),
    ]


def test_nine_years_are_simulated_and_every_cause_cites_its_article(answer: Any) -> None:
    told = answer("simulate", "-j", "beijing", "--replications", "100")
    (policy,) = told["scenarios"][0]["policies"]
    assert (policy["policy"], policy["clusters"]) == ("beijing", 26)
    assert [row["year"] for row in policy["retention"]] == list(range(2026, 2035))
    cited = {row["cause"]: row["citation"] for row in policy["losses"] if row["criterion"] is None}
    known = {
        "re_review": "第十五条",
        "late_report": "第十七条(三)",
        "monitoring_refused": "第十七条(三)",
        "incident": "第十七条(五)",
        "illegality": "第十七条(二)",
        "false_declaration": "第十七条(二)",
        "unreported_change": "第十七条(四)",
        "no_renewal_application": "第十七条(一)",
    }
    assert cited.items() <= known.items()
    assert set(cited) >= {"re_review", "late_report"}


@pytest.mark.parametrize(
    "setting", ["beijing.sme_share=80%", "beijing.output_growth=14%", "beijing.report_deadline=02-28"]
)
def test_a_tighter_bound_keeps_no_more_clusters(answer: Any, setting: str) -> None:
    told = answer("simulate", "-j", "beijing", "--years", "4", "--replications", "50", "--set", setting)
    differences = [row["mean"] for row in told["differences"]]
    assert max(differences) <= 0
    assert min(differences) < 0
