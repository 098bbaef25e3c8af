from __future__ import annotations

import pytest

from clusterkit.portfolio.columns import (
    CLUSTER_COLUMNS,
    CLUSTER_ID,
    DERIVED,
    EVENT_COLUMNS,
    EVENT_KINDS,
    OBSERVATION_COLUMNS,
    TITLE_COLUMNS,
    YEAR,
)
from clusterkit.portfolio.headers import column_indexes

# Key and title of every column, as the contract of the tables lists them.
CLUSTERS = {
    "name": "集群名称", "jurisdiction": "辖区", "district": "区县", "region": "地区", "province": "省份",
    "dominant_industry": "主导产业", "established_on": "设立日期", "certified_on": "认定日期",
    "expires_on": "有效期至", "area_km2": "占地面积", "energy_intensive": "高耗能行业",
    "water_intensive": "高用水行业", "recognised_by": "已获认定",
}  # fmt: skip
OBSERVATIONS = {
    "output_value": "总产值", "sme_output_value": "中小企业产值", "dominant_output_value": "主导产业产值",
    "sme_rd_expenditure": "中小企业研发经费", "sme_employees": "中小企业从业人员",
    "invention_patents": "有效发明专利", "platform_adoption_rate": "工业互联网平台普及率",
    "software_adoption_rate": "工业软件应用率", "co2_intensity": "二氧化碳排放强度",
    "energy_efficiency_ratio": "能效比", "water_efficiency_ratio": "水效比", "champions": "单项冠军",
    "other_champions": "其他单项冠军", "little_giants": "小巨人", "high_tech_enterprises": "高新技术企业",
    "srdi_smes": "专精特新", "innovative_smes": "创新型", "chain_leaders": "链主",
    "innovation_platforms": "创新平台", "standards_contributions": "参与标准",
    "plan_attainment": "规划目标完成率", "incidents": "重大事件", "report_submitted_on": "年报提交日期",
    "form_submitted_on": "信息表提交日期", "operating_revenue": "营业收入",
    "dominant_revenue": "主导产业营业收入", "rd_expenditure": "研发投入", "leading_enterprises": "龙头企业",
    "related_smes": "关联中小企业", "building_density": "建筑密度", "clean_audit_rate": "清洁生产审核率",
    "investment_intensity": "投资强度",
}  # fmt: skip


def test_every_column_of_the_contract_has_its_key_and_title() -> None:
    assert {column.key: column.title.zh for column in CLUSTER_COLUMNS} == CLUSTERS
    assert {column.key: column.title.zh for column in OBSERVATION_COLUMNS} == OBSERVATIONS
    assert (CLUSTER_ID.title.zh, YEAR.title.zh) == ("集群编号", "年份")
    assert [(column.key, column.title.zh) for column in EVENT_COLUMNS] == [
        ("date", "日期"),
        ("kind", "事件"),
        ("note", "说明"),
    ]
    assert [(column.key, column.title.zh) for column in TITLE_COLUMNS] == [
        ("policy", "政策"),
        ("certified_on", "认定日期"),
        ("expires_on", "有效期至"),
        ("batch", "批次"),
    ]
    assert list(EVENT_KINDS) == [
        "incident",
        "false_declaration",
        "illegality",
        "unreported_change",
        "monitoring_refused",
        "no_renewal_application",
    ]


def test_no_title_or_key_means_two_columns_of_one_table() -> None:
    for index in column_indexes(()).values():
        for column in index.columns:
            for name in (column.key, column.title.zh, column.title.en):
                assert index.means(name, column)


@pytest.mark.parametrize(
    "key, expected",
    [
        ("output_value", ("amount", "亿元", "log", (0, None), False)),
        ("sme_employees", ("count", "人", "log", (0, None), True)),
        ("invention_patents", ("count", "件", "log", (0, None), True)),
        ("incidents", ("count", "起", "plain", (0, None), True)),
        ("platform_adoption_rate", ("share", "share", "logit", (0, 1), False)),
        ("plan_attainment", ("share", "share", "plain", (0, 10), False)),
        ("energy_efficiency_ratio", ("ratio", "", "log", (0, None), False)),
        ("investment_intensity", ("amount", "万元/公顷", "log", (0, None), False)),
        ("form_submitted_on", ("date", "", "plain", (None, None), False)),
    ],
)
def test_a_figure_lives_on_its_scale_and_in_its_range(key: str, expected: tuple[object, ...]) -> None:
    column = next(column for column in OBSERVATION_COLUMNS if column.key == key)
    assert (column.kind, column.unit, column.scale, column.legal_range, column.whole) == expected


def test_derived_figures_are_ratios_of_columns() -> None:
    keys = {column.key for column in OBSERVATION_COLUMNS}
    assert {share.key for share in DERIVED} == {
        "sme_share",
        "dominant_share",
        "patent_density",
        "dominant_revenue_share",
        "rd_revenue_share",
    }
    assert all({share.numerator, share.denominator} <= keys for share in DERIVED)
    density = next(share for share in DERIVED if share.key == "patent_density")
    assert (density.factor, density.unit, density.kind) == (10_000, "件/万人", "ratio")
