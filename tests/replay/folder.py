"""A trace folder written by hand, one cluster's path after another, for tests of the replay."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.replay.levers import Dated
from tests.replay.replay import disagreements
from tests.replay.trace import COLUMNS

FIRST = 2026
OTHER_COUNTS = (
    "little_giants",
    "other_champions",
    "high_tech_enterprises",
    "srdi_smes",
    "innovative_smes",
    "chain_leaders",
)
Cells = Mapping[str, object]
# What the tool is made to have written of a title: (event, day, cause or criterion).
Story = Iterable[tuple[str, str, str]]


def figures(place: str, year: int) -> dict[str, object]:
    """Figures of a year that meet the place's whole standard."""
    grown = year - FIRST
    answers: dict[str, object] = {f"q_{place}_characteristic": "yes", f"q_{place}_park.one_county": "yes"}
    if place == "henan":
        return answers | {
            "leading_enterprises": 2,
            "related_smes": 20,
            "building_density": 0.5,
            "investment_intensity": 1000,
            "operating_revenue": 30,
            "dominant_revenue": 20,
            "rd_expenditure": 1,
            "clean_audit_rate": 1,
        }
    if place == "national":
        answers["water_efficiency_ratio"] = 1.1
    output = 100 * 1.12**grown
    return answers | {
        "output_value": output,
        "sme_output_value": 0.8 * output,
        "dominant_output_value": 0.8 * output,
        "sme_rd_expenditure": 2 * 1.12**grown,
        "sme_employees": 20000,
        "invention_patents": 200 * 1.2**grown,
        "platform_adoption_rate": 0.3,
        "software_adoption_rate": 0.4 + 0.01 * grown,
        "co2_intensity": 0.95**grown,
        "energy_efficiency_ratio": 1.1,
        "champions": 1,
        **dict.fromkeys(OTHER_COUNTS, 0),
        "innovation_platforms": 1,
        "standards_contributions": 2,
        "plan_attainment": 1.2,
        "incidents": 0,
    }


@dataclass
class Folder:
    """A trace folder in the making, with the run's last year."""

    path: Path
    last: int = 2029
    tables: dict[str, list[dict[str, object]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(
        self,
        place: str,
        *,
        certified: str = "",
        facts: Cells | None = None,
        cells: Mapping[tuple[str, int], object] | None = None,
        events: Iterable[tuple[str, str]] = (),
        reports: Mapping[int, str] | None = None,
        forms: Mapping[int, str] | None = None,
        story: Story = (),
        key: str = "A1",
        scenario: str = "baseline",
    ) -> "Folder":
        """A cluster's path; reports and forms that are not named came in February."""
        run = {"scenario": scenario, "replication": 0, "cluster_id": key}
        cluster = {"cluster_id": key, "jurisdiction": place, "certified_on": certified, "area_km2": 100}
        cluster |= {"established_on": "2010-02-28", "energy_intensive": "yes", "water_intensive": "no"}
        if all(known["cluster_id"] != key for known in self.tables["clusters"]):
            self.tables["clusters"].append(cluster | dict(facts or {}))
        for year in range(FIRST - 4, self.last + 1):
            changed = {name: cell for (name, when), cell in (cells or {}).items() if when == year}
            self.tables["trajectories"].append(run | {"year": year} | figures(place, year) | changed)
        for kind, sent in (("report", reports), ("form", forms)) if place != "henan" else ():
            for year in range(FIRST - 1, self.last):
                day = (sent or {}).get(year, f"{year + 1}-02-10")
                if day:
                    self.tables["events"].append(run | {"date": day, "kind": kind, "year": year})
        self.tables["events"] += [run | {"date": day, "kind": kind, "year": ""} for kind, day in events]
        title = run | {"policy": place}
        for event, day, why in story:
            named = "criterion" if event == "criterion_failed" else "cause"
            self.tables["history"].append(title | {"date": day, "event": event, named: why})
        self._statuses(title, held=bool(certified) and certified <= f"{FIRST}-01-01", story=list(story))
        return self

    def _statuses(self, title: Cells, *, held: bool, story: Story) -> None:
        now = ("certified", "", "") if held else ("candidate", "", "")
        story = list(story)
        for year in range(FIRST, self.last + 1):
            for event, day, why in story:
                if event in {"admitted", "lost"} and day[:4] == str(year):
                    now = ("lost", why, day) if event == "lost" else ("certified", "", "")
            row = {"year": year, "status": now[0], "cause": now[1], "lost_on": now[2]}
            self.tables["status"].append({**title, **row})

    def check(self, **levers: object) -> list[str]:
        """Writes the folder and replays it under levers of the baseline, `__` for the point."""
        return self.check_scenarios(
            {"baseline": {key.replace("__", "."): [(None, one)] for key, one in levers.items()}}
        )

    def check_scenarios(self, changes: Mapping[str, Mapping[str, Dated]]) -> list[str]:
        """The same for several scenarios, or for values with dates."""
        for name, rows in self.tables.items():
            columns = dict.fromkeys([*COLUMNS[name], *(key for row in rows for key in row)])
            with (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(columns), restval="")
                writer.writeheader()
                writer.writerows(rows)
        return disagreements(self.path, changes, date(FIRST, 1, 1), date(self.last, 12, 31))
