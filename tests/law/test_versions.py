from __future__ import annotations

from datetime import date

import pytest

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import InForce, Policy, procedure
from clusterkit.law.versions import by_key, last_day, pair, version_fault, version_in_force, version_named
from tests.law.measures import measure
from tests.law.sittings import CITE, lever


def version(name: str, starts: date | None = None, until: int | None = None) -> Policy:
    ends = procedure.in_force_until(lever, until, cite=CITE)
    return measure(version=name, in_force=InForce(starts, CITE, ends, procedure.lapse(lever, cite=CITE)))


DRAFT, DRAFT_TWO = version("draft"), version("second draft")
FIRST = version("2018", date(2018, 1, 1), 20221231)
SECOND = version("2023", date(2023, 3, 1), 20271231)
THIRD = version("2028", date(2028, 1, 1))
(VERSIONS,) = by_key([THIRD, DRAFT, FIRST, SECOND]).values()


def names(*policies: Policy) -> list[str]:
    return [one.version for one in policies]


def test_versions_of_a_law_stand_in_the_order_of_their_days_drafts_first() -> None:
    assert names(*VERSIONS) == ["draft", "2018", "2023", "2028"]
    other = measure(key="moor")
    assert by_key([FIRST, other, SECOND]) == {"zone": (FIRST, SECOND), "moor": (other,)}


@pytest.mark.parametrize(
    "on, name",
    [
        (None, "2028"),
        (date(2040, 1, 1), "2028"),
        (date(2028, 1, 1), "2028"),
        (date(2027, 12, 31), "2023"),
        (date(2023, 2, 28), "2018"),  # between two versions the one that ran out
        (date(2017, 12, 31), "2018"),  # before all of them the first
    ],
)
def test_the_version_that_began_last_is_in_force(on: date | None, name: str) -> None:
    assert version_in_force(VERSIONS, on).version == name


def test_a_draft_is_the_law_only_where_there_is_nothing_else() -> None:
    assert version_in_force((DRAFT, FIRST)).version == "2018"
    assert version_in_force((DRAFT,), date(2020, 1, 1)) is DRAFT
    assert version_in_force((DRAFT, version("second draft"))).version == "second draft"


def test_a_version_may_be_named() -> None:
    assert version_named(VERSIONS, "draft") is DRAFT
    with pytest.raises(UnknownNameError, match=r"^unknown version of zone: 2033; did you mean 2023\?$"):
        version_named(VERSIONS, "2033")


def test_versions_that_follow_each_other_are_no_fault() -> None:
    assert version_fault(VERSIONS) == version_fault((DRAFT, DRAFT_TWO)) == version_fault((FIRST,)) == ""
    to_the_day = (version("a", date(2020, 1, 1), 20211231), version("b", date(2022, 1, 1)))
    assert version_fault(to_the_day) == ""


@pytest.mark.parametrize("until, told", [(None, "2020 has no last day"), (20220101, "2020 ends on 2022-01-01")])
def test_versions_that_overlap_are_both_named(until: int | None, told: str) -> None:
    earlier, later = version("2020", date(2020, 1, 1), until), version("2022", date(2022, 1, 1))
    assert version_fault((earlier, later)) == (
        f"versions 2020 and 2022 of policy zone overlap: {told}, 2022 begins on 2022-01-01; "
        "let the first end by 2021-12-31 (in_force.until)"
    )


def test_two_versions_of_one_name_are_a_fault() -> None:
    twice = "defines version draft of policy zone twice; give each version a name of its own"
    assert version_fault((DRAFT, DRAFT, FIRST)) == twice


def test_a_law_says_on_which_day_it_ends() -> None:
    assert last_day(FIRST) == date(2022, 12, 31)
    assert last_day(THIRD) is last_day(measure(in_force=InForce(None, CITE))) is None


def test_the_newest_is_compared_with_the_one_before_it_unless_two_are_named() -> None:
    assert names(*pair(VERSIONS)) == ["2023", "2028"]
    assert names(*pair(VERSIONS, ("draft", "2018"))) == ["draft", "2018"]
    assert names(*pair((DRAFT, FIRST))) == ["draft", "2018"]
    with pytest.raises(InputError, match=r"^policy zone has one version, 2018; there is nothing to compare it with$"):
        pair((FIRST,))
    with pytest.raises(UnknownNameError):
        pair(VERSIONS, ("2018", "x"))
