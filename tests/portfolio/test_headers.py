from __future__ import annotations

import pytest

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator, requirement
from clusterkit.law.text import Text
from clusterkit.portfolio.columns import DERIVED, OBSERVATION_COLUMNS
from clusterkit.portfolio.headers import Heading, column_indexes

OBSERVATIONS = column_indexes(())["observations"]


@pytest.mark.parametrize(
    "title, key",
    [
        ("output_value", "output_value"),
        ("Output_Value", "output_value"),
        ("output value", "output_value"),
        ("总产值", "output_value"),
        (" 总 产 值 ", "output_value"),
        ("总产值\n(亿元)", "output_value"),
        ("总产值(万元)", "output_value"),
        ("总产值[万元]", "output_value"),
        ("总产值\uff08万元\uff09", "output_value"),
        ("总产值【万元】", "output_value"),
        ("*总产值(万元)", "output_value"),
        ("总产值(output_value)", "output_value"),
        ("年份", "year"),
    ],
)
def test_a_title_is_found_in_its_spellings(title: str, key: str) -> None:
    heading = OBSERVATIONS.heading(0, title)
    assert isinstance(heading, Heading)
    assert heading.column.key == key


@pytest.mark.parametrize("title", ["备注", "note", "Note", "备注(选填)", "#own", "_own", "# 内部"])
def test_notes_and_own_columns_are_passed_over(title: str) -> None:
    assert OBSERVATIONS.heading(0, title) is None


@pytest.mark.parametrize(
    "title, rule",
    [
        ("output_valeu", "observations has no such column; did you mean output_value (总产值)?"),
        ("工业总产值", "observations has no such column; did you mean output_value (总产值)?"),
        ("zzz", "observations has no such column; start its title with # to have it passed over"),
        ("area_km2", "this is a column of clusters, not of observations"),
        (
            "总产值(现价)",
            "the unit 现价 is not understood for output_value: understood are 亿元, 万元, 千元, 元",
        ),
        (
            "年报提交日期(国家级)",
            "the unit 国家级 is not understood for report_submitted_on: the column has no unit",
        ),
    ],
)
def test_an_unknown_title_is_refused_with_the_nearest(title: str, rule: str) -> None:
    assert OBSERVATIONS.heading(0, title) == rule


def test_a_note_is_a_column_of_events() -> None:
    heading = column_indexes(())["events"].heading(0, "说明")
    assert isinstance(heading, Heading)
    assert heading.column.key == "note"


def test_two_plugins_may_use_one_title_for_two_columns() -> None:
    first = requirement("first", zh="信用良好", en="credit", cite="一")
    second = requirement("second", zh="信用良好", en="credit", cite="二")
    index = column_indexes([first, second])["observations"]
    assert index.heading(0, "信用良好") == (
        "several columns have this title: write the key of the one that is meant (first, second)"
    )
    for title in ("second", "信用良好(second)"):
        heading = index.heading(0, title)
        assert isinstance(heading, Heading)
        assert heading.column == second


def test_a_plugin_never_takes_a_title_of_the_contract() -> None:
    own = requirement("own_platforms", zh="创新平台", en="platforms", cite="一")
    index = column_indexes([own])["observations"]
    heading = index.heading(0, "创新平台")
    assert isinstance(heading, Heading)
    assert heading.column.key == "innovation_platforms"
    own_heading = index.heading(0, "创新平台(own_platforms)")
    assert isinstance(own_heading, Heading)
    assert own_heading.column == own


def test_columns_of_clusters_stand_in_clusters() -> None:
    fact = Indicator(key="zone", title=Text("功能区", "zone"), unit="", kind="text", table="clusters")
    indexes = column_indexes([fact])
    assert indexes["clusters"].further == (fact,)
    assert indexes["observations"].further == ()


def test_a_key_that_means_two_columns_is_refused() -> None:
    first = requirement("same", zh="甲", en="a", cite="一")
    with pytest.raises(InputError, match="two different columns have the key same"):
        column_indexes([first, requirement("same", zh="乙", en="b", cite="一")])
    with pytest.raises(InputError, match="two different columns have the key output_value"):
        column_indexes([requirement("output_value", zh="甲", en="a", cite="一")])
    assert column_indexes([first, first])["observations"].further == (first,)


def test_the_contracts_columns_and_derived_figures_are_no_further_columns() -> None:
    assert column_indexes([*OBSERVATION_COLUMNS, *DERIVED])["observations"].further == ()
