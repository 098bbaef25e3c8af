"""What a trace and a story tell of mending, of reviews put off, and of late applications."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, get_args

from clusterkit.law.effect import EffectKind
from clusterkit.report.explain import EFFECTS
from clusterkit.simulation.paths import _HAPPENED
from tests.simulation.invented import given, still
from tests.simulation.reformed import cluster, story, study

HELD = "2024-11-20"
SIX = "zone.renewal_window=6"
COLUMNS = ("date", "event", "cause", "criterion")


def traced(folder: Path, *settings: str, short: float = 20.0, **more: Any) -> tuple[list[list[str]], list[list[str]]]:
    """Return the history of one title and its events on file, as a trace writes them."""
    one = study([cluster(certified=HELD, latest=2025, _2025=short)], *settings, years=3, **more)
    one.run(trace=folder / "trace", trace_replications=1)
    return _rows(folder / "trace" / "history.csv", COLUMNS), _rows(folder / "trace" / "events.csv", ("date", "kind"))


def _rows(path: Path, columns: tuple[str, ...]) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[row[column] for column in columns] for row in csv.DictReader(file)]
    return [row for row in rows if row[1] != "report"]


def test_time_to_mend_is_an_event_of_the_title_s_history(tmp_path: Path) -> None:
    history, _ = traced(tmp_path, short=5.0)
    assert history == [
        ["2026-11-20", "mending", "", ""],
        ["2027-05-20", "criterion_failed", "not_mended", "zone.output_min"],
        ["2027-05-20", "lost", "not_mended", ""],
    ]


def test_who_misses_the_expiry_is_told_with_the_day_of_the_expiry_whatever_follows(tmp_path: Path) -> None:
    missed = [("a", "2026-11-20", "no_renewal_application")]
    history, events = traced(tmp_path, SIX, events=missed)
    assert history == [["2026-11-20", "put_off", "", ""], ["2027-05-20", "lost", "no_renewal_application", ""]]
    assert events == [["2026-11-20", "no_renewal_application"]]


def test_a_late_application_is_told_with_its_own_day(tmp_path: Path) -> None:
    model = still("zone", no_application=given(1.0), late_application=given(1.0))
    history, events = traced(tmp_path, SIX, dynamics=model)
    late = [day for day, kind in events if kind == "late_renewal_application"]
    assert [row[:2] for row in history[:2]] == [["2026-11-20", "put_off"], [late[0], "renewed"]]
    assert next(day for day, kind in events if kind == "no_renewal_application") == "2026-11-20"


def test_every_effect_has_its_words_in_the_trace_and_in_the_story() -> None:
    kinds = set(get_args(EffectKind))
    assert set(_HAPPENED) == set(EFFECTS) == kinds
    assert len(set(_HAPPENED.values())) == len(kinds)
    assert story(cluster(certified=HELD, _2025=5.0), years=1) == ["2026-11-20 mend"]
