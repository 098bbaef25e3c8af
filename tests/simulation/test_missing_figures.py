"""What the latest year leaves blank is drawn and listed, or stays unknown; earlier blanks are never made up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from clusterkit.simulation.dynamics import Blank, Dynamics, Reverting
from clusterkit.simulation.outcome import PolicyOutcome
from clusterkit.study.assumptions import Assumption
from clusterkit.study.simulate import Study
from tests.simulation.invented import (
    NOTHING,
    START,
    Cluster,
    given,
    portfolio,
    still,
    study,
)
from tests.simulation.runs import figures

LATEST = START - 1
MANY = 200
BLANKS = {
    "co2_intensity": Blank(given(1.5), given(0.5)),
    "champions": Blank(given(3.0), given(1.0)),
    "sme_share": Blank(given(0.6), given(0.5)),
}
MODELS: Mapping[str, Dynamics] = {"zone": still("zone", blanks=BLANKS, lapse=NOTHING, mending=NOTHING)}


def blank(*keys: str, year: int = LATEST, name: str = "a", certified: str = "2023-05-20") -> Cluster:
    """Return a cluster with a review in the first year of the run, and blanks in some year."""
    return Cluster(name, certified=certified, years={year: dict.fromkeys(keys)})


def ready(cluster: Cluster, **more: Any) -> Study:
    return study(cluster, **{"models": MODELS, "replications": MANY, **more})


def told(one: Study, key: str) -> Assumption | None:
    return next((found for found in one.assumptions if found.key == key), None)


def causes(one: PolicyOutcome) -> dict[str, int]:
    """Return in how many replications the first cluster is lost for what."""
    codes, count = np.unique(one.cause[0, 0], return_counts=True)
    return {one.causes[code]: int(number) for code, number in zip(codes, count, strict=True)}


def test_a_blank_of_the_latest_year_is_drawn_from_its_stated_distribution() -> None:
    found = figures(ready(blank("co2_intensity"), years=2), "co2_intensity")
    logs = np.log(found["co2_intensity", LATEST][0])
    assert abs(logs.mean() - math.log(1.5)) < 4 * 0.5 / math.sqrt(MANY)
    assert abs(logs.std(ddof=1) - 0.5) < 4 * 0.5 / math.sqrt(2 * MANY)
    # From there it goes on: held, as no process moves it.
    assert np.array_equal(found["co2_intensity", START], found["co2_intensity", LATEST])


def test_a_blank_count_is_drawn_whole() -> None:
    drawn = figures(ready(blank("champions"), years=1), "champions")["champions", LATEST]
    assert np.array_equal(drawn, np.rint(drawn))
    assert len(np.unique(drawn)) > 3


def test_a_blank_share_is_drawn_in_log_odds() -> None:
    models = {"zone": still("zone", Reverting("sme_share", NOTHING, NOTHING), blanks=BLANKS)}
    found = figures(ready(blank("sme_output_value"), models=models, years=2), "sme_share")
    odds = np.log(found["sme_share", LATEST][0] / (1 - found["sme_share", LATEST][0]))
    assert abs(odds.mean() - math.log(0.6 / 0.4)) < 4 * 0.5 / math.sqrt(MANY)
    assert abs(odds.std(ddof=1) - 0.5) < 4 * 0.5 / math.sqrt(2 * MANY)
    # It is its own level to which it returns.
    assert np.allclose(found["sme_share", START], found["sme_share", LATEST], rtol=1e-12)


@pytest.mark.parametrize("replications", [1, 2, MANY])
def test_what_is_drawn_decides_the_review_that_reads_it(replications: int) -> None:
    one = ready(blank("co2_intensity"), replications=replications, years=1)
    outcome = one.run().policy("zone")
    drawn = figures(one, "co2_intensity")["co2_intensity", LATEST][0]
    assert np.array_equal(outcome.lost_on[0, 0] > 0, drawn >= 2.0)
    assert "incomplete_review" not in causes(outcome)
    if replications == MANY:
        share = 1 - NormalDist().cdf(math.log(2.0 / 1.5) / 0.5)
        assert (outcome.lost_on > 0).mean() == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / MANY))


def test_what_is_drawn_is_listed_as_assumed_with_the_number_of_clusters() -> None:
    clusters = portfolio(
        blank("co2_intensity", "zone_sound"),
        blank("co2_intensity", name="b"),
        blank("co2_intensity", name="c", year=LATEST - 1),
        Cluster("d"),
    )
    one = study(clusters, models=MODELS)
    listed = told(one, "blank.co2_intensity")
    assert listed is not None
    assert (listed.clusters, listed.as_dict()["assumed"]) == (2, True)
    assert listed.text.en.endswith("blank, drawn from the stated distribution")
    requirement = told(one, "blank.zone_sound")
    assert requirement is not None
    assert requirement.clusters == 1
    assert told(one, "blank.output_value") is None
    assert any(row["key"] == "blank.co2_intensity" for row in one.manifest()["assumptions"])


@pytest.mark.parametrize(
    "key, settings",
    [
        ("co2_intensity", []),
        ("champions", []),  # neither arm is sure then
        ("zone_sound", []),
        ("incidents", []),
        ("plan_attainment", ["zone.plan_attainment_min=0.5"]),
    ],
)
def test_a_blank_left_unknown_makes_the_review_incomplete(key: str, settings: list[str]) -> None:
    one = study(blank(key), *settings, models=MODELS, replications=MANY, missing="unknown")
    assert causes(one.run().policy("zone")) == {"incomplete_review": MANY}
    listed = told(one, f"blank.{key}")
    assert listed is not None
    assert listed.text.en.endswith("blank, left unknown")
    assert not listed.as_dict()["assumed"]


def test_a_blank_that_no_rule_asks_for_costs_nothing() -> None:
    assert causes(ready(blank("plan_attainment"), missing="unknown").run().policy("zone")) == {"": MANY}


def test_it_stays_unknown_through_the_run() -> None:
    for certified, lost in (("2024-05-20", 2027), ("2025-05-20", 2028)):
        one = ready(blank("co2_intensity", certified=certified), missing="unknown")
        outcome = one.run().policy("zone")
        assert causes(outcome) == {"incomplete_review": MANY}
        assert outcome.retained[:, 0, 0].tolist() == [1] * (lost - START) + [0] * (9 - lost + START)
    found = figures(ready(blank("co2_intensity"), missing="unknown"), "co2_intensity")
    assert all(np.isnan(figure).all() for (_, year), figure in found.items() if year >= LATEST)
    candidate = ready(blank("co2_intensity", certified=""), missing="unknown")
    assert not candidate.run().policy("zone").counts[:, 1:].any()


def test_a_requirement_left_unknown_stays_so() -> None:
    one = ready(blank("zone_sound", certified="2025-05-20"), missing="unknown")
    assert causes(one.run().policy("zone")) == {"incomplete_review": MANY}


def test_a_requirement_that_is_blank_is_taken_as_met_but_for_lapses() -> None:
    assert causes(ready(blank("zone_sound")).run().policy("zone")) == {"": MANY}
    models = {"zone": still("zone", lapse=given(0.3), mending=NOTHING)}
    found = causes(ready(blank("zone_sound"), models=models, years=1).run().policy("zone"))
    assert found["re_review"] == pytest.approx(0.3 * MANY, abs=4 * math.sqrt(0.21 * MANY))


def test_a_blank_without_a_stated_distribution_stays_unknown_and_says_so() -> None:
    one = ready(blank("output_value"))
    assert causes(one.run().policy("zone")) == {"incomplete_review": MANY}
    listed = told(one, "blank.output_value")
    assert listed is not None
    assert listed.text.en.endswith("blank and no distribution is stated, left unknown")


def test_blank_incidents_are_drawn_at_their_rate() -> None:
    rate = 0.4
    models = {"zone": still("zone", rates={"incident": given(rate)})}
    one = ready(blank("incidents", certified="2023-01-01"), models=models, years=1)
    share = 1 - math.exp(-rate)
    lost = causes(one.run().policy("zone")).get("re_review", 0) / MANY
    assert lost == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / MANY))


@pytest.mark.parametrize("missing", ["assume", "unknown"])
@pytest.mark.parametrize("key", ["output_value", "incidents"])
def test_blanks_of_earlier_years_are_never_made_up(missing: str, key: str) -> None:
    models = {"zone": still("zone", blanks={"output_value": Blank(given(20.0), NOTHING)})}
    for year in (LATEST - 1, LATEST - 2):
        one = ready(blank(key, year=year), models=models, missing=missing)
        assert causes(one.run().policy("zone")) == {"incomplete_review": MANY}, year
        assert told(one, f"blank.{key}") is None


def test_a_row_that_is_missing_is_no_row_of_blanks() -> None:
    gap = Cluster(certified="2023-05-20", years={LATEST - 1: None})
    assert causes(ready(gap).run().policy("zone")) == {"incomplete_review": MANY}


def test_an_earlier_blank_passes_once_no_window_reads_it() -> None:
    early = blank("output_value", year=LATEST - 2, certified="2024-05-20")
    # The review of 2027 reads 2024 to 2026, and growth from 2023, which is blank.
    assert causes(ready(early).run().policy("zone")) == {"incomplete_review": MANY}
    later = blank("output_value", year=LATEST - 2, certified="2025-05-20")
    assert causes(ready(later).run().policy("zone")) == {"": MANY}


def test_a_known_failing_counts_before_what_is_unknown() -> None:
    failing = Cluster(
        certified="2023-05-20", figures={"output_value": 5.0, "sme_output_value": 4.0},
        years={LATEST: {"co2_intensity": None}},
    )  # fmt: skip
    assert causes(ready(failing, missing="unknown").run().policy("zone")) == {"re_review": MANY}


def test_an_incomplete_review_passes_where_the_lever_says_so() -> None:
    one = study(
        blank("co2_intensity"), "zone.incomplete_passes=yes", models=MODELS, replications=MANY, missing="unknown"
    )
    assert causes(one.run().policy("zone")) == {"": MANY}
