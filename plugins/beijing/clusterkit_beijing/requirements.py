"""What Beijing's text asks for in words: each requirement a yes/no indicator with its clause.

One quality or one act that the text asks for is one requirement. Things that share one quality
stay together, and so do lists with an "or" or an "and the like" inside. Two qualities are two
requirements (goals that are clear, and goals that can be assessed), and so are two yardsticks (a
policy, a plan) or two mechanisms under one word. The annex's section headings only sum up what
stands below them. Words of degree are the text's own: 完善 is "sound", 较完善 is "fairly sound".
"""

from __future__ import annotations

from clusterkit.law.indicator import Indicator, requirement

REQUIREMENTS: tuple[Indicator, ...] = (
    # Place: the application article asks for it, the definition says it.
    requirement(
        "beijing_within_one_district",
        zh="位于一个区的辖区之内",
        en="Lies within one district",
        cite=("第八条", "第二条"),
    ),
    # Annex 1: basic conditions.
    requirement(
        "beijing_national_policy",
        zh="主导产业合乎国家产业政策",
        en="Dominant industry is in line with national industrial policy",
        cite="附件 一.1",
    ),
    requirement(
        "beijing_advanced_industry_plan",
        zh="主导产业合乎本市高精尖产业规划",
        en="Dominant industry is in line with the city's plan for its most advanced industries",
        cite="附件 一.1",
    ),
    requirement(
        "beijing_credit_record",
        zh="集群企业无不良信用记录",
        en="Enterprises have no bad credit record",
        cite="附件 一.2",
    ),
    # Annex 2: competitiveness.
    requirement(
        "beijing_national_front",
        zh="细分领域水平居全国前列",
        en="Dominant industry is in the nation's front rank of its sub-sector",
        cite="附件 二",
    ),
    requirement("beijing_brand", zh="集群品牌知名度较高", en="Cluster's brand is fairly well known", cite="附件 二"),
    # Annex 3, cultivation of quality SMEs, asks for numbers only.
    # Annex 4: supply chain.
    requirement("beijing_chain_layout", zh="产业链布局合理", en="Industrial chain is well laid out", cite="附件 四"),
    requirement(
        "beijing_chain_coordination",
        zh="上下游产供销协作机制较完善",
        en="Mechanism for joint production, supply and sales along the chain is fairly sound",
        cite="附件 四",
    ),
    requirement(
        "beijing_sharing_mechanism",
        zh="已有设备、物流、设计等共享机制",
        en="Mechanism for sharing equipment, logistics, storage, staff, design and the like is set up",
        cite="附件 四",
    ),
    requirement(
        "beijing_key_link_support",
        zh="产业链关键环节配套较强",
        en="Supporting capacity in the chain's key links is fairly strong",
        cite="附件 四",
    ),
    # Annex 5: innovation.
    requirement(
        "beijing_diverse_platforms",
        zh="已统筹建起多元创新平台",
        en="Diverse innovation platforms are set up under one plan",
        cite="附件 五",
    ),
    requirement(
        "beijing_innovation_cooperation",
        zh="与大企业和高校院所合作创新紧密",
        en="Works closely on innovation with large enterprises, universities and institutes",
        cite="附件 五",
    ),
    requirement(
        "beijing_firm_integration",
        zh="大中小企业融通机制较完善",
        en="Mechanism by which large, medium and small enterprises innovate together is fairly sound",
        cite="附件 五",
    ),
    requirement(
        "beijing_academic_collaboration",
        zh="产学研协同机制较完善",
        en="Mechanism by which industry, universities and research innovate together is fairly sound",
        cite="附件 五",
    ),
    requirement(
        "beijing_standards_work",
        zh="积极参与主导产业标准制修订",
        en="Takes an active part in making and revising the dominant industry's standards",
        cite="附件 五",
    ),
    requirement(
        "beijing_core_technology",
        zh="主导产业关键核心技术有一批突破",
        en="A number of the dominant industry's key core technologies are mastered",
        cite="附件 五",
    ),
    # Annex 6: digital transformation.
    requirement(
        "beijing_digital_infrastructure",
        zh="新型信息基础设施水平较高",
        en="New information infrastructure is of a fairly high level",
        cite="附件 六",
    ),
    requirement(
        "beijing_digital_equipment",
        zh="数字化装备和系统用得广泛",
        en="Digital equipment and systems are widely used",
        cite="附件 六",
    ),
    requirement(
        "beijing_digital_services",
        zh="已引入跨企业数字化服务",
        en="Digital services across enterprises (solutions, assessment, diagnosis) are brought in",
        cite="附件 六",
    ),
    requirement(
        "beijing_cloud_use",
        zh="上云用平台成效显著",
        en="Use of cloud and platforms shows marked results",
        cite="附件 六",
    ),
    requirement(
        "beijing_data_connected",
        zh="企业重要生产数据已联通",
        en="Enterprises' important production data are connected",
        cite="附件 六",
    ),
    requirement(
        "beijing_new_digital_models",
        zh="主导产业探索数字化新模式新业态",
        en="New digital models and forms of business are explored in the dominant industry",
        cite="附件 六",
    ),
    requirement(
        "beijing_internet_security",
        zh="工业互联网安全体系已建立健全",
        en="Security system for the industrial internet is set up and sound",
        cite="附件 六",
    ),
    # Annex 7: green development.
    requirement("beijing_energy_mix", zh="能源消费结构合理", en="Mix of energy used is reasonable", cite="附件 七"),
    requirement(
        "beijing_resource_efficiency",
        zh="资源利用效率较高",
        en="Resources are used fairly efficiently",
        cite="附件 七",
    ),
    requirement(
        "beijing_pollution_control",
        zh="污染物治理有效",
        en="Pollutants are controlled effectively",
        cite="附件 七",
    ),
    requirement(
        "beijing_green_service",
        zh="已有绿色低碳服务机制",
        en="Mechanism for green and low-carbon services is set up",
        cite="附件 七",
    ),
    # Annex 8: openness.
    requirement(
        "beijing_international_participation",
        zh="参与主导产业国际合作或交流",
        en="Takes part in the dominant industry's international cooperation mechanisms or exchanges",
        cite="附件 八",
    ),
    requirement(
        "beijing_exchange_cooperation",
        zh="有技术、管理、人才或资本的交流合作",
        en="Exchanges and cooperates in technology, management, talent, capital or the like",
        cite="附件 八",
    ),
    requirement(
        "beijing_foreign_trade",
        zh="以海外分支等方式推动外贸快速发展",
        en="Trade abroad in goods and services is driven to fast growth, by branches overseas or the like",
        cite="附件 八",
    ),
    # Annex 9: governance.
    requirement(
        "beijing_operating_body",
        zh="设有管委会等运营管理机构",
        en="Has a body that runs it (management committee or the like)",
        cite="附件 九",
    ),
    requirement(
        "beijing_public_service",
        zh="中小企业公共服务体系完善",
        en="Public service system for SMEs is sound",
        cite="附件 九",
    ),
    requirement(
        "beijing_promotion_mechanism",
        zh="集群促进机制专业化",
        en="Mechanism that promotes the cluster is a professional one",
        cite="附件 九",
    ),
    requirement(
        "beijing_service_stewards",
        zh="已有企业服务管家队伍",
        en="Team of service stewards for enterprises is formed",
        cite="附件 九",
    ),
    requirement(
        "beijing_sme_services",
        zh="为中小企业提供信息、融资、咨询等服务",
        en="SMEs are given services: information, training, marketing, finance, advice and the like",
        cite="附件 九",
    ),
    requirement(
        "beijing_complaint_mechanism",
        zh="已有诉求协调处理机制",
        en="Mechanism that takes up and settles enterprises' requests is set up",
        cite="附件 九",
    ),
    requirement(
        "beijing_sme_rights",
        zh="中小企业合法权益得到保护",
        en="SMEs' lawful rights and interests are protected",
        cite="附件 九",
    ),
    requirement(
        "beijing_policy_outreach",
        zh="中小企业政策宣贯覆盖全集群",
        en="Policies for SMEs are made known throughout the cluster",
        cite="附件 九",
    ),
    requirement(
        "beijing_three_year_plan",
        zh="已制定三年发展规划",
        en="Has a plan for the next three years",
        cite="附件 九",
    ),
    requirement("beijing_plan_goals_clear", zh="规划目标清晰", en="Plan's goals are clear", cite="附件 九"),
    requirement(
        "beijing_plan_goals_assessable",
        zh="规划目标可考核",
        en="Plan's goals can be assessed",
        cite="附件 九",
    ),
    requirement("beijing_plan_measures_complete", zh="规划措施完整", en="Plan's measures are complete", cite="附件 九"),
    requirement(
        "beijing_plan_measures_targeted",
        zh="规划措施针对性强",
        en="Plan's measures are well aimed",
        cite="附件 九",
    ),
    requirement(
        "beijing_plan_measures_feasible",
        zh="规划措施切实可行",
        en="Plan's measures are feasible",
        cite="附件 九",
    ),
)
