"""Ranges of versions: which releases lie in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from clusterkit.version_range import lies_in

numbers = st.integers(0, 3)
releases = st.builds("{}.{}.{}".format, numbers, numbers, numbers)
short = st.builds("{}.{}".format, numbers, numbers)
clauses = st.one_of(
    st.builds("{}{}".format, st.sampled_from([">=", "<=", ">", "<", "==", "!=", "~="]), st.one_of(releases, short)),
    st.builds("{}{}.*".format, st.sampled_from(["==", "!="]), short),
)


@given(releases, st.lists(clauses, max_size=3))
def test_a_release_lies_in_a_range_as_packaging_has_it(release: str, wanted: list[str]) -> None:
    asked = ",".join(wanted)
    assert lies_in(release, asked) == SpecifierSet(asked).contains(release)


def test_an_empty_range_holds_all() -> None:
    assert lies_in("0.1.0", "")


def test_a_suffix_does_not_count() -> None:
    assert lies_in("0.1.0.dev3", ">=0.1")


@pytest.mark.parametrize("wanted", ["0.1", "latest", ">0.1 <2", ">="])
def test_what_is_no_range_is_refused(wanted: str) -> None:
    with pytest.raises(ValueError, match=r"write it like >=0\.1,<0\.2"):
        lies_in("0.1.0", wanted)
