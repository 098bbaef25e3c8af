"""Text in a workbook: whatever a name holds, a cell, a note and a sheet's name take it and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.report.workbook.stored_text import LONGEST_CELL, LONGEST_SHEET_NAME, sheet_name, stored

ANY = st.text(st.characters(exclude_categories=()))
"""Any text at all, halves of pairs among it."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Cn"))))
def test_text_of_visible_characters_stays_as_it_is(text: str) -> None:
    assert stored(text) == text


@given(ANY)
def test_what_is_stored_is_xml_keeps_its_length_and_is_stored_as_itself(text: str) -> None:
    found = stored(text)
    found.encode("utf-8")
    assert not any(character in found for character in "\x00\x08\x0b\x1f\x7f\ufffe\uffff\u202e\u2066")
    assert len(found) <= len(text)
    assert stored(found) == found


@pytest.mark.parametrize(
    "text, shown",
    [
        ("=1+1", "=1+1"),
        ("\t=1+1", "\t=1+1"),
        ("\r=1+1", "\n=1+1"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("bell\x07", "bell\ufffd"),
        ("A\u202e1", "A\ufffd1"),
        ("half \ud83d", "half \ufffd"),
        ("שלום", "שלום"),
    ],
)
def test_what_has_no_place_in_a_cell_shows_that_something_was_there(text: str, shown: str) -> None:
    assert stored(text) == shown


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000, "x" + "😀" * 20_000])
def test_text_that_is_too_long_is_cut_to_what_a_cell_holds_and_says_so(text: str) -> None:
    found = stored(text)
    assert LONGEST_CELL - 4 < units(found) <= LONGEST_CELL
    assert found.endswith("…")
    assert text.startswith(found[:-1])


def test_text_that_the_library_takes_for_its_own_xml_is_no_longer_that() -> None:
    assert stored("<r><</r>") == "<r><</r> "


# Names of sheets ----------------------------------------------------------------------------------


@given(st.lists(ANY, max_size=6))
def test_any_names_become_names_of_sheets_all_different(wanted: list[str]) -> None:
    taken: set[str] = set()
    for name in wanted:
        found = sheet_name(name, taken)
        assert 0 < units(found) <= LONGEST_SHEET_NAME
        assert not set(found) & set("[]:*?/\\\t\n")
        assert not found.startswith("'")
        assert not found.endswith("'")
        assert found.lower() not in {one.lower() for one in taken} | {"history"}
        taken.add(found)


def test_names_alike_are_numbered_and_a_long_one_is_cut() -> None:
    assert sheet_name("zone", set()) == "zone"
    assert sheet_name("ZONE", {"zone"}) == "ZONE 2"
    assert sheet_name("zone", {"zone", "zone 2"}) == "zone 3"
    assert sheet_name("x" * 40, {"x" * 31}) == "x" * 29 + " 2"
    assert sheet_name("Bob's [2024]", set()) == "Bob's  2024"
    assert (sheet_name("", set()), sheet_name("History", set())) == ("_", "History_")
