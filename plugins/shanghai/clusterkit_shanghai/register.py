"""Shanghai's clause register: every clause of the draft of November 2023 and what became of it.

In the order of the text. `ids` name the criteria, levers, duties, causes and targets that rest on a clause.
"""

from __future__ import annotations

from clusterkit.law.citation import Clause, ClauseStatus
from clusterkit.law.text import Text

_CULTIVATION = Text(
    "培育要求，不是认定条件，也不影响已有认定",
    "A task of cultivation: no condition of certification, and no title depends on it",
)
_SUPPORT = Text(
    "扶持与服务的职责，没有数值，也不影响认定的得失",
    "A task of support and service: it states no number and no title depends on it",
)


def _clause(clause: str, status: ClauseStatus, zh: str, en: str, *ids: str) -> Clause:
    """Return the entry of a clause that became something; `ids` rest on it."""
    return Clause(clause, status, Text(zh, en), ids=ids)


def _left_out(clause: str, zh: str, en: str, reason: Text) -> Clause:
    """Return the entry of a clause that is not modelled, with the reason."""
    return Clause(clause, "not_modelled", Text(zh, en), reason=reason)


REGISTER: tuple[Clause, ...] = (
    _clause(
        "题首",
        "definition",
        "文件名称；2023年11月的征求意见稿",
        "Title of the measure; a draft for comment of November 2023",
    ),
    _left_out(
        "第一条",
        "制定目的与依据的三份文件",
        "Purpose, and the three documents on which the measure rests",
        Text("只说目的和依据，没有规则", "Purpose and basis only: it states no rule"),
    ),
    _clause(
        "第二条",
        "definition",
        "集群的定义；“位于本市区划内”读作一项单独要求",
        "What a cluster is; its place within the city is read as a requirement of its own",
        "shanghai.scope",
        "shanghai.within_city",
    ),
    _left_out(
        "第三条",
        "促进工作的目标和四项原则",
        "Aims of the work and its four principles",
        Text("目标和原则，没有可判断的条件", "Aims and principles: nothing in them can be judged"),
    ),
    _clause(
        "第四条",
        "target",
        "市经信委统筹、定标准、认定和考核；“十四五”期间约30个集群（目标，不是上限）",
        "The city commission coordinates, sets the standard, certifies and supervises; about 30 clusters in "
        "the plan period to 2025 (a target, not a cap)",
        "shanghai.target.clusters",
    ),
    _clause(
        "第五条",
        "procedure",
        "各区部门负责培育管理、受理、初审、推荐和监测",
        "District departments cultivate, take applications, examine them first, recommend and monitor",
    ),
    _clause(
        "第六条",
        "criterion",
        "须同时满足八方面指标；近三年没有列明的事故、事件或违法失信行为",
        "All eight groups of indicators must be met; none of the listed accidents, incidents or breaches in "
        "the last three years",
        "shanghai.incidents",
        "shanghai.incident_window",
        "shanghai.incident_years",
    ),
    _clause(
        "第六条 1",
        "criterion",
        "竞争力：设立年限、面积（软性）、产业定位与水平、产值规模、两项占比、产值增速",
        "Competitiveness: age, area (soft), standing of the industry, size of output, two shares, growth",
        "shanghai.established",
        "shanghai.area",
        "shanghai.area_binding",
        "shanghai.national_policy",
        "shanghai.city_plan",
        "shanghai.pillar_industry",
        "shanghai.leading_level",
        "shanghai.priority_industry",
        "shanghai.output_min",
        "shanghai.output_years",
        "shanghai.sme_share",
        "shanghai.dominant_share",
        "shanghai.output_growth",
        "shanghai.growth_window",
        "shanghai.growth_mean",
    ),
    _clause(
        "第六条 2",
        "criterion",
        "优质企业：至少1家主导产业的单项冠军或“小巨人”，或至少10家专精特新、创新型或高新技术企业",
        "Quality firms: at least 1 champion or little giant of the dominant industry, or at least 10 SRDI, "
        "innovative or high-tech firms",
        "shanghai.gradient",
        "shanghai.gradient.first",
        "shanghai.gradient.second",
    ),
    _clause(
        "第六条 3",
        "criterion",
        "产业链：布局、协作机制、共享机制、关键环节配套、外部合作",
        "Chain: layout, coordination, sharing, supply of key links, partners outside the cluster",
        "shanghai.chain_layout",
        "shanghai.chain_coordination",
        "shanghai.sharing_mechanism",
        "shanghai.key_link_support",
        "shanghai.chain_partners",
    ),
    _clause(
        "第六条 4",
        "criterion",
        "创新：研发增速、合作关系、两项协同机制、创新平台、标准、专利增速与密度",
        "Innovation: growth of R&D, research ties, two mechanisms, platforms, standards, growth and density of patents",
        "shanghai.rd_growth",
        "shanghai.rd_years",
        "shanghai.innovation_cooperation",
        "shanghai.firm_integration",
        "shanghai.academic_collaboration",
        "shanghai.innovation_platforms",
        "shanghai.standards",
        "shanghai.patent_growth",
        "shanghai.patent_density",
        "shanghai.growth_window",
        "shanghai.growth_mean",
    ),
    _clause(
        "第六条 5",
        "criterion",
        "数字化：基础设施、装备、诊断服务、上云、平台普及率、软件应用率、数据联通、新模式、安全",
        "Digitalisation: infrastructure, equipment, diagnosis, cloud, platform rate, software rate, linked "
        "data, new models, security",
        "shanghai.digital_infrastructure",
        "shanghai.digital_equipment",
        "shanghai.digital_services",
        "shanghai.cloud_use",
        "shanghai.platform_adoption",
        "shanghai.software_rising",
        "shanghai.trend_years",
        "shanghai.data_connected",
        "shanghai.new_digital_models",
        "shanghai.internet_security",
    ),
    _clause(
        "第六条 6",
        "criterion",
        "绿色化：能源结构、碳强度、资源效率、污染治理、服务机制；高耗能与高用水行业的基准值",
        "Green development: energy mix, CO2 intensity, resources, pollution, services; benchmarks for "
        "energy- and water-intensive industries",
        "shanghai.energy_mix",
        "shanghai.co2_falling",
        "shanghai.trend_years",
        "shanghai.resource_efficiency",
        "shanghai.pollution_control",
        "shanghai.green_service",
        "shanghai.energy",
        "shanghai.water",
    ),
    _clause(
        "第六条 7",
        "criterion",
        "开放合作：国际合作与交流活动、各方面交流合作、对外贸易",
        "Openness: international mechanisms and events, exchange, foreign trade",
        "shanghai.international_participation",
        "shanghai.exchange_cooperation",
        "shanghai.foreign_trade",
    ),
    _clause(
        "第六条 8",
        "criterion",
        "治理服务：运营机构、公共服务机构、服务专员、各项服务、诉求机制、权益保护、政策宣贯、三年规划及其目标和措施",
        "Governance and service: operating body, public service body, service officers, services, "
        "grievances, rights, policy outreach, the three-year plan with its goals and measures",
        "shanghai.operating_body",
        "shanghai.public_service_body",
        "shanghai.service_officers",
        "shanghai.sme_services",
        "shanghai.complaint_mechanism",
        "shanghai.sme_rights",
        "shanghai.policy_outreach",
        "shanghai.three_year_plan",
        "shanghai.plan_goals_clear",
        "shanghai.plan_measures_complete",
    ),
    _clause(
        "第七条",
        "procedure",
        "每年认定一次，细节见当年通知；文中未定日期",
        "Certification once a year, details in that year's notice; no date is named",
        "shanghai.round_on",
    ),
    _clause(
        "第八条",
        "procedure",
        "向所在区申报，区初审后推荐到市",
        "Applications go to the district, which examines them first and recommends to the city",
    ),
    _clause(
        "第九条",
        "procedure",
        "形式审查、专家评审、抽查、公示后公布名单；没有名额和排序规则",
        "Formal check, experts, spot checks and public notice, then the list; no quota and no ranking rule",
        "shanghai.round_quota",
        "shanghai.ranking",
    ),
    _left_out(
        "第十条",
        "市级部门的规划、培育库、引导和服务",
        "The city department plans, keeps a pool of clusters, guides and serves",
        _SUPPORT,
    ),
    _left_out(
        "第十一条",
        "各区的政策支持、服务体系、上市培育、惠企政策和基金投资",
        "The districts' policy support, services, preparation for listing, benefits and fund investment",
        _SUPPORT,
    ),
    _left_out(
        "第十二条",
        "各区总结经验、宣传案例和品牌",
        "The districts gather experience and publicise cases and brands",
        _SUPPORT,
    ),
    _left_out(
        "第十三条",
        "运营主体的六项发展工作（引导句）",
        "Six fields of work for the operating body (head sentence)",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(一)",
        "做强主导产业：补链、协作、龙头带动、梯度培育",
        "Strengthen the dominant industry: chain, networks, leading firms, cultivation of good SMEs",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(二)",
        "提升创新：平台、技术中心、创新载体、知识产权和标准",
        "Raise innovation: platforms, technology centres, alliances, intellectual property and standards",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(三)",
        "数字化升级：功能平台、专精特新企业诊断全覆盖、智能工厂",
        "Digital upgrading: platforms, diagnosis of every SRDI SME, smart factories",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(四)",
        "绿色转型：清洁能源与生产、节能改造、综合利用、绿色制造",
        "Green transition: clean energy and production, energy saving, reuse, green manufacturing",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(五)",
        "开放合作：“一带一路”、国际机制、境外风险防控",
        "Openness: Belt and Road, international mechanisms, control of risks abroad",
        _CULTIVATION,
    ),
    _left_out(
        "第十三条(六)",
        "治理与服务：专业机构、金融产品、治理机制、安全意识、培育方案",
        "Governance and service: service bodies, finance, joint governance, safety, a cultivation plan",
        _CULTIVATION,
    ),
    _clause(
        "第十四条",
        "procedure",
        "有效期三年；期满复核并考核三年规划目标，通过的再延三年",
        "A term of three years; at its end a re-review, which also assesses the three-year plan, extends it "
        "by three years",
        "shanghai.term_years",
        "shanghai.review_lag_days",
        "shanghai.new_rules_at_review",
        "shanghai.plan_attainment",
        "shanghai.plan_attainment_min",
        "shanghai.cause.re_review",
        "shanghai.cause.incomplete_review",
        "shanghai.cause.plan_attainment",
    ),
    _clause(
        "第十五条",
        "duty",
        "集群3月底前向区报送上年度报告；区持续监测，并组织集群4月10日前填报上年度情况送市",
        "By the end of March the cluster reports on the past year to its district; the district monitors "
        "and has the cluster's form sent to the city by 10 April",
        "shanghai.district_report",
        "shanghai.city_form",
        "shanghai.report_deadline",
        "shanghai.form_deadline",
        "shanghai.first_report",
        "shanghai.holiday_shift",
        "shanghai.district_report_late",
    ),
    _left_out(
        "第十六条",
        "对七方面突出的集群重点扶持，并择优推荐申报国家级",
        "Clusters outstanding in seven respects get priority support, and the best are recommended for the "
        "national title",
        Text(
            "没有数值，不影响市级认定；国家级对省级认定的要求由国家级政策读取",
            "It states no number and no city title depends on it; that the national title asks for the "
            "province's is read by the national policy",
        ),
    ),
    _clause(
        "第十七条",
        "cause",
        "五种情形之一即撤销复核资格：认定保留到期满，但不能续期；未禁止再次申报",
        "Any of five cases revokes the standing for re-review: the title runs to the end of its term and "
        "cannot be renewed; no bar on a new application is stated",
        "shanghai.immediate_revocation",
        "shanghai.cause.term_ended_without_standing",
        "shanghai.readmission",
    ),
    _clause(
        "第十七条(一)",
        "cause",
        "期满未申请复核，或复核未通过",
        "No application for re-review at the end of the term, or a failed one",
        "shanghai.cause.no_renewal_application",
        "shanghai.cause.re_review",
        "shanghai.cause.incomplete_review",
        "shanghai.cause.plan_attainment",
        "shanghai.incomplete_passes",
    ),
    _clause(
        "第十七条(二)",
        "cause",
        "申报不实，或有违法违规行为",
        "A false declaration, or a breach of law or rules",
        "shanghai.cause.false_declaration",
        "shanghai.cause.illegality",
    ),
    _clause(
        "第十七条(三)",
        "cause",
        "年度信息表未按时报送，或拒绝、不配合监测监督（任一即可）",
        "The yearly form is not sent in time, or monitoring is refused or hindered (either suffices)",
        "shanghai.city_form",
        "shanghai.cause.late_report",
        "shanghai.cause.monitoring_refused",
        "shanghai.never_sent",
        "shanghai.report_breach",
        "shanghai.district_report_late",
    ),
    _clause(
        "第十七条(四)",
        "cause",
        "主导产业、范围或运营机构等重大变动未及时报备",
        "A major change (of industry, area, operating body or the like) is not reported in time",
        "shanghai.cause.unreported_change",
    ),
    _clause(
        "第十七条(五)",
        "cause",
        "集群企业发生第六条引导句所列的事故、事件或行为",
        "A firm of the cluster has an accident, incident or breach of the kinds in the head of article 6",
        "shanghai.cause.incident",
    ),
    _left_out(
        "第十八条",
        "由市经信委解释",
        "The city commission interprets the measure",
        Text("只定解释权，没有规则", "It only says who interprets: it states no rule"),
    ),
    _clause(
        "第十九条",
        "procedure",
        "自2023年某日起实施（月日空缺），没有终止日",
        "In force from a day of 2023 that is left blank; no end is named",
        "shanghai.in_force_until",
        "shanghai.lapse",
        "shanghai.cause.measure_ended",
    ),
)
