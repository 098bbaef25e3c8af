"""A second reading of the law: every path of a trace recomputed, one title and one day at a time.

It trusts the engine with nothing. What it shares with it is the law's values alone (numbers, dates,
operators, the order of rules, each with its clause); how they are read, compared and applied is written
here once more, in plain Python over plain numbers, without the engine's arrays, its judging or its clock.

| module | what it holds |
|---|---|
| `tables`, `law_file`, `folder` | the files of a trace, read with every fault told |
| `levers`, `dates`, `agenda` | what is in force on a day, days of the law, the legal calendar |
| `truth`, `ranges`, `record`, `case` | three-valued truth, figures that may be missing, one cluster's record and case |
| `windows`, `criteria`, `conditions` | the law's values read and judged |
| `statute`, `hearing`, `path` | one measure under one scenario; one title's rules; one title's days |
| `story`, `comparison`, `audit` | what is told of a title, by the law and by the trace, side by side |
| `limits` | what cannot be replayed, with the reason |
"""

from clusterkit.verification.audit import Verification, verify
from clusterkit.verification.comparison import Difference, Unreplayed

__all__ = ["Difference", "Unreplayed", "Verification", "verify"]
