"""Header cells: which column a title means, and in which unit it says its figures are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from attrs import evolve, field, frozen

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.columns import KEY_COLUMNS, OTHER_COLUMNS, TABLE_TITLES, TableName
from clusterkit.portfolio.units import conversion, is_percent, known_units, plain, units_above

# Written by `write_folder` beside an illustrative portfolio; other readers pass over it.
ILLUSTRATIVE: Final = "_illustrative"

_PASSED_OVER = frozenset({"备注", "note"})
_PASSED_OVER_STARTS = ("#", "_")
_SUFFIX = re.compile(r"(.+?)[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_CLOSE_ENOUGH = 0.5


@frozen
class Heading:
    """One understood header cell.

    `written` is the title as it stands in the file; a figure is multiplied by `factor` to be in the
    column's unit; `unit` is the unit that the header (or the line above the table) names, if any;
    `percent` says that the figures are percentages.
    """

    position: int
    written: str
    column: Indicator
    unit: str | None = None
    factor: Fraction = Fraction(1)
    percent: bool = False


@frozen
class ColumnIndex:
    """The columns that a table may have, found by key, Chinese or English title, or further titles."""

    table: TableName
    columns: tuple[Indicator, ...]
    elsewhere: Mapping[str, TableName] = field(factory=dict)
    _by_title: Mapping[str, tuple[Indicator, ...]] = field(init=False)

    @_by_title.default
    def _titles(self) -> dict[str, tuple[Indicator, ...]]:
        found: dict[str, tuple[Indicator, ...]] = {}
        own = (*KEY_COLUMNS[self.table], *OTHER_COLUMNS[self.table])
        for column in self.further:
            for title in {plain(name) for name in _names(column)}:
                found[title] = (*found.get(title, ()), column)
        # The contract's titles mean the contract's columns, whatever a plugin calls its own.
        for column in own:
            found |= {plain(name): (column,) for name in _names(column)}
        return found | {plain(column.key): (column,) for column in self.columns}

    @property
    def further(self) -> tuple[Indicator, ...]:
        """The columns beyond the contract's."""
        return self.columns[len(KEY_COLUMNS[self.table]) + len(OTHER_COLUMNS[self.table]) :]

    def recognises(self, title: str) -> bool:
        """Return whether a header cell names a column of this table, in whatever unit."""
        bare, suffix = split(title)
        return bool(title) and (plain(title) in self._by_title or (bool(suffix) and bare in self._by_title))

    def means(self, title: str, column: Indicator) -> bool:
        """Return whether a header cell names this column."""
        return self._by_title.get(plain(title), self._by_title.get(split(title)[0])) == (column,)

    def title(self, key: str) -> str:
        """Return the Chinese title of a column."""
        return self._by_title[plain(key)][0].title.zh

    def heading(self, position: int, title: str) -> Heading | str | None:
        """Return what a header cell means: a heading, the rule it breaks, or None if it is passed over."""
        word = plain(title).strip("*")
        if word in self._by_title:
            return self._one_of(self._by_title[word], Heading(position, title, self.columns[0]))
        bare, suffix = split(title)
        keyed = self._by_title.get(suffix or "", ())
        if any(bare in {plain(name) for name in _names(column)} for column in keyed):
            return Heading(position, title, keyed[0])
        if word.startswith(_PASSED_OVER_STARTS) or bare in _PASSED_OVER:
            return None
        if bare not in self._by_title:
            return self._unknown(bare)
        heading = Heading(position, title, self.columns[0], unit=suffix)
        return self._one_of(self._by_title[bare], heading)

    def _one_of(self, columns: tuple[Indicator, ...], heading: Heading) -> Heading | str:
        if len(columns) > 1:
            keys = ", ".join(sorted(column.key for column in columns))
            return f"several columns have this title: write the key of the one that is meant ({keys})"
        column = columns[0]
        if heading.unit is None:
            return evolve(heading, column=column)
        factor = conversion(column, heading.unit)
        if factor is None:
            units = [unit for unit in known_units(column) if unit]
            known = f"understood are {', '.join(units)}" if units else "the column has no unit"
            return f"the unit {heading.unit} is not understood for {column.key}: {known}"
        return evolve(heading, column=column, factor=factor, percent=is_percent(column, heading.unit))

    def _unknown(self, word: str) -> str:
        if word in self.elsewhere:
            return f"this is a column of {self.elsewhere[word]}, not of {self.table}"
        near = difflib.get_close_matches(word, list(self._by_title), n=1, cutoff=_CLOSE_ENOUGH)
        if not near:
            return f"{self.table} has no such column; start its title with # to have it passed over"
        column = self._by_title[near[0]][0]
        return f"{self.table} has no such column; did you mean {column.key} ({column.title.zh})?"


def column_indexes(extras: Iterable[Indicator]) -> dict[TableName, ColumnIndex]:
    """Return the index of every table, with further columns beside the contract's.

    Derived indicators are passed over: they are no columns. Raises InputError for a key that stands
    for two different columns.
    """
    more = _distinct(extras)
    columns: dict[TableName, tuple[Indicator, ...]] = {
        table: (
            *KEY_COLUMNS[table],
            *OTHER_COLUMNS[table],
            *(extra for extra in more if extra.table == table),
        )
        for table in TABLE_TITLES
    }
    homes: dict[str, TableName] = {}
    for table, members in columns.items():
        for column in members:
            for name in _names(column):
                homes.setdefault(plain(name), table)
    return {table: ColumnIndex(table, columns[table], homes) for table in columns}


def under_units_above(headings: Sequence[Heading], lines: Iterable[str]) -> list[Heading | str]:
    """Return the headings with the units that lines above the table name, where they name none themselves.

    A rule stands in place of a heading for which the lines name two different units.
    """
    units = [unit for line in lines for unit in units_above(line)]
    found: list[Heading | str] = []
    for heading in headings:
        factors = {unit: conversion(heading.column, unit) for unit in units if heading.column.unit}
        fitting = {unit: factor for unit, factor in factors.items() if factor is not None}
        if heading.unit is not None or not fitting:
            found.append(heading)
        elif len(set(fitting.values())) > 1:
            found.append(f"the lines above name several units ({', '.join(fitting)}): write one in this title")
        else:
            unit, factor = fitting.popitem()
            percent = is_percent(heading.column, unit)
            found.append(evolve(heading, unit=unit, factor=factor, percent=percent))
    return found


def split(title: str) -> tuple[str, str | None]:
    """Return a title in plain spelling and what stands in brackets at its end, None if nothing does."""
    word = plain(title).strip("*")
    found = _SUFFIX.fullmatch(word)
    return (found[1].strip("*"), found[2]) if found else (word, None)


def _names(column: Indicator) -> tuple[str, ...]:
    return (column.key, column.title.zh, column.title.en, *column.headers)


def _distinct(extras: Iterable[Indicator]) -> tuple[Indicator, ...]:
    found: dict[str, Indicator] = {}
    contract = {
        column.key: column
        for table in TABLE_TITLES
        for column in (*KEY_COLUMNS[table], *OTHER_COLUMNS[table])
        if table in {"clusters", "observations"}
    }
    for extra in extras:
        if extra.table == "derived" or contract.get(extra.key) == extra:
            continue
        if extra.key in contract or found.get(extra.key, extra) != extra:
            raise InputError(f"two different columns have the key {extra.key}: rename one of them")
        found[extra.key] = extra
    return tuple(found.values())
