"""What the tutorial for plugins says of slips is what the checks say, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clusterkit.testing import check
from tests.test_documents import ROOT, blocks, name_of

TUTORIALS = (ROOT / "docs" / "tutorial_plugin.md", ROOT / "docs" / "zh" / "tutorial_plugin.md")
FILE = "places/linxi.py"


def written(tutorial: Path) -> str:
    """Return the file that a tutorial ends with."""
    return "\n\n".join(block.text for block in blocks(tutorial) if block.file == FILE)


def slips(tutorial: Path) -> list[tuple[str, str, str]]:
    """Return what stands in the file, what is written by mistake, and the finding."""
    return re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| ([^|]+) \|$", tutorial.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=name_of)
def test_the_file_of_the_tutorial_has_no_flaw_and_is_short(tutorial: Path, tmp_path: Path) -> None:
    file = tmp_path / "linxi.py"
    file.write_text(written(tutorial), encoding="utf-8")
    assert check(file) == ()
    assert len(written(tutorial).splitlines()) < 300


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=name_of)
def test_every_slip_is_found_as_the_tutorial_says(tutorial: Path, tmp_path: Path) -> None:
    assert len(slips(tutorial)) >= 6
    for number, (right, wrong, finding) in enumerate(slips(tutorial)):
        assert right in written(tutorial)
        # A file of its own each time: what was imported under a name stays.
        file = tmp_path / str(number) / "linxi.py"
        file.parent.mkdir()
        file.write_text(written(tutorial).replace(right, wrong, 1), encoding="utf-8")
        assert finding in [str(flaw) for flaw in check(file)]
