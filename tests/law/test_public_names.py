from __future__ import annotations

import re
from pathlib import Path

import pytest

import clusterkit.law
from clusterkit import law

MODULES = sorted(Path(clusterkit.law.__file__).parent.glob("*.py"))


def test_every_public_name_is_there_once() -> None:
    assert len(set(law.__all__)) == len(law.__all__)
    assert [name for name in law.__all__ if not hasattr(law, name)] == []


def test_whatever_the_room_hands_out_is_named() -> None:
    modules = {path.stem for path in MODULES}
    handed_out = {name for name in vars(law) if not name.startswith("_")} - modules - {"annotations"}
    assert handed_out - set(law.__all__) == set()
    assert "procedure" in law.__all__


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_the_law_s_code_names_no_place(path: Path) -> None:
    assert not re.search("zhuhai|beijing|shanghai|henan", path.read_text(encoding="utf-8"), re.IGNORECASE)
