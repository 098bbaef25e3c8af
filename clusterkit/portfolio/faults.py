"""What is wrong (faults) or odd (notices) in a portfolio's files, each with its exact place."""

from __future__ import annotations

from typing import Literal

from attrs import asdict, frozen

_LONGEST_VALUE = 40


@frozen
class Remark:
    """A place in a file and what is to be said about it.

    `file` is the file's name ("" for rows handed over in Python), `sheet` the sheet of a workbook,
    `row` the row as the user's program numbers it (from 1), `column` the title of the column as it
    stands in the file, `value` the cell as it stands there. What does not apply is None.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    rule: str

    def __str__(self) -> str:
        sheet = self.sheet and (f"sheet {self.sheet}" if self.file else self.sheet)
        place = [
            self.file,
            sheet,
            self.row is not None and f"row {self.row}",
            self.column is not None and f"column {_one_line(self.column)}",
            self.value is not None and f'"{_one_line(self.value)}"',
        ]
        return f"{', '.join(part for part in place if part)}: {self.rule}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the remark as a plain row for the machine-readable outputs."""
        return asdict(self)


@frozen
class Fault(Remark):
    """Something that must be mended before the portfolio can be used."""


@frozen
class Notice(Remark):
    """Something that stops nothing: `warning` is possible but odd, `note` tells what was done in reading."""

    severity: Literal["warning", "note"] = "warning"


def _one_line(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"
