"""What the tests of several places' policies have in common; each place adds its own tables and its own tests.

| module | what it holds |
|---|---|
| `place` | `Place`: a policy beside the tables that its text pins, one title judged, one decision taken |
| `text` | `Stated`: every standard; `Registered`: a register that lists every name under its clause |
| `sweeps` | `Swept`: every value of every bound beside a run of its own |
| `template` | `Templated`: the indicators that the cities' annexes share; `Immediate`: a title lost at once |

A place's file names a class of its own after `Test`, derives it from these and sets `place`.
"""

import pytest

pytest.register_assert_rewrite("tests.places.text", "tests.places.template", "tests.places.sweeps")
