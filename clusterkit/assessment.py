"""Assessment: a portfolio under a policy on a day, criterion by criterion.

>>> found = assess(portfolio, date(2026, 6, 30))                      # doctest: +SKIP
>>> found.results[0].verdict, [one.id for one in found.results[0].failing]  # doctest: +SKIP

Nothing is assumed: what is blank is unknown, and every unknown verdict names what is missing. The
figures, facts and criteria are those of a simulation, with one scenario and one replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
from attrs import field, frozen

from clusterkit.errors import InputError
from clusterkit.law.criterion import Criterion, all_of, walk
from clusterkit.law.finding import Finding
from clusterkit.law.history import History
from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Change, Provisions
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.plugins import Plugins
from clusterkit.portfolio.columns import YEARS
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.record import events_of, facts_of, history_of
from clusterkit.reasons import CriterionVerdict, Missing, Reasons
from clusterkit.standing import Cause, DutyVerdict, Register, has_ended, hearing_of

Standard = Literal["admission", "retention"]
Verdict = Literal["passes", "fails", "incomplete"]
