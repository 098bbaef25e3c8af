"""What each column of a portfolio holds, in a line for those who fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from clusterkit.law.indicator import Indicator
from clusterkit.law.text import Text
from clusterkit.portfolio.columns import EVENT_KINDS

_KINDS_ZH = "、".join(f"{kind}({title.zh})" for kind, title in EVENT_KINDS.items())
_KINDS_EN = ", ".join(EVENT_KINDS)

_NOTES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "cluster_id": Text("每个集群唯一", "one of its own for every cluster"),
        "year": Text("四位年份", "four digits"),
        "jurisdiction": Text("政策的英文键", "the key of the policy"),
        "region": Text("可不填", "optional"),
        "province": Text("可不填", "optional"),
        "certified_on": Text("空白表示尚未认定的候选集群", "blank for a candidate"),
        "expires_on": Text("可不填；填写时以此为准", "optional; overrides the computed term"),
        "recognised_by": Text(
            "用分号隔开：province(省级)、national(国家级)、national:批次，或其他辖区的键",
            "parted by semicolons: province, national, national:BATCH or another jurisdiction's key",
        ),
        "invention_patents": Text("年末有效数", "valid at the year's end"),
        "energy_efficiency_ratio": Text("与行业基准之比，大于1为优", "to the industry benchmark; above 1 is better"),
        "water_efficiency_ratio": Text("与行业基准之比，大于1为优", "to the industry benchmark; above 1 is better"),
        "champions": Text(
            "主导产业内、本辖区认可层级的企业数",
            "in the dominant industry, of the level that the jurisdiction accepts",
        ),
        "other_champions": Text("其余单项冠军企业数", "all other single champions"),
        "little_giants": Text("主导产业内的企业数", "in the dominant industry"),
        "high_tech_enterprises": Text("每家企业只计一次", "each enterprise counted once"),
        "srdi_smes": Text("每家企业只计一次", "each enterprise counted once"),
        "innovative_smes": Text("每家企业只计一次", "each enterprise counted once"),
        "chain_leaders": Text("每家企业只计一次", "each enterprise counted once"),
        "innovation_platforms": Text("累计数", "cumulative"),
        "standards_contributions": Text("累计数", "cumulative"),
        "plan_attainment": Text("完成规划目标的比例，可大于1", "share of the plan's targets reached; may exceed 1"),
        "incidents": Text("当年发生的件数；没有发生填0", "in the year; 0 if there was none"),
        "report_submitted_on": Text("关于本行年份的年报的提交日期", "of the report on this row's year"),
        "form_submitted_on": Text("关于本行年份的信息表的提交日期", "of the form on this row's year"),
        "kind": Text(_KINDS_ZH, _KINDS_EN),
        "policy": Text("政策的英文键", "the key of the policy"),
        "batch": Text("如国家级批次", "such as the national batch"),
    }
)

_OF_KIND: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "share": Text("0至1的数，或带百分号，如 0.15 或 15%", "0 to 1, or with a percent sign: 0.15 or 15%"),
        "date": Text("日期到日，如 2024-03-31", "a date with its day, such as 2024-03-31"),
        "yes_no": Text("是或否；不清楚时留空", "是 (yes) or 否 (no); blank if not known"),
        "count": Text("整数", "a whole number"),
    }
)

READ_ME: Final = (
    Text("空白单元格表示缺失，不表示零。", "A blank cell is missing, never zero."),
    Text(
        "标题括号内为单位；改用万元、千元等单位时，请同时改标题中的单位。",
        "A title bears its unit in brackets; whoever writes figures in another unit changes it there.",
    ),
    Text(
        "不需要的列可以删除；另加的列请以 # 开头，或命名为 备注。",
        "Columns that are not needed may be deleted; a column of your own starts with # or is called note.",
    ),
    Text(
        "填好后用 clusterkit portfolio check 检查。",
        "Check the workbook with clusterkit portfolio check once it is filled in.",
    ),
)


def note(column: Indicator) -> Text:
    """Return what a column holds and how its cells are written."""
    parts = [part for part in (_NOTES.get(column.key), _OF_KIND.get(column.kind)) if part is not None]
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
