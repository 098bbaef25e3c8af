"""The register of the national sources: every section in its order, in our own words, and what it became.

First the official interpretation, section by section; then what public reports say of the measure's
own standard (标准), of its other provisions (办法) and of the yearly notices (通知).
"""

from __future__ import annotations

from clusterkit.law.citation import Clause, entry, left_out
from clusterkit.law.text import Text

_AIMS = Text("只讲目的、背景或原则，不设条件", "Purpose, background or principles only; sets no condition")
_CULTIVATION = Text("培育工作的方向，不是认定条件", "A direction for the authorities' work, no condition of a title")
_SUPPORT = Text(
    "对政府部门的工作要求，集群不因此得到或失去认定",
    "A task of public authorities; no cluster gains or loses its title by it",
)


REGISTER: tuple[Clause, ...] = (
    entry(
        "题首",
        "definition",
        "标题和办法的文号、日期：2022年9月13日；未见终止日",
        "Title, number and date of the measure, 13 September 2022; no end is known",
        "national.in_force_until",
        "national.lapse",
        "national.cause.measure_ended",
    ),
    left_out("前言", "为何解读", "Why the interpretation is given", _AIMS),
    entry(
        "一",
        "definition",
        "什么是国家级集群：县域之内，中小企业为主，主导产业聚焦；以及四点意义",
        "What a national cluster is: within a county, made of SMEs, with a focused industry; and why it matters",
        "national.scope",
        "national.within_one_county",
    ),
    left_out("二", "上位规划和各地现状", "Plans above the measure, and how matters stood", _AIMS),
    left_out("三", "六个方面的培育方向", "Six fields of cultivation", _CULTIVATION),
    entry(
        "四",
        "criterion",
        "谁可申报：县级区划内，第二批起先获省级认定，三年无重大事件，八方面成效，能效水效高于基准",
        "Who may apply: within one county, from the second batch on recognised by the province, three years "
        "without incident, results in eight fields, energy and water efficiency above the benchmark",
        "national.within_one_county",
        "national.prerequisite",
        "national.prerequisite_binding",
        "national.incidents",
        "national.incident_window",
        "national.incident_years",
        "national.core_competitiveness",
        "national.clear_positioning",
        "national.distinct_advantage",
        "national.cultivation_results",
        "national.chain_coordination",
        "national.key_link_support",
        "national.joint_innovation",
        "national.innovation_mechanism",
        "national.platform_building",
        "national.innovation_results",
        "national.product_competitiveness",
        "national.digital_transformation",
        "national.digital_infrastructure",
        "national.digital_management",
        "national.digital_enterprises",
        "national.green_level",
        "national.energy",
        "national.water",
        "national.open_cooperation",
        "national.open_results",
        "national.governance_system",
        "national.service_system",
        "national.governance_effect",
        "national.service_effect",
    ),
    entry(
        "五",
        "procedure",
        "县级主管部门申报，省里初审并择优推荐，专家评审择优，公示后认定；评分和名额未公布",
        "The county's department applies, the province screens and recommends its best, experts choose, and the "
        "list is published after notice; neither score nor number is published",
        "national.round_on",
        "national.round_quota",
        "national.ranking",
    ),
    entry(
        "六",
        "procedure",
        "认定管三年；每年报上一年情况，迟报后果未写明；期满复核，通过再续三年；出现重大事件或违法失信即撤销",
        "Title lasts three years; a report each year on the year before, no consequence of lateness named; a "
        "re-review renews it for three more; graded incidents, illegality or grave bad faith revoke it",
        "national.term_years",
        "national.yearly_report",
        "national.first_report",
        "national.never_sent",
        "national.report_late",
        "national.cause.late_report",
        "national.review_lag_days",
        "national.cause.re_review",
        "national.cause.incident",
        "national.cause.illegality",
    ),
    left_out(
        "七",
        "工作原则，以及各级主管部门的三项工作：统筹培育、统计监测、宣传",
        "Principles, and three tasks of the authorities: cultivation, monitoring, publicity",
        _SUPPORT,
    ),
    # What public reports say of the standard.
    entry(
        "标准 1",
        "criterion",
        "竞争力：支柱或特色产业、政策、水平、品牌；面积、产值、占比、增速",
        "Competitiveness: pillar or characteristic industry, policy, rank, brand; area, output, shares, growth",
        "national.pillar_industry",
        "national.policy_fit",
        "national.front",
        "national.brand",
        "national.area",
        "national.area_binding",
        "national.output_min",
        "national.output_years",
        "national.sme_share",
        "national.dominant_share",
        "national.output_growth",
        "national.growth_window",
        "national.growth_mean",
    ),
    entry(
        "标准 2",
        "criterion",
        "梯度培育：冠军或小巨人至少 1 家，或三类企业至少 10 家",
        "At least 1 champion or little giant, or 10 enterprises of three kinds",
        "national.gradient",
        "national.gradient.first",
        "national.gradient.second",
    ),
    entry(
        "标准 3",
        "criterion",
        "产业链供应链：原文和数字未见，依解读第四部分",
        "Supply chain: wording and numbers not known; section 四 stands in",
        "national.chain_coordination",
        "national.key_link_support",
    ),
    entry(
        "标准 4",
        "criterion",
        "协同创新：原文和数字未见，依解读第四部分",
        "Innovation: wording and numbers not known; section 四 stands in",
        "national.joint_innovation",
        "national.innovation_mechanism",
        "national.platform_building",
        "national.innovation_results",
        "national.product_competitiveness",
    ),
    entry(
        "标准 5",
        "criterion",
        "数字化：原文和数字未见，依解读第四部分",
        "Digital: wording and numbers not known; section 四 stands in",
        "national.digital_transformation",
        "national.digital_infrastructure",
        "national.digital_management",
        "national.digital_enterprises",
    ),
    entry(
        "标准 6",
        "criterion",
        "绿色：能效水效高于基准见解读第四部分，其余数字未见",
        "Green: efficiency above the benchmark as in section 四; other numbers not known",
        "national.green_level",
        "national.energy",
        "national.water",
    ),
    entry(
        "标准 7",
        "criterion",
        "开放合作：原文和数字未见，依解读第四部分",
        "Openness: wording and numbers not known; section 四 stands in",
        "national.open_cooperation",
        "national.open_results",
    ),
    entry(
        "标准 8",
        "criterion",
        "治理和服务：原文和数字未见，依解读第四部分",
        "Governance: wording and numbers not known; section 四 stands in",
        "national.governance_system",
        "national.service_system",
        "national.governance_effect",
        "national.service_effect",
    ),
    # What public reports say of the measure's other provisions.
    entry(
        "办法 目标",
        "target",
        "“十四五”期间全国约 200 个",
        "About 200 clusters in the plan period to 2025",
        "national.target.clusters",
    ),
    entry(
        "办法 复核",
        "procedure",
        "复核逐项对照同一标准，并看集群自定的三年目标；目标完成多少算数未见",
        "The re-review goes through the same standard and the cluster's own targets of three years; how much of "
        "them is enough is not known",
        "national.plan_attainment",
        "national.plan_attainment_min",
        "national.cause.plan_attainment",
        "national.new_rules_at_review",
    ),
    entry(
        "办法 撤销",
        "cause",
        "期满不申请复核或复核不过，重大变动未及时报备，重大事件：撤销；未见多久不得再报",
        "No application or a failed re-review, a major change not filed in time, an incident: revoked; no bar on a "
        "new application is known",
        "national.cause.no_renewal_application",
        "national.cause.incomplete_review",
        "national.cause.unreported_change",
        "national.incomplete_passes",
        "national.readmission",
    ),
    # What the yearly notices say.
    left_out(
        "通知 推荐",
        "每省每年最多推荐 8 个，计划单列市等 2 个(2022年为 5 个和 3 个)",
        "A province recommends at most 8 clusters a year, a separately planned city 2 (5 and 3 in 2022)",
        Text(
            "推荐在省一级进行，先于本办法的认定；全国一轮的名额另有杠杆 national.round_quota",
            "Recommendations are made by the provinces, before this measure decides; a cap for the whole round is a "
            "lever, national.round_quota",
        ),
    ),
    entry(
        "通知 年报",
        "duty",
        "年报截止日随批次：2022年批次 4 月 30 日前，2024年批次 3 月 31 日前；一个杠杆，默认后者",
        "The report's deadline goes with the batch: by 30 April for that of 2022, by 31 March for that of 2024; one "
        "lever, the latter by default",
        "national.yearly_report",
        "national.report_deadline",
        "national.holiday_shift",
    ),
    left_out(
        "通知 西部",
        "西部地区可适当放宽",
        "Western regions may be judged somewhat more mildly",
        Text("没有数字，属裁量", "No number; a matter of discretion"),
    ),
    left_out(
        "通知 批次",
        "2022至2025年每年一批，各 100 个；首批有效期至2025年底，复核 97 个通过",
        "One batch a year from 2022 to 2025, 100 each; the first was valid to the end of 2025, and 97 passed",
        Text(
            "已发生的结果，不是规则；用于校准和回测(batch_2022)",
            "An outcome, not a rule; what enforcement is measured by (batch_2022)",
        ),
    ),
)
