"""The columns of a portfolio's tables, and the figures that are derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from clusterkit.law.indicator import Indicator, Kind, Scale, ratio
from clusterkit.law.text import Text

TableName = Literal["clusters", "observations", "events", "titles"]

TABLE_TITLES: Final[Mapping[TableName, Text]] = MappingProxyType(
    {
        "clusters": Text("集群", "clusters"),
        "observations": Text("年度数据", "observations"),
        "events": Text("事件", "events"),
        "titles": Text("认定", "titles"),
    }
)

# A year outside this is a slip of the keyboard; the bound also keeps the year axis short.
YEARS: Final = (1950, 2100)

_NO_RANGE = (None, None)
_SHARE = (0.0, 1.0)


def _fact(key: str, zh: str, en: str, kind: Kind = "text", unit: str = "") -> Indicator:
    legal_range = (0.0, None) if kind == "amount" else _NO_RANGE
    return Indicator(key=key, title=Text(zh, en), unit=unit, kind=kind, table="clusters", legal_range=legal_range)


def _amount(key: str, zh: str, en: str, unit: str = "亿元") -> Indicator:
    return Indicator(key=key, title=Text(zh, en), unit=unit, kind="amount")


def _count(key: str, zh: str, en: str, unit: str, scale: Scale = "plain") -> Indicator:
    return Indicator(key=key, title=Text(zh, en), unit=unit, kind="count", scale=scale, whole=True)


def _share(key: str, zh: str, en: str) -> Indicator:
    return Indicator(key=key, title=Text(zh, en), unit="share", kind="share", legal_range=_SHARE)


def _ratio(key: str, zh: str, en: str, unit: str = "") -> Indicator:
    return Indicator(key=key, title=Text(zh, en), unit=unit, kind="ratio")


def _day(key: str, zh: str, en: str) -> Indicator:
    return Indicator(key=key, title=Text(zh, en), unit="", kind="date", legal_range=_NO_RANGE)


CLUSTER_ID: Final = _fact("cluster_id", "集群编号", "cluster id")
YEAR: Final = Indicator(
    key="year",
    title=Text("年份", "year"),
    unit="",
    kind="count",
    legal_range=(float(YEARS[0]), float(YEARS[1])),
    whole=True,
)

CLUSTER_COLUMNS: Final = (
    _fact("name", "集群名称", "cluster name"),
    _fact("jurisdiction", "辖区", "jurisdiction"),
    _fact("district", "区县", "district"),
    _fact("region", "地区", "region"),
    _fact("province", "省份", "province"),
    _fact("dominant_industry", "主导产业", "dominant industry"),
    _fact("established_on", "设立日期", "established on", "date"),
    _fact("certified_on", "认定日期", "certified on", "date"),
    _fact("expires_on", "有效期至", "expires on", "date"),
    _fact("area_km2", "占地面积", "area", "amount", "km²"),
    _fact("energy_intensive", "高耗能行业", "energy-intensive industry", "yes_no"),
    _fact("water_intensive", "高用水行业", "water-intensive industry", "yes_no"),
    _fact("recognised_by", "已获认定", "recognised by"),
)

# Columns whose cells hold several words, parted by semicolons.
LIST_COLUMNS: Final = frozenset({"recognised_by"})

OBSERVATION_COLUMNS: Final = (
    _amount("output_value", "总产值", "output value"),
    _amount("sme_output_value", "中小企业产值", "output value of SMEs"),
    _amount("dominant_output_value", "主导产业产值", "output value of the dominant industry"),
    _amount("sme_rd_expenditure", "中小企业研发经费", "R&D expenditure of SMEs"),
    _count("sme_employees", "中小企业从业人员", "employees of SMEs", "人", "log"),
    _count("invention_patents", "有效发明专利", "valid invention patents", "件", "log"),
    _share("platform_adoption_rate", "工业互联网平台普及率", "adoption of industrial internet platforms"),
    _share("software_adoption_rate", "工业软件应用率", "use of industrial software"),
    _ratio("co2_intensity", "二氧化碳排放强度", "CO2 intensity", "吨/万元"),
    _ratio("energy_efficiency_ratio", "能效比", "energy efficiency to the benchmark"),
    _ratio("water_efficiency_ratio", "水效比", "water efficiency to the benchmark"),
    _count("champions", "单项冠军", "single champions", "家"),
    _count("other_champions", "其他单项冠军", "other single champions", "家"),
    _count("little_giants", "小巨人", "little giants", "家"),
    _count("high_tech_enterprises", "高新技术企业", "high-tech enterprises", "家"),
    _count("srdi_smes", "专精特新", "SRDI SMEs", "家"),
    _count("innovative_smes", "创新型", "innovative SMEs", "家"),
    _count("chain_leaders", "链主", "chain leaders", "家"),
    _count("innovation_platforms", "创新平台", "innovation platforms", "个"),
    _count("standards_contributions", "参与标准", "standards contributed to", "项"),
    # May exceed 1; above 10 a bare percentage was meant. Zero is common, so no log-odds.
    Indicator(
        key="plan_attainment",
        title=Text("规划目标完成率", "plan attainment"),
        unit="share",
        kind="share",
        legal_range=(0.0, 10.0),
        scale="plain",
    ),
    _count("incidents", "重大事件", "disqualifying incidents", "起"),
    _day("report_submitted_on", "年报提交日期", "annual report submitted on"),
    _day("form_submitted_on", "信息表提交日期", "information form submitted on"),
    _amount("operating_revenue", "营业收入", "operating revenue"),
    _amount("dominant_revenue", "主导产业营业收入", "operating revenue of the dominant industry"),
    _amount("rd_expenditure", "研发投入", "R&D expenditure"),
    _count("leading_enterprises", "龙头企业", "leading enterprises", "家"),
    _count("related_smes", "关联中小企业", "related SMEs", "家"),
    _share("building_density", "建筑密度", "building density"),
    _share("clean_audit_rate", "清洁生产审核率", "clean production audits"),
    _amount("investment_intensity", "投资强度", "investment intensity", "万元/公顷"),
)

# The columns of events and titles are facts of a cluster too: `table` reads clusters.
DATE: Final = _fact("date", "日期", "date", "date")
EVENT_COLUMNS: Final = (DATE, _fact("kind", "事件", "kind of event"), _fact("note", "说明", "note"))
POLICY: Final = _fact("policy", "政策", "policy")
TITLE_COLUMNS: Final = (
    POLICY,
    _fact("certified_on", "认定日期", "certified on", "date"),
    _fact("expires_on", "有效期至", "expires on", "date"),
    _fact("batch", "批次", "batch"),
)

# What makes a row of each table one of its kind; none of these may be blank.
KEY_COLUMNS: Final[Mapping[TableName, tuple[Indicator, ...]]] = MappingProxyType(
    {
        "clusters": (CLUSTER_ID,),
        "observations": (CLUSTER_ID, YEAR),
        "events": (CLUSTER_ID,),
        "titles": (CLUSTER_ID,),
    }
)
OTHER_COLUMNS: Final[Mapping[TableName, tuple[Indicator, ...]]] = MappingProxyType(
    {
        "clusters": CLUSTER_COLUMNS,
        "observations": OBSERVATION_COLUMNS,
        "events": EVENT_COLUMNS,
        "titles": TITLE_COLUMNS,
    }
)
REQUIRED: Final[Mapping[TableName, tuple[str, ...]]] = MappingProxyType(
    {
        "clusters": ("cluster_id", "jurisdiction"),
        "observations": ("cluster_id", "year"),
        "events": ("cluster_id", "date", "kind"),
        "titles": ("cluster_id", "policy"),
    }
)

EVENT_KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "incident": Text("重大事件", "disqualifying incident"),
        "false_declaration": Text("弄虚作假", "false declaration"),
        "illegality": Text("违法违规", "illegality"),
        "unreported_change": Text("变更未报告", "unreported change"),
        "monitoring_refused": Text("拒绝监测", "monitoring refused"),
        "no_renewal_application": Text("未申请复核", "no application for renewal"),
    }
)

_PER_10_000: Final = 10_000.0

DERIVED: Final = (
    ratio(
        "sme_share", "sme_output_value", "output_value",
        title=Text("中小企业产值占比", "SME share of output"), unit="share", kind="share",
    ),
    ratio(
        "dominant_share", "dominant_output_value", "output_value",
        title=Text("主导产业产值占比", "dominant industry's share of output"), unit="share", kind="share",
    ),
    ratio(
        "patent_density", "invention_patents", "sme_employees",
        title=Text("每万人有效发明专利", "patents per 10,000 employees"), unit="件/万人", kind="ratio",
        factor=_PER_10_000,
    ),
    ratio(
        "dominant_revenue_share", "dominant_revenue", "operating_revenue",
        title=Text("主导产业营业收入占比", "dominant industry's share of revenue"), unit="share",
        kind="share",
    ),
    ratio(
        "rd_revenue_share", "rd_expenditure", "operating_revenue",
        title=Text("研发投入占营业收入比重", "R&D expenditure as a share of revenue"), unit="share",
        kind="share",
    ),
)  # fmt: skip
