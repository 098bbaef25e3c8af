from __future__ import annotations

import pytest

from clusterkit.law import Clause, Text
from clusterkit.law.citation import entry, left_out, same_clause

SUMMARY = Text("摘要", "summary")


@pytest.mark.parametrize(
    "left, right",
    [
        ("第十五条(三)", "第十五条（三）"),
        ("第六条 1", "第六条1"),
        ("附件 一.1", "附件 一．1"),
        ("附件\u3000五", "附件 五"),
    ],
)
def test_full_width_signs_and_spaces_make_no_other_clause(left: str, right: str) -> None:
    assert same_clause(left, right)
    assert same_clause(right, left)


@pytest.mark.parametrize(
    "left, right", [("第十五条(三)", "第十五条(二)"), ("第十五条", "第十五条(三)"), ("第六条 1", "第六条 11")]
)
def test_another_number_is_another_clause(left: str, right: str) -> None:
    assert not same_clause(left, right)


def test_a_clause_that_is_left_out_says_why() -> None:
    with pytest.raises(ValueError, match=r"^clause 第三条: status not_modelled needs a reason$"):
        Clause("第三条", "not_modelled", SUMMARY)
    assert Clause("第三条", "not_modelled", SUMMARY, reason=Text("无", "none")).ids == ()


def test_a_clause_that_became_something_needs_no_reason() -> None:
    assert Clause("第三条", "criterion", SUMMARY, ("zone.output_min",)).reason is None


def test_entries_of_the_register_are_made_in_one_line() -> None:
    assert entry("第一条", "duty", "年报", "report", "zone.report") == Clause(
        "第一条", "duty", Text("年报", "report"), ids=("zone.report",)
    )
    why = Text("只讲原则", "principles only")
    assert left_out("第二条", "原则", "principles", why) == Clause(
        "第二条", "not_modelled", Text("原则", "principles"), reason=why
    )
