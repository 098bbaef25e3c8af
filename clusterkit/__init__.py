"""clusterkit: the law of small-business industrial clusters as values, assessed and simulated."""

import pluggy

hookimpl = pluggy.HookimplMarker("clusterkit")
"""Marks a function of a plugin as the answer to a hook of the same name."""

__version__ = "0.1.0"
