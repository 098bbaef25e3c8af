"""Whether the plugin loads, answers its hooks with what they ask for, and hands over a law that can be run."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject


def check(subject: Subject) -> Iterator[Flaw]:
    """Ask every hook once; what fails or is of another type is the plugin's fault."""
    plugins = subject.plugins
    _ = plugins.policies, plugins.dynamics, plugins.calibrations, plugins.cases, subject.samples
    plugin = subject.plugin
    if plugin.fault:
        yield Flaw("answers", subject.name, plugin.fault)
    for place in plugins.dynamics:
        known = {scope for policy in subject.policies for scope in policy.scope}
        if known and place not in known:
            yield Flaw(
                "answers",
                f"dynamics of {place}",
                "no policy of the plugin has clusters there; correct its jurisdictions",
            )
