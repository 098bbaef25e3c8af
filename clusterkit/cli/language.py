"""Chinese or English: what the user asks for, else what the system speaks."""

from __future__ import annotations

import locale
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterkit.law.text import Language

_VARIABLES = ("CLUSTERKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def chosen_language(asked: str | None) -> Language:
    """Return the language asked for, else the locale's: Chinese where it says so, English elsewhere."""
    if asked is not None:
        return "zh" if asked == "zh" else "en"
    for name in _VARIABLES:
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith(("zh", "chinese")) else "en"
    spoken = locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"
