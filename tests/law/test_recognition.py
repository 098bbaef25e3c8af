from __future__ import annotations

import numpy as np

from clusterkit.law import Change, own_title
from clusterkit.law.facts import Facts
from tests.law.sittings import CITE, WORDS, names, sitting, yes_no

N, M, NA = "not_met", "met", "not_applicable"
BINDING = yes_no("own_title_binding", True)
PLACES = np.array(["zone", "town", "town"])
FACTS = Facts(3, groups={"jurisdiction": PLACES}, recognised_by=((), ("town",), ("shire",)))


def test_a_cluster_of_another_place_must_hold_that_places_title() -> None:
    asked = own_title("zone", id="zone.own_title", title=WORDS, cite=CITE)
    assert names(asked.judge(sitting(clusters=3, facts=FACTS)).truth) == [NA, M, N]
    assert asked.levers == ()
    assert asked.recognition == ("city", "province")


def test_by_a_lever_nothing_is_asked() -> None:
    asked = own_title("zone", id="zone.own_title", title=WORDS, cite=CITE, binding=BINDING)
    scenarios = ((), (Change(BINDING.key, False),))
    found = asked.judge(sitting(clusters=3, facts=FACTS, levers=(BINDING,), scenarios=scenarios))
    assert names(found.truth) == [NA, M, N, NA, NA, NA]
    assert names(found.stated) == [NA, M, N]


def test_a_re_review_asks_the_same() -> None:
    asked = own_title("zone", id="zone.own_title", title=WORDS, cite=CITE)
    assert asked.at_review() is asked
