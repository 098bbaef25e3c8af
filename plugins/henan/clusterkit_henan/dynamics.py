"""How the figures of Henan's clusters move: the standard model of revenue with Hebei's growth.

No growth of the province's clusters is published; the county clusters of its neighbour Hebei
stand in. The text knows no yearly report, no cause of revocation besides the review and no
application for it, so none is drawn.
"""

from __future__ import annotations

from typing import Final

from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.standard import REVENUE_GROWTH, standard_dynamics

DYNAMICS: Final[Dynamics] = standard_dynamics(
    "henan",
    ("henan",),
    families=("revenue",),
    revenue_growth=REVENUE_GROWTH,
    rates={},
    no_application=None,
    reporting=(),
)
