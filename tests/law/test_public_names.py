from __future__ import annotations

import re
from pathlib import Path

import clusterkit.law
from clusterkit import law


def test_every_public_name_is_there_once() -> None:
    assert len(set(law.__all__)) == len(law.__all__)
    assert [name for name in law.__all__ if not hasattr(law, name)] == []


def test_whatever_the_room_hands_out_is_named() -> None:
    modules = {path.stem for path in Path(clusterkit.law.__file__).parent.glob("*.py")}
    handed_out = {name for name in vars(law) if not name.startswith("_")} - modules - {"annotations"}
    assert handed_out - set(law.__all__) == set()
    assert "procedure" in law.__all__


def test_no_place_is_named_in_the_law_s_code() -> None:
    """Core is free of places: a docstring may show a name as an example, code may not use one."""
    for path in Path(clusterkit.law.__file__).parent.glob("*.py"):
        code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"zhuhai|beijing|shanghai|henan", code), path.name
