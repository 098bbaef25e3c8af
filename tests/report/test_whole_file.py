"""A result file: whole or not at all, and not lost where its name is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterkit.errors import InputError
from clusterkit.report.whole_file import free_name, write_whole


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def new(path: Path) -> None:
    path.write_text("new")


def test_a_file_takes_the_place_of_the_old_one_once_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "result.csv"
    place.write_text("old")

    def write(unfinished: Path) -> None:
        assert files(tmp_path / unfinished.parent.name) == {}
        new(unfinished)
        assert place.read_text() == "old"

    assert write_whole(place, write) == place
    assert files(tmp_path) == {"result.csv": "new"}


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt(), InputError("no")])
def test_what_stops_the_writing_leaves_nothing_behind(tmp_path: Path, stop: BaseException) -> None:
    def write(unfinished: Path) -> None:
        new(unfinished)
        raise stop

    wanted = InputError if isinstance(stop, OSError) else type(stop)
    with pytest.raises(wanted) as raised:
        write_whole(tmp_path / "result.csv", write)
    assert files(tmp_path) == {}
    if isinstance(stop, OSError):
        assert str(raised.value) == f"{tmp_path / 'result.csv'} cannot be written: No space left on device"


def test_a_name_that_another_program_holds_gives_way_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real = tmp_path / "result.csv", Path.replace
    place.write_text("held")
    (tmp_path / "result-2.csv").write_text("taken")

    def replace(self: Path, target: Path) -> Path:
        if target == place:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert write_whole(place, new) == tmp_path / "result-3.csv"
    assert files(tmp_path) == {"result.csv": "held", "result-2.csv": "taken", "result-3.csv": "new"}


def test_the_next_name_is_the_first_that_is_free(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.b.xlsx") == tmp_path / "a.b-2.xlsx"
