"""Henan's commands, as a user of the place meets them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.places.commands import answer

__all__ = ["answer"]


def test_the_calendar_holds_every_deadline_with_its_article(answer: Any) -> None:
    rows = answer("calendar", "henan", "--start", "2026", "--years", "2")["calendar"]
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2026-06-30", "re-review every two years", "五(六)"),
        ("2026-06-30", "yearly admission round", "三"),
        ("2027-06-30", "yearly admission round", "三"),
    ]


def test_nine_years_are_simulated_and_every_cause_cites_its_article(answer: Any) -> None:
    told = answer("simulate", "-j", "henan", "--replications", "100")
    (policy,) = told["scenarios"][0]["policies"]
    assert (policy["policy"], policy["clusters"]) == ("henan", 26)
    assert [row["year"] for row in policy["retention"]] == list(range(2026, 2035))
    cited = {row["cause"]: row["citation"] for row in policy["losses"] if row["criterion"] is None}
    known = {
        "delisted": "五(六)",
        "incomplete_review": "五(六)",
    }
    assert cited.items() <= known.items()
    assert set(cited) >= {"delisted"}


def test_titles_are_lost_in_every_second_year_only(answer: Any) -> None:
    told = answer("simulate", "-j", "henan", "--replications", "50")
    shares = {row["year"]: row["mean"] for row in told["scenarios"][0]["policies"][0]["retention"]}
    for year in range(2027, 2035, 2):
        assert shares[year] == shares[year - 1]
    assert shares[2034] < shares[2026] < 1


@pytest.mark.parametrize("setting", ["henan.dominant_share=75%", "henan.leading_enterprises=5", "henan.revenue_min=60"])
def test_a_tighter_bound_keeps_no_more_clusters(answer: Any, setting: str) -> None:
    told = answer("simulate", "-j", "henan", "--years", "4", "--replications", "50", "--set", setting)
    differences = [row["mean"] for row in told["differences"]]
    assert max(differences) <= 0
    assert min(differences) < 0
