"""Words shown to people, in Chinese and English."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Language = Literal["zh", "en"]


@frozen
class Text:
    """One short text in both languages; `text.in_("zh")` picks one."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh" else self.en

    def as_dict(self) -> dict[str, str]:
        """Return `{"zh": ..., "en": ...}`, the shape of the machine-readable outputs."""
        return {"zh": self.zh, "en": self.en}
