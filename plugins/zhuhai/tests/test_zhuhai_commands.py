"""Zhuhai's commands, as a user of the place meets them."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.cli.main import cli
from tests.places.commands import answer

__all__ = ["answer"]


def test_the_calendar_holds_every_deadline_with_its_article(answer: Any) -> None:
    rows = answer("calendar", "zhuhai", "--start", "2026", "--years", "2", "--certified-on", "2023-07-01")["calendar"]
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2026-03-31", "yearly report on 2025", "第十四条"),
        ("2026-06-30", "yearly admission round", "第十二条"),
        ("2026-07-01", "re-review at the end of the term", "第十三条"),
        ("2027-03-31", "yearly report on 2026", "第十四条"),
        ("2027-06-30", "yearly admission round", "第十二条"),
    ]


def test_recognition_by_the_province_admits_whatever_the_standard_says(answer: Any) -> None:
    answer_of = {row["cluster_id"]: row for row in _assessed(answer)}
    recognised = answer_of["ZH-28"]
    assert recognised["verdict"] == "fails"
    assert recognised["admission"]["verdict"] == "passes"
    assert recognised["admission"]["recognised_automatically"] is True
    assert recognised["admission"]["citation"] == "第十二条(三)"
    assert answer_of["ZH-27"]["admission"]["recognised_automatically"] is False


def _assessed(answer: Any) -> list[dict[str, Any]]:
    cli.main(["portfolio", "sample", "-j", "zhuhai", "--out", "sample"], standalone_mode=False)
    results: list[dict[str, Any]] = answer("assess", "sample", "--on", "2026-06-30")["results"]
    return results


def test_nine_years_are_simulated_and_every_cause_cites_its_article(answer: Any) -> None:
    told = answer("simulate", "-j", "zhuhai", "--replications", "100")
    (policy,) = told["scenarios"][0]["policies"]
    assert (policy["policy"], policy["clusters"]) == ("zhuhai", 26)
    assert [row["year"] for row in policy["retention"]] == list(range(2026, 2035))
    cited = {row["cause"]: row["citation"] for row in policy["losses"] if row["criterion"] is None}
    known = {
        "re_review": "第十三条",
        "late_report": "第十五条(三)",
        "monitoring_refused": "第十五条(三)",
        "incident": "第十五条(五)",
        "illegality": "第十五条(五)",
        "false_declaration": "第十五条(二)",
        "unreported_change": "第十五条(四)",
        "no_renewal_application": "第十五条(一)",
    }
    assert cited.items() <= known.items()
    assert set(cited) >= {"re_review", "late_report"}


@pytest.mark.parametrize(
    "setting", ["zhuhai.sme_share=80%", "zhuhai.output_growth=12%", "zhuhai.report_deadline=02-28"]
)
def test_a_tighter_bound_keeps_no_more_clusters(answer: Any, setting: str) -> None:
    told = answer("simulate", "-j", "zhuhai", "--years", "4", "--replications", "50", "--set", setting)
    differences = [row["mean"] for row in told["differences"]]
    assert max(differences) <= 0
    assert min(differences) < 0
