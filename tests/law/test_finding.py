from __future__ import annotations

import numpy as np

from clusterkit.law import Finding, all_of, any_of, required, requirement
from clusterkit.law.truth import MET
from tests.law.sittings import CITE, WORDS

A, B, C = (required("zone", requirement(key, zh=key, en=key, cite=CITE)) for key in "abc")
ARMS = any_of(A, B, id="zone.arms", title=WORDS, cite=CITE)
TRUE = np.full((1, 1, 1), MET)


def test_the_leaves_of_a_finding_are_its_named_criteria_in_the_order_of_the_law() -> None:
    arms = Finding(ARMS, TRUE, TRUE, (Finding(A, TRUE, TRUE), Finding(B, TRUE, TRUE)))
    inner = Finding(all_of(ARMS), TRUE, TRUE, (arms,))
    whole = Finding(all_of(all_of(ARMS), C), TRUE, TRUE, (inner, Finding(C, TRUE, TRUE)))
    assert [leaf.criterion.id for leaf in whole.leaves()] == ["zone.arms", "zone.c"]
    assert [leaf.criterion.id for leaf in arms.leaves()] == ["zone.arms"]


def test_a_finding_without_a_number_has_neither_figure_nor_points() -> None:
    found = Finding(A, TRUE, TRUE)
    assert (found.figure, found.bound, found.points) == (None, None, None)
    assert found.parts == ()
