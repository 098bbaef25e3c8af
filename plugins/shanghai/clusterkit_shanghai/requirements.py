"""Shanghai's qualitative requirements: yes, no or blank, each with the clause that states it.

One quality or one act that the text asks for is one requirement. Things that share one quality stay
together, and so do lists with an "or" or an "and the like" inside. Two qualities are two requirements (goals
that are clear, measures that are complete), and so are two yardsticks (a policy, a plan) or two mechanisms
under one word. The headings of the eight items only sum up what stands below them. Words of degree are the
text's own: 较完善 is less than 完善.
"""

from __future__ import annotations

from clusterkit.law.indicator import Indicator, requirement

REQUIREMENTS: tuple[Indicator, ...] = (
    requirement(
        "shanghai_within_city",
        zh="集群位于上海市区划之内",
        en="The cluster lies within the boundaries of Shanghai",
        cite="第二条",
    ),
    requirement(
        "shanghai_national_policy",
        zh="主导产业与国家产业政策相符",
        en="The dominant industry is in line with national industrial policy",
        cite="第六条 1",
    ),
    requirement(
        "shanghai_city_plan",
        zh="主导产业与本市“十四五”规划相符",
        en="The dominant industry is in line with the city's 14th five-year plan",
        cite="第六条 1",
    ),
    requirement(
        "shanghai_pillar_industry",
        zh="主导产业是当地的支柱或特色产业",
        en="The dominant industry is a pillar or a speciality of its area",
        cite="第六条 1",
    ),
    requirement(
        "shanghai_leading_level",
        zh="细分领域发展水平居全市乃至全国前列",
        en="Its development is in the front rank of its niche in the city, or even in the nation",
        cite="第六条 1",
    ),
    # The city's advanced manufacturing clusters and its "2+(3+6)+(4+5)" industries are favoured among
    # clusters that qualify. That is a preference, not a condition: it advises and never decides.
    requirement(
        "shanghai_priority_industry",
        zh="主导产业属本市重点支持的方向",
        en="The dominant industry is one that the city gives priority to",
        cite="第六条 1",
        binding=False,
    ),
    requirement(
        "shanghai_chain_layout",
        zh="产业链的布局合理",
        en="The industrial chain is sensibly laid out",
        cite="第六条 3",
    ),
    requirement(
        "shanghai_chain_coordination",
        zh="上下游产供销一体协作的机制较完善",
        en="Firms up and down the chain have a fairly well developed mechanism for joint production, supply and sales",
        cite="第六条 3",
    ),
    requirement(
        "shanghai_sharing_mechanism",
        zh="设备、仓储、物流、设计、人力等共享机制已建立",
        en="Mechanisms for sharing general equipment, storage, logistics, design, staff and the like are in place",
        cite="第六条 3",
    ),
    requirement(
        "shanghai_key_link_support",
        zh="关键环节的配套能力较强",
        en="The capacity to supply the chain's key links is fairly strong",
        cite="第六条 3",
    ),
    requirement(
        "shanghai_chain_partners",
        zh="与先进制造业集群、新型工业化示范基地或龙头企业有合作",
        en="The cluster works with an advanced manufacturing cluster, a national demonstration base of new "
        "industrialisation or a leading enterprise",
        cite="第六条 3",
    ),
    requirement(
        "shanghai_innovation_cooperation",
        zh="与大企业、高校、科研院所的合作关系稳定而紧密",
        en="Ties with large firms, universities and research institutes are stable and close",
        cite="第六条 4",
    ),
    requirement(
        "shanghai_firm_integration",
        zh="大中小企业融通机制较完善",
        en="The mechanism by which large, medium and small firms innovate together is fairly well developed",
        cite="第六条 4",
    ),
    requirement(
        "shanghai_academic_collaboration",
        zh="产学研协同机制较完善",
        en="The mechanism by which industry, universities and research institutes innovate together is "
        "fairly well developed",
        cite="第六条 4",
    ),
    requirement(
        "shanghai_digital_infrastructure",
        zh="新型信息基础设施的水平较高",
        en="New information infrastructure is of a fairly high standard",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_digital_equipment",
        zh="数字化装备与系统得到广泛应用",
        en="Digital equipment and systems are widely used",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_digital_services",
        zh="开展转型问诊、智能工厂咨询、改造方案、贯标诊断等数字化服务",
        en="Digital services such as diagnosis of SMEs, smart-factory advice, conversion solutions and "
        "diagnosis for the integration standard are organised",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_cloud_use",
        zh="用云、上平台的成效显著",
        en="The move to the cloud and to platforms shows marked results",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_data_connected",
        zh="各企业的重要生产数据已联通",
        en="Important production data of the cluster's firms are linked up",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_new_digital_models",
        zh="推广应用智能制造、工业互联网一类新模式新业态",
        en="Innovative uses of new models and forms of business, such as smart manufacturing and the "
        "industrial internet, are promoted",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_internet_security",
        zh="工业互联网安全保障体系已建立并健全",
        en="A sound system of industrial internet security has been set up",
        cite="第六条 5",
    ),
    requirement(
        "shanghai_energy_mix",
        zh="能源消费的结构合理",
        en="The mix of energy consumed is sensible",
        cite="第六条 6",
    ),
    requirement(
        "shanghai_resource_efficiency",
        zh="资源利用的效率较高",
        en="Resources are used fairly efficiently",
        cite="第六条 6",
    ),
    requirement(
        "shanghai_pollution_control",
        zh="污染物排放得到有效治理",
        en="Pollutant emissions are effectively controlled",
        cite="第六条 6",
    ),
    requirement(
        "shanghai_green_service",
        zh="已有绿色低碳服务机制",
        en="A mechanism of green and low-carbon services is in place",
        cite="第六条 6",
    ),
    requirement(
        "shanghai_international_participation",
        zh="参与主导产业的国际合作机制或有关交流",
        en="The cluster takes part in its industry's international cooperation mechanisms or exchange events",
        cite="第六条 7",
    ),
    requirement(
        "shanghai_exchange_cooperation",
        zh="开展人才、技术、资本或管理等方面的交流合作",
        en="There is exchange and cooperation in technology, management, talent, capital or the like",
        cite="第六条 7",
    ),
    requirement(
        "shanghai_foreign_trade",
        zh="以设海外分支机构等方式推动外贸快速发展",
        en="Foreign trade in goods and services is brought to grow fast, for instance through branches abroad",
        cite="第六条 7",
    ),
    requirement(
        "shanghai_operating_body",
        zh="设有管委会等运营管理机构",
        en="There is a body that runs the cluster, such as a management committee",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_public_service_body",
        zh="自建或引进市级及以上的中小企业公共服务机构",
        en="A public service body for SMEs of city level or above has been set up or brought in",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_service_officers",
        zh="组建了企业服务专员队伍",
        en="A team of enterprise service officers has been formed",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_sme_services",
        zh="向中小企业提供信息、创业、创新、培训、营销、融资、咨询等服务",
        en="The cluster's SMEs are provided with information, start-up help, support for innovation, "
        "training, marketing, finance, management advice and the like",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_complaint_mechanism",
        zh="已有诉求协调处理机制",
        en="A mechanism for settling firms' requests and complaints is in place",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_sme_rights",
        zh="中小企业的合法权益得到保护",
        en="The lawful rights and interests of SMEs are protected",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_policy_outreach",
        zh="中小企业政策宣贯在集群内全覆盖",
        en="SME policies are made known to every part of the cluster",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_three_year_plan",
        zh="有未来三年的发展规划",
        en="There is a development plan for the next three years",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_plan_goals_clear",
        zh="规划的发展目标清晰",
        en="The plan's development goals are clear",
        cite="第六条 8",
    ),
    requirement(
        "shanghai_plan_measures_complete",
        zh="规划的工作措施完整",
        en="The plan's measures are complete",
        cite="第六条 8",
    ),
)
