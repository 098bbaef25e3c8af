"""The replay's five standards, criterion by criterion: on the bound, beside it, and with data missing."""

from collections.abc import Mapping
from datetime import date

import pytest

from tests.replay.folder import figures
from tests.replay.law import Case, Truth, either, every, judge, requirements, years_later
from tests.replay.levers import Levers

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
DAY = date(2028, 6, 30)
FACTS = {
    "area_km2": "100",
    "established_on": "2025-06-30",
    "energy_intensive": "yes",
    "water_intensive": "no",
}
Cells = Mapping[tuple[str, int], object]


def found(
    place: str, cells: Cells, facts: Mapping[str, str] | None = None, incidents: tuple[date, ...] = ()
) -> dict[str, Truth]:
    """What is found of a sound cluster with some cells changed; L is 2027."""
    rows = {year: {key: str(cell) for key, cell in figures(place, year).items()} for year in range(2024, 2029)}
    for (key, year), cell in cells.items():
        rows[year][key] = str(cell)
    return judge(
        Case(
            place,
            DAY,
            FACTS | dict(facts or {}),
            rows,
            incidents,
            requirements(place, rows[2027]),
            Levers({}),
            review=False,
        )
    )


def growing(key: str, to: object, base: object = 1000) -> Cells:
    return {(key, 2024): base} | {(key, year): to for year in (2025, 2026, 2027)}


@pytest.mark.parametrize(
    "place, criteria", [("zhuhai", 17), ("beijing", 16), ("shanghai", 19), ("henan", 10), ("national", 10)]
)
def test_a_sound_cluster_meets_every_binding_criterion(place: str, criteria: int) -> None:
    findings = found(place, {})
    assert set(findings.values()) <= {MET, Truth.NOT_APPLICABLE}
    assert len(findings) == criteria


@pytest.mark.parametrize(
    "place, criterion, at_bound, short, on_bound",
    [
        ("zhuhai", "output_min", {("output_value", 2025): 32}, {("output_value", 2025): 31.99}, MET),
        ("beijing", "output_min", {("output_value", 2026): 40}, {("output_value", 2026): 39.99}, MET),
        ("shanghai", "output_min", {("output_value", 2027): 30}, {("output_value", 2027): 29.99}, MET),
        (
            "zhuhai",
            "output_growth",
            growing("output_value", 1259.712),
            growing("output_value", 1259),
            NOT_MET,
        ),
        ("beijing", "output_growth", growing("output_value", 1331), growing("output_value", 1330), NOT_MET),
        ("national", "output_min", {("output_value", 2026): 40}, {("output_value", 2026): 39.99}, MET),
        ("national", "output_growth", growing("output_value", 1331), growing("output_value", 1330), NOT_MET),
        ("shanghai", "output_growth", growing("output_value", 1331), growing("output_value", 1330), NOT_MET),
        (
            "zhuhai",
            "rd_growth",
            growing("sme_rd_expenditure", 1259.712),
            growing("sme_rd_expenditure", 1),
            NOT_MET,
        ),
        (
            "beijing",
            "rd_growth",
            growing("sme_rd_expenditure", 1331),
            growing("sme_rd_expenditure", 1),
            NOT_MET,
        ),
        (
            "shanghai",
            "rd_growth",
            growing("sme_rd_expenditure", 1157.625),
            growing("sme_rd_expenditure", 1),
            NOT_MET,
        ),
    ],
)
def test_windows_at_their_bound(place: str, criterion: str, at_bound: Cells, short: Cells, on_bound: Truth) -> None:
    assert found(place, at_bound)[f"{place}.{criterion}"] is on_bound
    assert found(place, short)[f"{place}.{criterion}"] is NOT_MET


@pytest.mark.parametrize("place", ["zhuhai", "beijing", "shanghai"])
def test_patents_grow_by_fifteen_per_cent_or_more(place: str) -> None:
    for to, truth in ((1520.875, MET), (1520.8, NOT_MET), (0, NOT_MET), ("", UNKNOWN)):
        assert found(place, growing("invention_patents", to))[f"{place}.patent_growth"] is truth
    for base in (0, ""):
        assert found(place, growing("invention_patents", 2000, base))[f"{place}.patent_growth"] is UNKNOWN


# criterion, cells of L with the bound to be filled in, bound, a little less, and whether the bound is met
IN_L = [
    ("zhuhai", "sme_share", {"output_value": 1000, "sme_output_value": None}, 700, 699.9, NOT_MET),
    ("beijing", "sme_share", {"output_value": 1000, "sme_output_value": None}, 700, 699.9, NOT_MET),
    ("shanghai", "sme_share", {"output_value": 1000, "sme_output_value": None}, 500, 499.9, MET),
    ("national", "sme_share", {"output_value": 1000, "sme_output_value": None}, 700, 699.9, MET),
    ("national", "dominant_share", {"output_value": 1000, "dominant_output_value": None}, 700, 600, NOT_MET),
    ("national", "energy", {"energy_efficiency_ratio": None}, 1, 0.9, NOT_MET),
    ("national", "water", {"water_efficiency_ratio": None}, 1, 0.9, NOT_MET),
    ("zhuhai", "dominant_share", {"output_value": 1000, "dominant_output_value": None}, 700, 600, NOT_MET),
    ("beijing", "dominant_share", {"output_value": 1000, "dominant_output_value": None}, 700, 600, NOT_MET),
    ("shanghai", "dominant_share", {"output_value": 1000, "dominant_output_value": None}, 500, 400, NOT_MET),
    ("henan", "dominant_share", {"operating_revenue": 100, "dominant_revenue": None}, 65, 64.9, MET),
    ("zhuhai", "patent_density", {"sme_employees": 10000, "invention_patents": None}, 12, 11.9, MET),
    ("beijing", "patent_density", {"sme_employees": 10000, "invention_patents": None}, 15, 14.9, MET),
    ("shanghai", "patent_density", {"sme_employees": 10000, "invention_patents": None}, 15, 14.9, MET),
    ("zhuhai", "platform_adoption", {"platform_adoption_rate": None}, 0.15, 0.149, MET),
    ("beijing", "platform_adoption", {"platform_adoption_rate": None}, 0.15, 0.149, MET),
    ("shanghai", "platform_adoption", {"platform_adoption_rate": None}, 0.1, 0.099, MET),
    ("zhuhai", "energy", {"energy_efficiency_ratio": None}, 1, 0.9, NOT_MET),
    ("shanghai", "innovation_platforms", {"innovation_platforms": None}, 1, 0, MET),
    ("shanghai", "standards", {"standards_contributions": None}, 2, 1, MET),
    ("henan", "leading_enterprises", {"leading_enterprises": None}, 2, 1, MET),
    ("henan", "related_smes", {"related_smes": None}, 20, 19, MET),
    ("henan", "building_density", {"building_density": None}, 0.5, 0.49, MET),
    ("henan", "investment_intensity", {"investment_intensity": None}, 1000, 999, MET),
    ("henan", "revenue_min", {"operating_revenue": None}, 20, 19.9, MET),
    ("henan", "rd_share", {"operating_revenue": 100, "rd_expenditure": None}, 1, 0.99, MET),
    ("henan", "clean_audit", {"clean_audit_rate": None}, 1, 0.999, MET),
]


@pytest.mark.parametrize("place, criterion, cells, bound, short, on_bound", IN_L)
def test_figures_of_the_latest_year_at_their_bound(
    *, place: str, criterion: str, cells: dict[str, float | None], bound: float, short: float, on_bound: Truth
) -> None:
    def truth(value: object) -> Truth:
        changed = {(key, 2027): value if cell is None else cell for key, cell in cells.items()}
        return found(place, changed)[f"{place}.{criterion}"]

    assert truth(bound) is on_bound
    assert truth(bound * (1 - 5e-10)) is on_bound  # the same figure within 1e-9
    assert truth(bound * (1 + 5e-10)) is on_bound
    assert truth(bound * (1 + 5e-9)) is MET
    assert truth(bound * (1 - 5e-9)) is NOT_MET
    assert truth(short) is NOT_MET
    assert truth("") is UNKNOWN


def test_the_area_binds_in_zhuhai_alone() -> None:
    assert found("zhuhai", {}, {"area_km2": "100.1"})["zhuhai.area"] is NOT_MET
    assert found("zhuhai", {}, {"area_km2": ""})["zhuhai.area"] is UNKNOWN
    assert "beijing.area" not in found("beijing", {}, {"area_km2": "100.1"})


@pytest.mark.parametrize(
    "place, counts, truth",
    [
        ("zhuhai", {"champions": 0, "little_giants": 1}, MET),
        ("zhuhai", {"champions": 0, "chain_leaders": 4, "other_champions": 6}, MET),
        ("beijing", {"champions": 0, "chain_leaders": 4, "other_champions": 6}, NOT_MET),
        ("shanghai", {"champions": 0, "srdi_smes": 3, "innovative_smes": 3, "high_tech_enterprises": 4}, MET),
        ("beijing", {"champions": 0, "srdi_smes": 10, "innovative_smes": ""}, MET),  # the known ones suffice
        ("beijing", {"champions": 0, "srdi_smes": 9, "innovative_smes": ""}, UNKNOWN),
        ("zhuhai", {"champions": "", "srdi_smes": 9}, UNKNOWN),
        ("zhuhai", {"champions": "", "little_giants": 1}, MET),
        ("zhuhai", {"champions": 0, "srdi_smes": 9}, NOT_MET),
    ],
)
def test_either_arm_of_the_gradient_suffices(place: str, counts: dict[str, object], truth: Truth) -> None:
    cells = {(key, 2027): count for key, count in counts.items()}
    assert found(place, cells)[f"{place}.gradient"] is truth


@pytest.mark.parametrize(
    "figures_of_four_years, rising, falling",
    [
        ((0.4, 0.4, 0.4, 0.5), MET, NOT_MET),
        ((0.4, 0.4, 0.4, 0.4), NOT_MET, NOT_MET),
        ((0.4, 0.5, 0.49, 0.6), NOT_MET, NOT_MET),
        ((0.5, 0.4, 0.3, 0.2), NOT_MET, MET),
        ((0.5, 0.4, 0.3, 0.3 * (1 - 1e-10)), NOT_MET, NOT_MET),
        (("", 0.4, 0.5, 0.6), UNKNOWN, NOT_MET),
        (("", 0.4, 0.3, 0.2), NOT_MET, UNKNOWN),
    ],
)
def test_trends(figures_of_four_years: tuple[object, ...], rising: Truth, falling: Truth) -> None:
    for key, criterion, truth in (
        ("software_adoption_rate", "software_rising", rising),
        ("co2_intensity", "co2_falling", falling),
    ):
        cells = {(key, 2024 + step): cell for step, cell in enumerate(figures_of_four_years)}
        assert found("beijing", cells)[f"beijing.{criterion}"] is truth


@pytest.mark.parametrize(
    "intensive, ratio, truth",
    [
        ("no", "", Truth.NOT_APPLICABLE),
        ("yes", "", UNKNOWN),
        ("", 1.1, MET),
        ("", 0.9, UNKNOWN),
        ("yes", 1, NOT_MET),
    ],
)
def test_efficiency_counts_where_the_industry_is_intensive(intensive: str, ratio: object, truth: Truth) -> None:
    findings = found("shanghai", {("water_efficiency_ratio", 2027): ratio}, {"water_intensive": intensive})
    assert findings["shanghai.water"] is truth


@pytest.mark.parametrize(
    "cells, days, truth",
    [
        ({("incidents", 2025): 1}, (), NOT_MET),
        ({("incidents", 2024): 1}, (), MET),  # L - 3 is outside the window
        ({("incidents", 2026): ""}, (), UNKNOWN),
        ({("incidents", 2026): "", ("incidents", 2025): 1}, (), NOT_MET),
        ({("incidents", 2028): 1}, (date(2028, 7, 1),), MET),  # after the day of assessment
        ({("incidents", 2028): 1}, (date(2028, 6, 30),), NOT_MET),
        ({("incidents", 2028): ""}, (), UNKNOWN),
    ],
)
def test_the_incident_window(cells: Cells, days: tuple[date, ...], truth: Truth) -> None:
    assert found("zhuhai", cells, incidents=days)["zhuhai.incidents"] is truth


def test_three_years_of_establishment_are_reached_on_the_day() -> None:
    assert found("shanghai", {}, {"established_on": "2025-07-01"})["shanghai.established"] is NOT_MET
    assert found("shanghai", {}, {"established_on": ""})["shanghai.established"] is UNKNOWN
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_truth_of_all_and_of_any() -> None:
    assert every([MET, UNKNOWN, NOT_MET]) is NOT_MET
    assert every([MET, UNKNOWN]) is UNKNOWN
    assert every([MET, Truth.NOT_APPLICABLE]) is MET
    assert either([NOT_MET, UNKNOWN, MET]) is MET
    assert either([NOT_MET, UNKNOWN]) is UNKNOWN
    assert either([NOT_MET]) is NOT_MET


def test_the_lever_of_the_mean_and_of_the_window() -> None:
    """100, 130, 100, 124: compound 7.4 %, mean of the yearly rates 10.3 %; over one year 24 %."""
    cells = {("output_value", 2024 + step): cell for step, cell in enumerate((100, 130, 100, 124))}
    rows = {year: {"output_value": str(cells[("output_value", year)])} for year in range(2024, 2028)}
    for levers, truth in (
        (Levers({}), NOT_MET),
        (Levers({"zhuhai.growth_mean": [(None, "yearly")]}), MET),
        (Levers({"zhuhai.growth_window": [(None, 1)]}), MET),
        (Levers({"zhuhai.growth_window": [(None, 4)]}), UNKNOWN),
    ):
        case = Case("zhuhai", DAY, FACTS, rows, (), {}, levers, review=True)
        assert judge(case)["zhuhai.output_growth"] is truth
