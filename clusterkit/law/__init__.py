"""The law as values: indicators, levers, criteria, decisions, policies. No files, no randomness."""

from clusterkit.law import procedure
from clusterkit.law.amendment import amended
from clusterkit.law.citation import Clause, ClauseStatus, entry, left_out
from clusterkit.law.combination import all_of, any_of, k_of, where
from clusterkit.law.condition import (
    Condition,
    always,
    discretion,
    earlier,
    fails,
    happened,
    late,
    measure_ended,
    meets,
    met,
    not_applied,
    not_met,
    says,
    score_below,
    undecided,
    unknown,
    within_quota,
    without_standing,
)
from clusterkit.law.criterion import (
    Criterion,
    above,
    at_least,
    at_most,
    below,
    none_in,
    required,
    trend,
)
from clusterkit.law.decision import (
    Decision,
    Rule,
    at_expiry,
    at_mending_end,
    every,
    in_round,
    on_deadline,
    on_event,
    otherwise,
    when,
)
from clusterkit.law.distinction import by_group, either
from clusterkit.law.duty import Duty, Members
from clusterkit.law.effect import Effect, admit, keep, lose, lose_standing, mend, renew, warn
from clusterkit.law.figure import Figure
from clusterkit.law.finding import Finding
from clusterkit.law.indicator import Indicator, ratio, requirement
from clusterkit.law.judgement import from_function
from clusterkit.law.lever import Lever, LeverNamespace
from clusterkit.law.points import by_steps, scored
from clusterkit.law.policy import InForce, Policy, Target
from clusterkit.law.provisions import Change, Provisions
from clusterkit.law.ranking import among_lowest
from clusterkit.law.recognition import own_title, recognised
from clusterkit.law.sitting import Sitting
from clusterkit.law.term import Term
from clusterkit.law.text import Text
from clusterkit.law.window import LATEST, Age, EachOfLast, Falling, Growth, IncidentFree, Latest, Rising, Sum

__all__ = [
    "LATEST", "Age", "Change", "Clause", "ClauseStatus", "Condition", "Criterion", "Decision", "Duty", "EachOfLast",
    "Effect", "Falling", "Figure", "Finding", "Growth", "InForce", "IncidentFree", "Indicator",
    "Latest", "Lever", "LeverNamespace", "Members", "Policy", "Provisions", "Rising", "Rule", "Sitting", "Sum",
    "Target", "Term", "Text", "above", "admit", "all_of", "always", "amended", "among_lowest", "any_of",
    "at_expiry", "at_least", "at_mending_end", "at_most", "below", "by_group", "by_steps", "discretion",
    "earlier", "either", "entry", "every", "fails", "from_function", "happened", "in_round", "k_of", "keep",
    "late", "left_out", "lose", "lose_standing", "measure_ended", "meets", "mend", "met", "none_in",
    "not_applied", "not_met", "on_deadline", "on_event", "otherwise", "own_title", "procedure", "ratio",
    "recognised", "renew", "required", "requirement", "says", "score_below", "scored", "trend", "undecided",
    "unknown", "warn", "when", "where", "within_quota", "without_standing",
]  # fmt: skip
