"""A fit is taken again under other inputs of the dynamics, on the same draws."""

from __future__ import annotations

import pytest

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.study.fit import calibrate
from clusterkit.study.variants import Variation, variants
from tests.study.reviewed import before_review, reviewed


def parsed(text: str) -> Variation:
    return Variation.parse(text, before_review().inputs())


def test_each_input_takes_its_values_in_turn() -> None:
    study = before_review()
    (as_it_is,) = calibrate(study, [reviewed(16)])
    same, more, fewer = variants(study, [reviewed(16)], [Variation("zone.output_value.mean", (0.0, 0.2, -0.1))])
    assert same.fits == (as_it_is,)
    assert more.fits[0].calibration.strict > as_it_is.calibration.strict > fewer.fits[0].calibration.strict
    assert more.fits[0].calibration.pardon < as_it_is.calibration.pardon < fewer.fits[0].calibration.pardon
    assert more.as_dict() == {
        "input": "zone.output_value.mean", "value": 0.2, "calibrations": [more.fits[0].calibration.as_dict()],
        "refused": None,
    }  # fmt: skip


def test_where_there_is_no_fit_the_reason_stands_in_its_place() -> None:
    (none,) = variants(before_review(), [reviewed(16)], [Variation("zone.rate.incident", (1.0,))])
    assert none.fits == ()
    assert "no leniency explains 16 of 20" in none.refused
    assert none.as_dict()["refused"] == none.refused


@pytest.mark.parametrize(
    "text, values",
    [("0.01:0.03", (0.01, 0.03)), ("1%:3%", (0.01, 0.03)), (" 0 ", (0.0,)), ("-1:0:1e-3", (-1, 0, 0.001))],
)
def test_values_are_numbers_or_percentages(text: str, values: tuple[float, ...]) -> None:
    assert parsed(f"zone.no_application={text}") == Variation("zone.no_application", values)


@pytest.mark.parametrize("text", ["", "0.01:", "low:high", "nan", "inf", "1%%"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"values are numbers, as 0\.01:0\.03"):
        parsed(f"zone.no_application={text}")


def test_an_input_that_no_place_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean zone\.no_application\?"):
        parsed("zone.no_aplication=0:0.02")
    with pytest.raises(InputError, match="write INPUT=LOW:HIGH"):
        parsed("zone.no_application")
