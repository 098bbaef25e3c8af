"""Henan's qualitative requirements: yes, no or blank, each with the clause that states it.

One quality or one act that the text asks for is one requirement; lists with an "or" or an "and the like"
inside stay together. A body, a plan and measures that must each exist are three. The headings of the six
items only sum up what stands below them; 三(三) to 三(五) hold numbers only. 四 (tasks) and 五 (safeguards)
state no condition of a cluster.
"""

from __future__ import annotations

from clusterkit.law.indicator import Indicator, requirement

REQUIREMENTS: tuple[Indicator, ...] = (
    requirement(
        "henan_geographic_range",
        zh="集群有一定的地理范围",
        en="The cluster has a definite geographical range",
        cite="三(一)",
    ),
    requirement(
        "henan_agglomeration",
        zh="关联企业在一定空间内大量集聚",
        en="Related firms are gathered in large numbers within a definite space",
        cite="三(一)",
    ),
    requirement(
        "henan_government_attention",
        zh="当地政府对集群高度重视",
        en="The local government attaches great importance to the cluster",
        cite="三(一)",
    ),
    requirement(
        "henan_coordination_body",
        zh="组织协调机构健全",
        en="There is a sound body for organisation and coordination",
        cite="三(一)",
    ),
    requirement(
        "henan_industry_plan",
        zh="产业发展规划健全",
        en="There is a sound development plan for the industry",
        cite="三(一)",
    ),
    requirement(
        "henan_support_measures",
        zh="政策扶持措施健全",
        en="There are sound measures of policy support",
        cite="三(一)",
    ),
    requirement(
        "henan_supporting_capacity",
        zh="协作配套的能力强",
        en="The capacity of firms to work together and supply each other is strong",
        cite="三(二)",
    ),
    requirement(
        "henan_service_platforms",
        zh="按产业需要建立各类公共服务平台并逐步完善",
        en="Public service platforms of the kinds that the industry needs are set up and steadily improved",
        cite="三(六)",
    ),
    requirement(
        "henan_service_functions",
        zh="研发、检测、培训、咨询、知识产权、融资、展销、物流等服务功能初步具备",
        en="The platforms provide, at least in outline, design, testing, training, information, "
        "intellectual property, finance, sales, logistics and the like",
        cite="三(六)",
    ),
    requirement(
        "henan_provincial_platform",
        zh="有省级以上的中小企业服务平台或创业基地",
        en="There is an SME public service platform or a small-firm start-up base of provincial level or above",
        cite="三(六)",
    ),
)
