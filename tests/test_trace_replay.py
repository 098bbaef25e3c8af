"""A traced run writes everything that an outsider needs to replay its paths, whole or not at all."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from clusterkit.errors import InputError
from clusterkit.simulation import harness
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, SMALL, Cluster, against, given, portfolio, still, study
from tests.simulation.runs import assert_same

FILES = ["clusters.csv", "events.csv", "history.csv", "status.csv", "trajectories.csv"]
Rows = list[dict[str, str]]


def traced(one: Study, folder: Path, replications: int = 5, size: int = 500) -> dict[str, Rows]:
    """Return the rows of a traced run by table."""
    one.run(trace=folder, trace_replications=replications, size=size)
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def lively(count: int = 12, **more: object) -> Study:
    """Return a study of two places in which everything happens, under two scenarios."""
    zone = [Cluster(f"z{i:02}", certified=f"202{3 + i % 3}-0{1 + i % 9}-15") for i in range(count)]
    moor = [Cluster(f"m{i:02}", "moor", certified="2020-01-01" if i % 2 else "") for i in range(count // 2)]
    events = [("z00", "2024-05-05", "incident"), ("z01", "2027-03-03", "illegality")]
    settings = {"models": LIVELY, "scenarios": against("zone.output_min=18"), "replications": 7, **more}
    return study(portfolio(*zone, *moor, events=events), **settings)  # type: ignore[arg-type]


def of(rows: Rows, **wanted: str) -> Rows:
    """Return the rows with some cells."""
    return [row for row in rows if all(row[key] == cell for key, cell in wanted.items())]


# The folder -------------------------------------------------------------------------------------


def test_the_folder_holds_five_tables_and_the_law_in_plain_utf_8(tmp_path: Path) -> None:
    traced(lively(), tmp_path / "trace")
    assert sorted(path.name for path in (tmp_path / "trace").iterdir()) == sorted([*FILES, "law.json"])
    for path in (tmp_path / "trace").iterdir():
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_the_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    found = {name: list(rows[0]) for name, rows in traced(lively(), tmp_path / "trace").items()}
    title = ["scenario", "replication", "policy", "cluster_id"]
    assert found["history"] == [*title, "date", "event", "cause", "criterion", "citation", "figure", "bound"]
    assert found["status"] == [*title, "year", "status", "cause", "lost_on"]
    assert found["events"] == ["scenario", "replication", "cluster_id", "date", "kind", "year"]
    assert found["trajectories"][:4] == ["scenario", "replication", "cluster_id", "year"]
    assert {"output_value", "sme_output_value", "incidents", "q_zone_sound"} < set(found["trajectories"])
    assert "sme_share" not in found["trajectories"]


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "trace").mkdir()
    (tmp_path / "trace" / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists already"):
        traced(lively(2), tmp_path / "trace")
    assert [path.name for path in tmp_path.rglob("*")] == ["trace", "note.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "trace").mkdir()
    assert traced(lively(2), tmp_path / "trace")["status"]


def test_what_cannot_be_written_whole_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clusterkit.simulation.trace._write", full)
    with pytest.raises(InputError, match="No space left"):
        traced(lively(2), tmp_path / "trace")
    assert list(tmp_path.iterdir()) == []


def test_tracing_changes_no_path(tmp_path: Path) -> None:
    assert_same(lively().run(), lively().run(trace=tmp_path / "trace"))


def test_the_trace_is_the_same_whatever_the_tiles_were(tmp_path: Path) -> None:
    one = lively(6, replications=105)
    traced(one, tmp_path / "whole", 103)
    traced(one, tmp_path / "parts", 103, size=2)
    for name in FILES:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()


def test_no_more_replications_are_traced_than_there_are(tmp_path: Path) -> None:
    rows = traced(lively(2, replications=3), tmp_path / "trace")["status"]
    assert {row["replication"] for row in rows} == {"0", "1", "2"}


# Trajectories -----------------------------------------------------------------------------------


def test_every_path_has_its_years_and_the_four_before(tmp_path: Path) -> None:
    rows = traced(lively(), tmp_path / "trace")["trajectories"]
    years = Counter((row["scenario"], row["replication"], row["cluster_id"]) for row in rows)
    assert len(years) == 2 * 5 * 18
    assert set(years.values()) == {13}
    assert [row["year"] for row in rows[:13]] == [str(year) for year in range(2022, 2035)]


def test_the_years_before_the_start_are_the_portfolios_own(tmp_path: Path) -> None:
    cluster = Cluster("a", figures={"output_value": 1 / 3, "sme_output_value": 0.1 + 0.2, "invention_patents": 49})
    rows = traced(study(cluster, models=LIVELY), tmp_path / "trace")["trajectories"]
    for row in rows[:4]:
        assert float(row["output_value"]) == 1 / 3
        assert float(row["sme_output_value"]) == 0.1 + 0.2
        assert row["invention_patents"] == "49"


def test_what_a_place_does_not_use_is_blank(tmp_path: Path) -> None:
    rows = traced(lively(), tmp_path / "trace")["trajectories"]
    moor = [row for row in rows if row["cluster_id"].startswith("m")]
    zone = [row for row in rows if row["cluster_id"].startswith("z")]
    assert {row["output_value"] + row["q_zone_sound"] + row["incidents"] for row in moor} == {""}
    assert {row["operating_revenue"] for row in zone} == {""}
    assert all(row["operating_revenue"] for row in moor)
    assert all(row["output_value"] and row["q_zone_sound"] for row in zone)


def test_incidents_are_the_dated_ones_of_the_year(tmp_path: Path) -> None:
    found = traced(lively(20), tmp_path / "trace")
    dated = Counter(
        (row["scenario"], row["replication"], row["cluster_id"], row["date"][:4])
        for row in of(found["events"], kind="incident")
    )
    simulated = [row for row in found["trajectories"] if row["year"] >= "2026" and row["cluster_id"].startswith("z")]
    assert sum(dated.values()) > 10
    for row in simulated:
        path = row["scenario"], row["replication"], row["cluster_id"], row["year"]
        assert row["incidents"] == str(dated[path])


def test_columns_of_a_share_multiply_out_and_counts_are_whole(tmp_path: Path) -> None:
    one = study(Cluster("a", certified="2025-01-01"), models=LIVELY)
    shares: dict[int, float] = {}

    def observed(key: object) -> tuple[None, object]:
        def closed(year: int, world: object) -> None:
            figure = world.motion.history.figure("sme_share", year)  # type: ignore[attr-defined]
            shares[year] = float(figure.measure.plain(figure.low).ravel()[0])

        return None, closed

    harness.run(one.plan, one.portfolio, ["baseline"], 1, {}, observed=observed)  # type: ignore[arg-type]
    for row in traced(one, tmp_path / "trace")["trajectories"][4:]:
        share = float(row["sme_output_value"]) / float(row["output_value"])
        assert share == pytest.approx(shares[int(row["year"])], rel=1e-12)
        assert row["invention_patents"].isdigit()
        assert row["sme_employees"].isdigit()


@pytest.mark.parametrize("missing, drawn", [("assume", True), ("unknown", False)])
def test_a_blank_latest_figure_is_drawn_or_stays_blank(tmp_path: Path, missing: str, drawn: bool) -> None:
    blank = {"output_value": None, "sme_output_value": None, "champions": None, "co2_intensity": None}
    cluster = Cluster("a", years={2024: {"output_value": None}, 2025: {**blank, "zone_sound": None}})
    rows = traced(study(cluster, models=LIVELY, missing=missing), tmp_path / "trace")["trajectories"]
    assert rows[2]["output_value"] == ""
    for row in rows[3:]:
        cells = [row[key] for key in (*blank, "q_zone_sound")]
        assert all(cells) if drawn else not any(cells)


# Events -----------------------------------------------------------------------------------------


def test_every_report_that_is_sent_within_the_run_has_its_row(tmp_path: Path) -> None:
    year = {2025: {"report_submitted_on": date(2026, 4, 2)}}
    rows = traced(study(Cluster("a", years=year)), tmp_path / "trace")["events"]
    sent = {row["year"]: row["date"] for row in of(rows, kind="report")}
    assert sent == {"2025": "2026-04-02"} | {str(year): f"{year + 1}-03-31" for year in range(2026, 2034)}


def test_a_report_never_sent_has_no_row(tmp_path: Path) -> None:
    silent = still("zone")
    silent = evolve(silent, reporting=(evolve(silent.reporting[0], never=given(1.0)),))
    rows = traced(study(Cluster("a"), models={"zone": silent}), tmp_path / "trace")["events"]
    assert rows == []


def test_a_report_whose_date_is_not_known_counts_as_sent_when_its_year_begins(tmp_path: Path) -> None:
    one = study(Cluster("a", certified="2022-05-20"), "zone.report_deadline=01-15", start=date(2024, 1, 1), years=4)
    rows = of(traced(one, tmp_path / "trace")["events"], kind="report")
    assert [row["date"] for row in rows] == ["2024-01-01", "2025-01-01", "2026-03-31", "2027-03-31"]
    assert [row["year"] for row in rows] == ["2023", "2024", "2025", "2026"]


def test_events_on_file_before_the_start_are_there(tmp_path: Path) -> None:
    rows = traced(lively(), tmp_path / "trace")["events"]
    assert len(of(rows, cluster_id="z00", date="2024-05-05", kind="incident")) == 2 * 5


@pytest.mark.parametrize("lag", [0, 40])
def test_an_application_not_made_is_dated_on_the_expiry_that_it_concerns(tmp_path: Path, lag: int) -> None:
    clusters = portfolio(Cluster("a", certified="2024-12-20"), events=[("a", "2026-02-03", "no_renewal_application")])
    found = traced(study(clusters, f"zone.review_lag_days={lag}"), tmp_path / "trace")
    assert [row["date"] for row in of(found["events"], kind="no_renewal_application")] == ["2027-12-20"]
    lost = date.fromordinal(date(2027, 12, 20).toordinal() + lag).isoformat()
    assert [row["date"] for row in of(found["history"], event="lost")] == [lost]


# History and status -----------------------------------------------------------------------------


def test_a_failed_review_names_each_criterion_with_figure_and_bound(tmp_path: Path) -> None:
    small = Cluster("a", certified="2024-05-20", figures={**SMALL, "co2_intensity": 2.5})
    rows = traced(study(small), tmp_path / "trace")["history"]
    assert [(row["event"], row["criterion"], row["figure"], row["bound"]) for row in rows] == [
        ("criterion_failed", "zone.output_min", "5", "10"),
        ("criterion_failed", "zone.co2", "2.5", "2"),
        ("lost", "", "", ""),
    ]
    assert {(row["date"], row["cause"], row["citation"]) for row in rows} == {("2027-05-20", "re_review", "第一条")}


def test_an_incomplete_review_names_what_is_unknown(tmp_path: Path) -> None:
    blank = Cluster("a", certified="2024-05-20", figures={"co2_intensity": None})
    rows = traced(study(blank, missing="unknown"), tmp_path / "trace")["history"]
    assert [(row["event"], row["cause"], row["criterion"], row["figure"], row["bound"]) for row in rows] == [
        ("criterion_unknown", "incomplete_review", "zone.co2", "", "2"),
        ("lost", "incomplete_review", "", "", ""),
    ]


def test_the_standing_is_lost_once(tmp_path: Path) -> None:
    events = [("a", "2026-02-03", "illegality"), ("a", "2026-05-03", "illegality")]
    clusters = portfolio(Cluster("a", certified="2024-05-20"), events=events)
    rows = traced(study(clusters, "zone.at_once=no"), tmp_path / "trace")["history"]
    assert [(row["date"], row["event"], row["cause"]) for row in rows] == [
        ("2026-02-03", "standing_lost", "illegality"),
        ("2027-05-20", "lost", "term_ended_without_standing"),
    ]


def test_admission_renewal_and_what_is_kept_have_their_rows(tmp_path: Path) -> None:
    clusters = portfolio(Cluster("a"), Cluster("b", "moor", certified="2020-01-01"))
    rows = traced(study(clusters, years=4), tmp_path / "trace")["history"]
    assert [(row["cluster_id"], row["date"], row["event"]) for row in rows] == [
        ("b", "2026-06-30", "kept"),
        ("b", "2028-06-30", "kept"),
        ("a", "2026-06-30", "admitted"),
        ("a", "2029-06-30", "renewed"),
    ]


def test_status_tells_the_outcome_at_every_years_end(tmp_path: Path) -> None:
    one = lively()
    outcome = one.run()
    rows = traced(one, tmp_path / "trace", 7)["status"]
    for key, found in outcome.policies.items():
        for scenario, name in enumerate(outcome.scenarios):
            for place, year in enumerate(outcome.years):
                here = Counter(
                    row["status"] for row in of(rows, policy=key, scenario=name, year=str(year), replication="3")
                )
                counts = found.counts[place, :, scenario, 3]
                assert [here["candidate"], here["certified"], here["lost"]] == counts.tolist()
    lost = {(row["cause"], row["lost_on"] == "") for row in of(rows, status="lost")}
    assert ("", False) not in lost
    assert not any(blank for _, blank in lost)
    assert {row["cause"] + row["lost_on"] for row in rows if row["status"] != "lost"} == {""}


# Clusters ---------------------------------------------------------------------------------------


def test_a_title_that_only_the_titles_table_tells_stands_with_the_clusters(tmp_path: Path) -> None:
    title = {"cluster_id": "a", "policy": "zone", "certified_on": date(2024, 5, 20), "expires_on": date(2026, 7, 1)}
    found = traced(study(portfolio(Cluster("a"), titles=[title])), tmp_path / "trace")
    assert found["clusters"][0]["certified_on"] == "2024-05-20"
    assert found["clusters"][0]["expires_on"] == "2026-07-01"
    assert [row["policy"] for row in found["titles"]] == ["zone"]


def test_ids_are_the_same_in_every_file(tmp_path: Path) -> None:
    found = traced(study(Cluster("=a", certified="2024-05-20", figures=SMALL)), tmp_path / "trace")
    assert {row["cluster_id"] for rows in found.values() for row in rows} == {"'=a"}
    assert all(found.values())
