"""The contract of a plugin as a class of tests: subclass it in two lines and pytest runs the conformance kit.

class TestMyPlace(PolicyContract):
    plugin = clusterkit_myplace.plugin
"""

from __future__ import annotations

from functools import cache
from typing import Any

from clusterkit.testing.conformance import flaws_of
from clusterkit.testing.subject import Subject, subject_of


@cache
def _subject(plugin: Any) -> Subject:
    return subject_of(plugin)


class PolicyContract:
    """What every plugin keeps to; each test is one check of `clusterkit plugins check`.

    `plugin` is the plugin's module, an object with its hooks, the name of an installed plugin, or the
    path of a file.
    """

    plugin: Any

    def keeps(self, check: str) -> None:
        """Fail with the flaws that a check finds; warnings are left to the command."""
        found = [str(flaw) for flaw in flaws_of(_subject(self.plugin), [check]) if not flaw.warning]
        assert not found, "\n".join(["", *found])

    def test_answers(self) -> None:
        """It loads, and its hooks return what they should."""
        self.keeps("answers")

    def test_names(self) -> None:
        """Ids are unique and under their policy's name."""
        self.keeps("names")

    def test_texts(self) -> None:
        """Everything is named in Chinese and English."""
        self.keeps("texts")

    def test_register(self) -> None:
        """Every threshold cites a clause of the register."""
        self.keeps("register")

    def test_words(self) -> None:
        """Deciding words agree with operators."""
        self.keeps("words")

    def test_figures(self) -> None:
        """Indicators and windows exist."""
        self.keeps("figures")

    def test_units(self) -> None:
        """Units agree."""
        self.keeps("units")

    def test_calendars(self) -> None:
        """From any day there is a next deadline."""
        self.keeps("calendars")

    def test_versions(self) -> None:
        """Versions do not overlap."""
        self.keeps("versions")

    def test_bounds(self) -> None:
        """Figures around every bound are judged right."""
        self.keeps("bounds")

    def test_monotone(self) -> None:
        """A stricter bound lets nobody in."""
        self.keeps("monotone")

    def test_purity(self) -> None:
        """Judging is pure, and total on missing figures."""
        self.keeps("purity")

    def test_examples(self) -> None:
        """The worked examples come out."""
        self.keeps("examples")

    def test_runs(self) -> None:
        """The illustrative clusters can be assessed and simulated."""
        self.keeps("runs")

    def test_sources(self) -> None:
        """Every number of the dynamics has a source."""
        self.keeps("sources")

    def test_imports(self) -> None:
        """The import draws in nothing that fails."""
        self.keeps("imports")
