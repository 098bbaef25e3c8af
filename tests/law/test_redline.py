from __future__ import annotations

from attrs import evolve

from clusterkit.law import (
    Criterion,
    EachOfLast,
    Policy,
    Rising,
    Rule,
    Sum,
    Text,
    above,
    all_of,
    amended,
    at_expiry,
    at_least,
    from_function,
    lose,
    not_met,
    otherwise,
    renew,
    required,
    trend,
    warn,
    when,
)
from clusterkit.law.judgement import FromFunction
from clusterkit.law.redline import redline
from tests.law.measures import ILLEGALITY, OUTPUT, REVIEW, ROUND, SAFE, SHARE, STANDARD, measure
from tests.law.sittings import CITE, lever, number, years

OLD = measure(standard=all_of(at_least("output", OUTPUT), above("part_share", SHARE)), decisions=())


def asking(*criteria: Criterion) -> Policy:
    return measure(standard=all_of(*criteria), decisions=())


def told(old: Policy, new: Policy) -> list[tuple[str, str, str, str | None, str | None]]:
    def words(text: Text | None) -> str | None:
        return None if text is None else text.en

    return [(one.what, one.key, one.change, words(one.old), words(one.new)) for one in redline(old, new)]


def test_a_law_compared_with_itself_has_no_redline() -> None:
    assert redline(measure(), measure()) == ()


def test_a_number_is_told_with_its_lever_and_under_the_later_clause() -> None:
    higher = evolve(OUTPUT, default=40.0, citation="第九条")
    (row,) = redline(OLD, asking(at_least("output", higher), above("part_share", SHARE)))
    assert row.as_dict() == {
        "what": "lever", "key": "zone.output_min", "title": {"zh": "产值", "en": "output"}, "citation": "第九条",
        "change": "changed", "old": {"zh": "32 亿元", "en": "32 亿元"}, "new": {"zh": "40 亿元", "en": "40 亿元"},
    }  # fmt: skip


def test_another_operator_window_or_subject_changes_the_criterion() -> None:
    above_it = asking(above("output", OUTPUT), above("part_share", SHARE))
    assert told(OLD, above_it) == [
        ("criterion", "zone.output_min", "changed", "output >= (latest year)", "output > (latest year)")
    ]
    longer = asking(at_least("output", OUTPUT, EachOfLast(years(3))), above("part_share", SHARE))
    smallest = "output >= (smallest of the last years)"
    assert told(OLD, longer) == [
        ("criterion", "zone.output_min", "changed", "output >= (latest year)", smallest),
        ("lever", "zone.years", "added", None, "3 年"),
    ]
    both = asking(at_least(Sum(("output", "part")), OUTPUT), above("part_share", SHARE))
    assert told(OLD, both)[0][4] == "output + part >= (latest year)"


def test_what_is_struck_and_what_is_added_stand_alone() -> None:
    patents = at_least("patents", number("patents", 12.0, "件"))
    found = told(OLD, asking(at_least("output", OUTPUT), patents, required("zone", SAFE)))
    assert found == [
        ("criterion", "zone.sme_share", "struck", "part_share > (latest year)", None),
        ("criterion", "zone.patents", "added", None, "patents >= (latest year)"),
        ("criterion", "zone.safe", "added", None, "asked in words"),
        ("lever", "zone.sme_share", "struck", "70%", None),
        ("lever", "zone.patents", "added", None, "12 件"),
    ]
    (struck,) = [one for one in redline(OLD, asking(at_least("output", OUTPUT))) if one.what == "criterion"]
    assert (struck.citation, struck.title) == ("附件 一", Text("占比", "share"))
    assert struck.as_dict()["new"] is None


def test_another_rule_changes_its_decision() -> None:
    lag = number("lag", 0)

    def reviewing(*rules: Rule) -> Policy:
        standard = all_of(at_least("output", OUTPUT))
        review = at_expiry(standard, *rules, lag=lag, title=Text("复核", "review"), cite=CITE)
        return measure(standard=standard, decisions=(review,), plan=None)

    before = reviewing(when(not_met, lose("re_review", cite=CITE)), otherwise(renew()))
    after = reviewing(when(not_met, warn()), otherwise(renew()))
    assert told(before, after) == [
        ("decision", "re_review", "changed", "[zone.output_min] not met → lose re_review; always → renew",
         "[zone.output_min] not met → warn; always → renew"),
    ]  # fmt: skip


def test_decisions_come_and_go() -> None:
    before, after = measure(decisions=(ILLEGALITY, REVIEW)), measure(decisions=(REVIEW, ROUND))
    found = [(one.key, one.change) for one in redline(before, after) if one.what == "decision"]
    assert found == [("illegality", "struck"), ("admission_round", "added")]


def test_a_bound_at_a_review_that_follows_another_is_not_told_twice() -> None:
    higher = evolve(OUTPUT, default=40.0)
    standard = all_of(at_least("output", higher, EachOfLast(years(3, "output_years"))), *STANDARD.parts[1:])
    review = evolve(REVIEW, standard=standard.at_review())
    found = redline(measure(), measure(standard=standard, decisions=(review,)))
    assert [one.key for one in found if one.what == "lever" and one.change == "changed"] == ["zone.output_min"]


def test_whatever_a_criterion_is_it_is_told() -> None:
    since = lever.amendment("amended_on", 20280101, zh="修订日", en="day", cite=CITE)
    words = Text("某", "something")
    odd = from_function("zone.odd", lambda one: one.fact("odd"), title=words, cite=CITE)
    rising = trend("zone.rising", "share", Rising(years(2)), ">", title=words, unit="share", cite=CITE)
    parts: tuple[Criterion, ...] = (amended(at_least("output", OUTPUT), rising, since=since), odd, *STANDARD.parts[3:4])
    assert {key: new for _, key, _, _, new in told(OLD, asking(*parts)) if key in {"zone.odd", "zone.rising"}} == {
        "zone.odd": "a function of its own",
        "zone.rising": "share > (yearly change)",
    }
    assert ("zone.gradient", "several conditions: zone.gradient.first, zone.gradient.second") in [
        (one[1], one[4]) for one in told(OLD, asking(*parts))
    ]


def test_a_criterion_of_a_plugin_s_own_class_is_told_by_its_name() -> None:
    class Oddity(FromFunction):
        """A criterion that clusterkit does not know."""

    own = Oddity(id="zone.own", title=Text("某", "something"), citation=CITE, function=lambda one: one.fact("odd"))
    (added,) = [row for row in told(OLD, asking(*OLD.standard.parts, own)) if row[1] == "zone.own"]
    assert added == ("criterion", "zone.own", "added", None, "Oddity")
