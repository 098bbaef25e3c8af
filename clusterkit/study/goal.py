"""Goals: what a threshold is to reach, as users write it: `retention@2034 >= 0.80`, `losses:re_review <= 2`."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.study.quantity import Quantity
from clusterkit.study.simulate import Study

Operator = Literal[">=", "<=", ">", "<"]
OPERATORS: dict[str, Operator] = {">=": ">=", "<=": "<=", ">": ">", "<": "<", "≥": ">=", "≤": "<="}

ROOM = 1e-9
"""A mean this near to a goal's value is at it: what adding up in floating point may cost."""

_WRITTEN = re.compile(r"(?P<quantity>[^<>=≥≤]+)(?P<operator>[<>=≥≤!]+)(?P<value>[^<>=≥≤]+)")
_VALUE = re.compile(r"(?P<number>\d+(?:\.\d*)?|\.\d+)\s*(?P<unit>%|％|clusters|cluster|个)?")


@frozen
class Goal:
    """A quantity, how it is to compare, and with what: a share from 0 to 1, or a number of clusters.

    `written` is the value as the user wrote it.
    """

    quantity: Quantity
    operator: Operator
    value: float
    written: str

    @classmethod
    def parse(cls, text: str, study: Study) -> Goal:
        """Read a goal of a study. Raises InputError, UnknownNameError that say what is wrong with it."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or found["operator"] not in OPERATORS:
            raise InputError(
                f"{text!r} is no goal; write a quantity, one of >= <= > <, and a value, "
                f'such as "retention@{study.plan.last_year} >= 0.80"'
            )
        quantity = Quantity.parse(found["quantity"].strip(), study)
        written = found["value"].strip()
        return cls(quantity, OPERATORS[found["operator"]], _value(written, quantity, text.strip()), written)

    def __str__(self) -> str:
        return f"{self.quantity} {self.operator} {self.written}"

    @property
    def wants_more(self) -> bool:
        """True where more of the quantity is nearer to the goal."""
        return self.operator in {">=", ">"}

    def met_by(self, levels: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of some levels of the quantity, of any shape, whether they meet the goal."""
        room = ROOM * max(1.0, self.value)
        if self.operator in {"<=", ">"}:
            met = levels <= self.value + room
            return ~met if self.operator == ">" else met
        met = levels >= self.value - room
        return ~met if self.operator == "<" else met


def _value(written: str, quantity: Quantity, text: str) -> float:
    """Read the value in the quantity's unit."""
    found = _VALUE.fullmatch(written)
    if found is None:
        raise InputError(f"{text}: {written!r} is no value; {_advice(quantity)}")
    number, percent = float(found["number"]), found["unit"] in {"%", "％"}
    if quantity.unit == "share":
        if found["unit"] is not None and not percent:
            raise InputError(f"{text}: {quantity.kind} is a share, not a number of clusters; {_advice(quantity)}")
        share = number / 100 if percent else number
        if share > 1:
            raise InputError(f"{text}: a share lies from 0 to 1; {_advice(quantity)}")
        return share
    if percent:
        raise InputError(f"{text}: {quantity.kind} are counted in clusters; {_advice(quantity)}")
    return number


def _advice(quantity: Quantity) -> str:
    return "write a share such as 0.80 or 80%" if quantity.unit == "share" else "write a number of clusters such as 25"
