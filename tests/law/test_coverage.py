from __future__ import annotations

from typing import get_args

import pytest

from clusterkit.law import Policy, Text, above, all_of, any_of, at_least, at_most, below, lose, on_event, otherwise
from clusterkit.law.coverage import OPERATOR_OF_CUE, findings, known_ids
from clusterkit.law.figure import Operator
from tests.law.measures import CITED, OUTPUT, clause, measure
from tests.law.sittings import WORDS, lever

RULES = {">=": at_least, ">": above, "<=": at_most, "<": below}


def registered(*clauses: str) -> Policy:
    return measure(register=tuple(clause(name) for name in clauses))


def test_nothing_is_amiss_where_every_citation_is_registered() -> None:
    assert findings(measure()) == ()


def test_full_width_signs_in_the_register_are_no_fault() -> None:
    assert findings(registered(*(name.replace(" ", "\u3000") for name in CITED))) == ()


@pytest.mark.parametrize(
    "missing, told",
    [
        ("附件 一", "criterion zone.output_min cites 附件 一, which is not in the register of zone"),
        ("附件 一", "lever zone.output_min cites 附件 一, which is not in the register of zone"),
        ("第四条", "duty zone.yearly_report cites 第四条, which is not in the register of zone"),
        ("第五条", "cause incident cites 第五条, which is not in the register of zone"),
        ("第二条", "decision admission_round cites 第二条, which is not in the register of zone"),
        ("附件 二", "requirement zone_safe cites 附件 二, which is not in the register of zone"),
        ("第六条", "requirement zone_safe cites 第六条, which is not in the register of zone"),
    ],
)
def test_whatever_cites_a_clause_beyond_the_register_is_told(missing: str, told: str) -> None:
    found = findings(registered(*(name for name in CITED if name != missing)))
    assert told in found
    assert len(set(found)) == len(found)


def test_a_clause_that_nobody_classified_is_told() -> None:
    register = (*measure().register, clause("第九条", "unclassified"))
    assert findings(measure(register=register)) == ("clause 第九条 of zone is unclassified",)


def test_a_clause_that_names_what_there_is_not_is_told() -> None:
    register = (*measure().register, clause("第九条", "criterion", "zone.output_min", "zone.output_mn"))
    message = "clause 第九条 of zone names zone.output_mn, which the policy does not have"
    assert findings(measure(register=register)) == (message,)


def test_a_clause_may_name_criteria_levers_duties_causes_targets_recognition_and_scope() -> None:
    known = known_ids(measure())
    assert known >= {
        "zone.output_min",
        "zone.gradient",
        "zone.retention.output_min",
        "zone.report_deadline",
        "zone.yearly_report",
        "zone.cause.late_report",
        "zone.target.clusters",
        "zone.scope",
        "zone.recognition",
        "zone.recognition.province",
        "zone.recognition.national",
    }
    alone = known_ids(measure(recognition=None, decisions=()))
    assert not any(name.startswith("zone.recognition") for name in alone)


def test_a_clause_without_a_citation_of_its_own_asks_for_none() -> None:
    arms = any_of(at_least("output", OUTPUT), id="zone.arms", title=WORDS)
    assert findings(measure(standard=all_of(arms, measure().standard))) == ()


@pytest.mark.parametrize("cue", OPERATOR_OF_CUE)
@pytest.mark.parametrize("operator", get_args(Operator))
def test_a_cue_word_and_its_operator_agree(cue: str, operator: Operator) -> None:
    bound = lever("bound", 1, "家", zh="数", en="number", cite="附件 一", cue=cue)
    standard = all_of(RULES[operator]("champions", bound))
    expected = OPERATOR_OF_CUE[cue]
    told = f"criterion zone.bound: cue word {cue} means {expected}, the rule says {operator}"
    assert findings(measure(standard=standard, decisions=())) == (() if expected == operator else (told,))


def test_a_cue_word_that_is_not_known_is_told_once() -> None:
    bound = lever("bound", 1, "家", zh="数", en="number", cite="附件 一", cue="左右")
    arms = any_of(at_least("champions", bound), id="zone.arms", title=WORDS, cite="附件 一")
    message = "criterion zone.bound: cue word 左右 is not a known one"
    assert findings(measure(standard=all_of(arms), decisions=())) == (message,)


def test_every_cause_s_own_clause_is_looked_up() -> None:
    decision = on_event(
        "incident", otherwise(lose("incident", cite="第八条")), title=Text("事件", "incident"), cite="第五条"
    )
    message = "cause incident cites 第八条, which is not in the register of zone"
    assert findings(measure(decisions=(decision,))) == (message,)
