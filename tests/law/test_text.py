from __future__ import annotations

from clusterkit.law import Text


def test_a_text_speaks_both_languages() -> None:
    text = Text("产值", "output")
    assert text.in_("zh") == "产值"
    assert text.in_("en") == "output"
    assert text.as_dict() == {"zh": "产值", "en": "output"}


def test_equal_words_are_one_text() -> None:
    assert Text("产值", "output") == Text("产值", "output")
    assert len({Text("产值", "output"), Text("产值", "output"), Text("产值", "value")}) == 2
