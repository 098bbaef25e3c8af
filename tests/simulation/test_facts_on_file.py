"""What the portfolio has on file wins over what is drawn, and nothing earlier than it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics, Reporting
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.study.simulate import Study
from tests.simulation.invented import (
    NOTHING,
    START,
    Cluster,
    Row,
    given,
    lively,
    portfolio,
    still,
    study,
)
from tests.simulation.runs import figures, stories

CERTAIN = given(50.0)
"""A yearly rate at which every cluster is struck on 1 January, or within days."""

KINDS = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")
HELD = Cluster(certified="2024-05-20")


def struck(kind: str) -> Mapping[str, Dynamics]:
    return {"zone": still("zone", rates={kind: CERTAIN})}


def lost_on(one: Study) -> list[str]:
    """Return the days of the first losses of the first cluster, each once."""
    days = np.unique(one.run().policy("zone").lost_on[0, 0])
    return [date.fromordinal(int(day)).isoformat() if day else "" for day in days]


@pytest.mark.parametrize("kind", KINDS)
def test_a_dated_event_stands_in_place_of_those_drawn_for_its_kind_and_year(kind: str) -> None:
    drawn = study(HELD, models=struck(kind), replications=30)
    assert all(day < "2026-06-01" for day in lost_on(drawn))
    on_file = study(portfolio(HELD, events=[("a", "2026-12-30", kind)]), models=struck(kind), replications=30)
    assert lost_on(on_file) == ["2026-12-30"]


def test_it_stands_for_its_own_kind_only() -> None:
    both = portfolio(HELD, events=[("a", "2026-12-30", "incident")])
    assert all(day < "2026-06-01" for day in lost_on(study(both, models=struck("illegality"), replications=30)))


def test_it_stands_for_its_own_year_and_cluster_only() -> None:
    clusters = portfolio(HELD, Cluster("b", certified="2024-05-20"), events=[("a", "2027-12-30", "illegality")])
    outcome = study(clusters, models=struck("illegality"), replications=30).run().policy("zone")
    assert (outcome.lost_on < date(2026, 6, 1).toordinal()).all()


@pytest.mark.parametrize("never, sent, lost", [(1.0, "2026-03-31", "2027-04-01"), (0.0, "2026-04-01", "2026-04-01")])
def test_a_report_on_file_stands_in_place_of_the_one_drawn(never: float, sent: str, lost: str) -> None:
    reporting = Reporting("report_submitted_on", 331, NOTHING, given(never), NOTHING, NOTHING)
    cluster = Cluster(certified="2024-05-20", years={2025: {"report_submitted_on": date.fromisoformat(sent)}})
    found = study(cluster, models={"zone": still("zone", reporting=(reporting,))}, years=2, replications=30)
    assert lost_on(found) == [lost]


def test_a_report_that_is_drawn_as_late_costs_the_title_on_the_day_after_the_deadline() -> None:
    reporting = Reporting("report_submitted_on", 331, given(1.0), NOTHING, given(60.0), NOTHING)
    models = {"zone": still("zone", reporting=(reporting,))}
    assert lost_on(study(HELD, models=models, replications=30)) == ["2026-04-01"]
    # By the end of May all but those late by more are there.
    found = study(HELD, "zone.report_deadline=04-30", models=models, years=1, replications=100)
    share = (found.run().policy("zone").lost_on > 0).mean()
    assert share == pytest.approx(0.5, abs=0.2)


def test_a_report_never_sent_is_late_or_ignored() -> None:
    reporting = Reporting("report_submitted_on", 331, NOTHING, given(1.0), NOTHING, NOTHING)
    models = {"zone": still("zone", reporting=(reporting,))}
    assert lost_on(study(HELD, models=models, replications=30)) == ["2026-04-01"]
    assert lost_on(study(HELD, "zone.never_sent=ignored", models=models, replications=30)) == [""]


def test_no_application_on_file_needs_no_draw_and_a_draw_needs_no_file() -> None:
    never = study(HELD, models={"zone": still("zone", no_application=given(1.0))}, replications=30)
    assert lost_on(never) == ["2027-05-20"]
    stated = study(portfolio(HELD, events=[("a", "2029-01-01", "no_renewal_application")]), replications=30)
    assert lost_on(stated) == ["2030-05-20"]


def test_figures_on_file_stand_where_the_run_starts_before_them() -> None:
    rows = {year: {"output_value": 20.0 + year - 2020, "sme_output_value": 16.0} for year in range(2020, 2026)}
    run = study(Cluster(years=rows), models={"zone": lively("zone")}, start=date(2023, 1, 1), years=6, replications=20)
    found = figures(run, "output_value", "sme_share")
    for year in range(2022, 2026):
        assert np.allclose(found["output_value", year], 20.0 + year - 2020, rtol=1e-12)
        assert np.allclose(found["sme_share", year], 16.0 / (20.0 + year - 2020), rtol=1e-12)
    assert len(np.unique(found["output_value", 2026])) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_for_a_year_that_is_on_file(kind: str) -> None:
    run = study(Cluster(certified="2022-05-20"), models=struck(kind), start=date(2024, 1, 1), replications=30)
    assert all("2026-01-01" <= day < "2026-06-01" for day in lost_on(run))


def test_incidents_counted_on_file_fail_the_review_that_reads_their_year() -> None:
    counted = Cluster(certified="2023-05-20", years={2023: {"incidents": 1}})
    assert stories(study(counted))["a"] == ["2026-05-20 lose re_review"]
    before = Cluster(certified="2023-05-20", years={2022: {"incidents": 1}})
    assert stories(study(before))["a"][0] == "2026-05-20 renew"


# Clusters whose latest rows differ ---------------------------------------------------------------

BLANK: Row = {"output_value": None, "zone_sound": None, "champions": None, "incidents": None}


def test_what_lies_between_a_clusters_latest_row_and_the_start_is_drawn() -> None:
    older = Cluster(certified="2023-05-20", latest=2023)
    beside = portfolio(older, Cluster("b"))
    assert study(beside).plan.first_year == START
    assert stories(study(beside))["a"] == ["2026-05-20 renew", "2029-05-20 renew", "2032-05-20 renew"]
    assert stories(study(older, start=date(START, 1, 1)))["a"][0] == "2026-05-20 renew"


def test_incidents_of_those_years_touch_no_title_but_stay_in_the_window() -> None:
    models = struck("incident")
    older = Cluster(certified="2023-02-20", latest=2024)
    clusters = portfolio(older, Cluster("b"), events=[("a", "2026-12-31", "incident")])
    assert lost_on(study(clusters, models=models, replications=30)) == ["2026-02-20"]
    on_file = portfolio(older, Cluster("b"), events=[("a", "2026-12-31", "incident"), ("a", "2025-07-07", "incident")])
    assert lost_on(study(on_file, models=models, replications=30)) == ["2026-02-20"]


def test_a_dated_incident_between_the_latest_row_and_the_start_counts_once() -> None:
    older, newer = Cluster(latest=START - 4), Cluster("b")
    clusters = portfolio(older, newer, events=[("a", f"{START - 1}-07-07", "incident")])
    assert figures(study(clusters, years=1), "incidents")["incidents", START - 1][:, 0].tolist() == [1.0, 0.0]


@pytest.mark.parametrize("latest", [2022, 2023, 2024, 2025])
@pytest.mark.parametrize("first, deadline", [(2024, "03-31"), (2026, "03-31"), (2024, "01-15")])
@pytest.mark.parametrize("missing, blank", [("assume", BLANK), ("assume", {}), ("unknown", {})])
def test_a_clusters_fate_does_not_depend_on_how_far_the_rows_of_others_reach(
    latest: int, first: int, deadline: str, missing: str, blank: Row
) -> None:
    own = Cluster(certified="2021-05-20", latest=latest, years={latest: blank})
    others = [Cluster(f"b{year}", certified="2023-06-06", latest=year) for year in (2022, 2023, 2024, 2025)]

    def run(clusters: Portfolio) -> PolicyOutcome:
        one = study(
            clusters, f"zone.report_deadline={deadline}", missing=missing, start=date(first, 1, 1), replications=30,
            models={"zone": lively("zone")}, years=6,
        )  # fmt: skip
        return one.run().policy("zone")

    alone = run(portfolio(own))
    for beside in ([others[0]], [others[3]], others):
        together = run(portfolio(own, *beside))
        for name in ("lost_on", "cause", "because"):
            assert np.array_equal(getattr(alone, name)[:, 0], getattr(together, name)[:, 0]), name
        assert np.array_equal(alone.failed[:, :, 0], together.failed[:, :, 0])


def test_a_requirement_that_is_blank_may_turn_out_unmet_whatever_the_rows_of_others() -> None:
    blank = Cluster(certified="2023-05-20", years={2025: {"zone_sound": None}})
    models = {"zone": still("zone", lapse=given(1.0), mending=NOTHING)}
    assert stories(study(blank, models=models))["a"] == ["2026-05-20 lose re_review"]
    beside = portfolio(blank, Cluster("b", latest=2024))
    assert stories(study(beside, models=models))["a"] == ["2026-05-20 lose re_review"]


def test_a_requirement_on_file_as_unmet_stays_so_until_it_is_mended() -> None:
    unmet = Cluster(certified="2024-05-20", years={2025: {"zone_sound": False}})
    kept = study(unmet, models={"zone": still("zone", lapse=NOTHING, mending=NOTHING)})
    assert stories(kept)["a"] == ["2027-05-20 lose re_review"]
    mended = study(unmet, models={"zone": still("zone", lapse=NOTHING, mending=given(1.0))})
    assert stories(mended)["a"][0] == "2027-05-20 renew"
    # What is on file for the latest year itself cannot be mended any more.
    due = Cluster(certified="2023-05-20", years={2025: {"zone_sound": False}})
    mended = study(due, models={"zone": still("zone", lapse=NOTHING, mending=given(1.0))})
    assert stories(mended)["a"] == ["2026-05-20 lose re_review"]


@pytest.mark.parametrize("more", [{}, {"mending": NOTHING}])
def test_a_requirement_lapses_whether_or_not_the_model_mends(more: dict[str, object]) -> None:
    lapsing = study(HELD, models={"zone": still("zone", lapse=given(1.0), **more)})
    assert stories(lapsing)["a"] == ["2027-05-20 lose re_review"]
