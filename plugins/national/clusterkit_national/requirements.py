"""What the national texts ask for in words: each requirement a yes/no indicator with its clause.

The wording of items 3 to 8 of the standard is not known; the interpretation's section 四 sums them
up, and its words stand here. One quality or one act is one requirement; different things under one
word (a mechanism and platforms; governance and service) are requirements of their own, lists with an
"or" inside are one. Words of degree are the text's own: 完善 is "sound", 较完善 is "fairly sound".
"""

from __future__ import annotations

from clusterkit.law.indicator import Indicator, requirement

REQUIREMENTS: tuple[Indicator, ...] = (
    # Place: section 四 asks for it, the definition in section 一 says it.
    requirement(
        "national_within_one_county",
        zh="位于一个县级区划之内",
        en="Lies within one county-level division",
        cite=("四", "一"),
    ),
    # Item 1: competitiveness, in its own words and in the interpretation's.
    requirement(
        "national_pillar_industry",
        zh="主导产业是所在县域支柱或特色产业",
        en="Dominant industry is a pillar or a characteristic industry of its county",
        cite="标准 1",
    ),
    requirement(
        "national_policy_fit",
        zh="主导产业合乎产业政策",
        en="Dominant industry is in line with industrial policy",
        cite="标准 1",
    ),
    requirement(
        "national_front",
        zh="细分领域水平居全国前列",
        en="Dominant industry is in the nation's front rank of its sub-sector",
        cite="标准 1",
    ),
    requirement("national_brand", zh="集群品牌有知名度", en="Cluster's brand is well known", cite="标准 1"),
    requirement(
        "national_core_competitiveness",
        zh="核心竞争力较强",
        en="Core competitiveness is fairly strong",
        cite="四",
    ),
    requirement(
        "national_clear_positioning",
        zh="主导产业定位明确",
        en="Dominant industry is clearly positioned",
        cite="四",
    ),
    requirement(
        "national_distinct_advantage",
        zh="主导产业优势和特色明显",
        en="Dominant industry's advantages and character are distinct",
        cite="四",
    ),
    # Item 2: cultivation of quality SMEs. The counts of enterprises are numbers.
    requirement(
        "national_cultivation_results",
        zh="优质企业的梯度培育见成效",
        en="Stepwise cultivation of quality SMEs shows marked results",
        cite="四",
    ),
    # Item 3: supply chain.
    requirement(
        "national_chain_coordination",
        zh="产业链供应链协作高效",
        en="Industrial and supply chains work together efficiently",
        cite="四",
    ),
    requirement(
        "national_key_link_support",
        zh="产业链关键环节配套能力水平高",
        en="Supporting capacity in the chain's key links is of a high level",
        cite="四",
    ),
    # Item 4: innovation.
    requirement(
        "national_joint_innovation",
        zh="协同创新能力较强",
        en="Capacity for joint innovation is fairly strong",
        cite="四",
    ),
    requirement(
        "national_innovation_mechanism",
        zh="协同创新机制较完善",
        en="Mechanism for joint innovation is fairly sound",
        cite="四",
    ),
    requirement(
        "national_platform_building",
        zh="创新平台建设较完善",
        en="Innovation platforms are fairly soundly built up",
        cite="四",
    ),
    requirement("national_innovation_results", zh="创新成果丰富", en="Innovation yields rich results", cite="四"),
    requirement(
        "national_product_competitiveness",
        zh="主导产品竞争力因创新有效提升",
        en="Innovation effectively raises the main products' competitiveness",
        cite="四",
    ),
    # Item 5: digital transformation.
    requirement(
        "national_digital_transformation",
        zh="数字化转型效果明显",
        en="Digital transformation shows clear effects",
        cite="四",
    ),
    requirement(
        "national_digital_infrastructure",
        zh="新型基础设施建设见成效",
        en="New infrastructure shows results",
        cite="四",
    ),
    requirement(
        "national_digital_management",
        zh="集群数字化管理见成效",
        en="Digital management of the cluster shows results",
        cite="四",
    ),
    requirement(
        "national_digital_enterprises",
        zh="企业数字化发展见成效",
        en="Enterprises' digital development shows results",
        cite="四",
    ),
    # Item 6: green development. Energy and water efficiency are numbers.
    requirement(
        "national_green_level",
        zh="绿色化发展水平较高",
        en="Green development is of a fairly high level",
        cite="四",
    ),
    # Item 7: openness.
    requirement(
        "national_open_cooperation",
        zh="积极开展多元化对外合作",
        en="Takes an active part in diverse cooperation abroad",
        cite="四",
    ),
    requirement(
        "national_open_results",
        zh="对外合作成效显著",
        en="Cooperation abroad shows marked results",
        cite="四",
    ),
    # Item 8: governance.
    requirement(
        "national_governance_system",
        zh="治理体系较完备",
        en="System of governance is fairly complete",
        cite="四",
    ),
    requirement("national_service_system", zh="服务体系较完备", en="System of services is fairly complete", cite="四"),
    requirement("national_governance_effect", zh="治理效能突出", en="Governance is outstandingly effective", cite="四"),
    requirement("national_service_effect", zh="服务效果突出", en="Services are outstandingly effective", cite="四"),
)
