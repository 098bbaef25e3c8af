"""Henan's clause register: every clause of the guiding opinions of 22 March 2014 and what became of it.

In the order of the text. `ids` name the criteria, levers, causes and targets that rest on a clause. The text
knows no term, no yearly report and no cause of loss but the delisting of 五(六).
"""

from __future__ import annotations

from clusterkit.law.citation import Clause, entry, left_out
from clusterkit.law.text import Text

_HEADING = Text("只是标题，内容在各项", "A heading only: the content stands in its items")
_CULTIVATION = Text("创建工作的任务，不是集群的条件", "A task in building clusters up, not a condition of a cluster")
_SUPPORT = Text(
    "政府的保障措施，没有集群须满足的数值，也不影响称号",
    "A safeguard on the government's side: no number that a cluster must meet, and no title depends on it",
)


REGISTER: tuple[Clause, ...] = (
    entry(
        "题首",
        "definition",
        "文件名称、文号；发至全省各市和省直管县的主管部门",
        "Title and number; addressed to the departments of all cities and directly governed counties of the province",
        "henan.scope",
    ),
    left_out(
        "前言",
        "发文缘由：落实两份上级文件",
        "Occasion: two documents from above are to be carried out",
        Text("只说缘由和依据，没有规则", "Occasion and basis only: it states no rule"),
    ),
    entry(
        "一",
        "definition",
        "集群的定义和创建的意义",
        "What a cluster is, and why building clusters matters",
        "henan.scope",
    ),
    left_out("二", "标题：思路与目标", "Heading: approach and targets", _HEADING),
    left_out(
        "二(一)",
        "总体思路：市场导向、政府引导、以园区为载体、龙头带动",
        "Approach: market-led, guided by government, carried by parks, drawn by leading firms",
        Text("原则性思路，没有可判断的条件", "General principles: nothing in them can be judged"),
    ),
    entry(
        "二(二)",
        "target",
        "2016年末：省级集群80个；营业收入过100亿元10个、过50亿元20个、过20亿元50个（目标，不是上限）",
        "By the end of 2016: 80 provincial clusters; revenue above 10 billion CNY 10, above 5 billion 20, "
        "above 2 billion 50 (targets, not caps; read as disjoint bands)",
        "henan.target.clusters",
        "henan.target.revenue_above_100",
        "henan.target.revenue_50_to_100",
        "henan.target.revenue_20_to_50",
        "henan.target.edge_100",
        "henan.target.edge_50",
        "henan.target.edge_20",
    ),
    entry(
        "三",
        "procedure",
        "创建须具备的六方面条件（标题）；文中没有认定程序，每年一轮是假定",
        "Six groups of conditions for a cluster (heading); the text has no procedure of admission, so the "
        "yearly round is assumed",
        "henan.round_on",
        "henan.round_quota",
        "henan.ranking",
    ),
    entry(
        "三(一)",
        "criterion",
        "管理：地理范围、企业集聚、政府重视、协调机构、产业规划、扶持措施",
        "Management: geographical range, gathering of firms, government attention, coordination body, "
        "industry plan, support measures",
        "henan.geographic_range",
        "henan.agglomeration",
        "henan.government_attention",
        "henan.coordination_body",
        "henan.industry_plan",
        "henan.support_measures",
    ),
    entry(
        "三(二)",
        "criterion",
        "集聚：至少2家龙头（收入超5000万元）、配套能力、关联中小企业至少20家、建筑密度、投资强度",
        "Agglomeration: at least 2 leading firms with revenue above 50 million CNY, supporting capacity, at "
        "least 20 related SMEs, building density, investment intensity",
        "henan.leading_enterprises",
        "henan.supporting_capacity",
        "henan.related_smes",
        "henan.building_density",
        "henan.investment_intensity",
    ),
    entry(
        "三(三)",
        "criterion",
        "竞争力：年营业收入至少20亿元，主导产业占比至少65%",
        "Competitiveness: yearly revenue of at least 2 billion CNY, dominant industry at least 65 % of it",
        "henan.revenue_min",
        "henan.dominant_share",
    ),
    entry(
        "三(四)",
        "criterion",
        "创新：研发投入至少占营业收入1%",
        "Innovation: R&D at least 1 % of revenue",
        "henan.rd_share",
    ),
    entry(
        "三(五)",
        "criterion",
        "节能减排：规模以上企业的强制清洁审核率达100%",
        "Energy and emissions: mandatory clean-production audits at 100 % of firms above designated size",
        "henan.clean_audit",
    ),
    entry(
        "三(六)",
        "criterion",
        "公共服务：各类平台、初步的服务功能、省级以上平台或创业基地",
        "Public services: platforms, functions in outline, a platform or start-up base of provincial level",
        "henan.service_platforms",
        "henan.service_functions",
        "henan.provincial_platform",
    ),
    left_out("四", "标题：七项任务", "Heading: seven tasks", _HEADING),
    left_out(
        "四(一)",
        "引导中小企业走“专精特新”之路",
        "Guide SMEs to be specialised, refined, distinctive and innovative",
        _CULTIVATION,
    ),
    left_out(
        "四(二)",
        "壮大龙头企业，提高分工协作和本地配套",
        "Grow leading firms, and deepen local division of labour",
        _CULTIVATION,
    ),
    left_out(
        "四(三)",
        "以技术创新提升产业层次",
        "Raise the industry's level through technical innovation",
        _CULTIVATION,
    ),
    left_out("四(四)", "培育企业品牌和区域品牌", "Build brands of firms and of the region", _CULTIVATION),
    left_out(
        "四(五)",
        "建设特色园区，节约用地，产业链招商",
        "Develop parks, save land, invite investment along the chain",
        _CULTIVATION,
    ),
    left_out(
        "四(六)",
        "绿色发展：节能减排、淘汰落后产能、清洁生产",
        "Green development: savings, end of outdated capacity, clean production",
        _CULTIVATION,
    ),
    left_out(
        "四(七)",
        "加快建设公共服务平台并给予补贴",
        "Build public service platforms faster, with subsidies",
        _CULTIVATION,
    ),
    left_out("五", "标题：六项保障", "Heading: six safeguards", _HEADING),
    left_out(
        "五(一)",
        "把集群纳入规划，引导企业进园",
        "Clusters enter the plans; firms are led into parks",
        _SUPPORT,
    ),
    left_out(
        "五(二)",
        "加强领导，定目标任务，省市县联动",
        "Leadership, local goals, and three levels acting together",
        _SUPPORT,
    ),
    left_out("五(三)", "财政、金融和项目支持", "Support through budgets, finance and projects", _SUPPORT),
    left_out(
        "五(四)",
        "服务平台和人才培训的保障",
        "Service platforms and training of staff are provided for",
        _SUPPORT,
    ),
    left_out(
        "五(五)",
        "节地环保、集中治污；高耗能低效企业不得进入",
        "Save land and protect the environment; wasteful and unprofitable firms are kept out",
        Text(
            "针对单个企业和政府工作，不是集群的条件",
            "It concerns single firms and the work of government: no condition of the cluster",
        ),
    ),
    entry(
        "五(六)",
        "cause",
        "跟踪评价；每两年复核一次，不合条件的摘牌；未禁止再次申报",
        "Monitoring and evaluation; a re-review every two years delists those that miss the conditions; no "
        "bar on a new application is stated",
        "henan.cause.delisted",
        "henan.cause.incomplete_review",
        "henan.review_every",
        "henan.first_review",
        "henan.review_on",
        "henan.incomplete_passes",
        "henan.new_rules_at_review",
        "henan.readmission",
    ),
    entry(
        "落款",
        "procedure",
        "2014年3月22日发文；没有终止日",
        "Dated 22 March 2014; no end is named",
        "henan.in_force_until",
        "henan.lapse",
    ),
)
