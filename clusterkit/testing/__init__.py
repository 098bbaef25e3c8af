"""The testing kit: the conformance checks, a contract class for a plugin's tests, and small portfolios.

pytest is not needed to import it; fixtures stand in `clusterkit.testing.fixtures`.
"""

from clusterkit.testing.clusters import make_cluster, together
from clusterkit.testing.conformance import CHECKS, check, flaws_of
from clusterkit.testing.contract import PolicyContract
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject, opened, subject_of

__all__ = [
    "CHECKS",
    "Flaw",
    "PolicyContract",
    "Subject",
    "check",
    "flaws_of",
    "make_cluster",
    "opened",
    "subject_of",
    "together",
]
