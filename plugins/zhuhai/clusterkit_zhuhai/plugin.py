"""What the plugin hands to clusterkit."""

from __future__ import annotations

from clusterkit import hookimpl
from clusterkit.law import Indicator, Policy
from clusterkit_zhuhai.policy import POLICY
from clusterkit_zhuhai.requirements import REQUIREMENTS


@hookimpl
def clusterkit_policies() -> tuple[Policy, ...]:
    """Return Zhuhai's measure."""
    return (POLICY,)


@hookimpl
def clusterkit_indicators() -> tuple[Indicator, ...]:
    """Return what the text asks for in words."""
    return REQUIREMENTS
