"""What the replay cannot follow: said with its reason, never passed over."""

from __future__ import annotations

from clusterkit.law.text import Text


class NotReplayed(Exception):  # noqa: N818 - no error of anybody's: a path that only somebody else can check
    """A path goes on from here by something that cannot be read as values, or that the trace does not hold."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(zh, en)
