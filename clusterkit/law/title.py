"""Titles: one policy's recognition of one cluster, and the states it can be in."""

from __future__ import annotations

from typing import Literal

import numpy as np

Status = Literal["candidate", "certified", "lost"]

CANDIDATE = np.int8(0)
CERTIFIED = np.int8(1)
LOST = np.int8(2)

STATUSES: tuple[Status, ...] = ("candidate", "certified", "lost")
"""Status names by code. A title without standing for re-review is still certified."""
