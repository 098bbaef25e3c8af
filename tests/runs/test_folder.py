"""The run folder: finished blocks are kept and never computed again; what is wrong with it is told in one line."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterkit.errors import InputError
from clusterkit.law.text import Text
from clusterkit.runs.blocks import Block, Failure, Workshop
from clusterkit.runs.folder import RunFolder
from clusterkit.runs.plan import differing, plan_of
from clusterkit.runs.run import Shard, collect, compute, compute_shard
from clusterkit.study.simulate import Study
from tests.runs import many
from tests.runs.conftest import Make

Counted = Callable[[], int]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """List the blocks that are computed in this process."""
    seen: list[int] = []
    plain = Workshop.compute

    def counting(self: Workshop, block: int) -> Block:
        seen.append(block)
        return plain(self, block)

    monkeypatch.setattr(Workshop, "compute", counting)
    return seen


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refusal(of: Study, folder: Path) -> str:
    with pytest.raises(InputError) as refused:
        compute(of, folder)
    (line,) = str(refused.value).splitlines()
    return line


# What stands in it ----------------------------------------------------------------------------------


def test_a_run_leaves_its_plan_its_tables_its_blocks_and_its_result(make: Make, tmp_path: Path) -> None:
    compute(make(), tmp_path / "run")
    assert [*contents(tmp_path / "run")] == [
        "blocks/00000.npz", "blocks/00001.npz", "blocks/00002.npz", "plan.json", "portfolio/clusters.csv",
        "portfolio/observations.csv", "result.json",
    ]  # fmt: skip


def test_the_plan_holds_all_that_decides_the_numbers(make: Make) -> None:
    plan = plan_of(make())
    assert json.loads(json.dumps(plan)) == plan
    assert set(plan) == {
        "format", "clusterkit", "settings", "portfolio", "law", "plugins", "replications_in_a_block",
        "clusters_in_a_block", "command", "environment",
    }  # fmt: skip
    assert plan["settings"]["scenarios"][1]["changes"] == {"zone.output_min": [{"from": None, "value": 12}]}
    assert (plan["settings"]["seed"], plan["replications_in_a_block"]) == (1, 100)
    assert set(plan["environment"]) == {"python", "numpy", "system", "libc", "machine", "cpu"}
    assert plan["plugins"]["zone"].startswith("sha256:")


def test_a_block_reads_back_as_it_was_written(make: Make, tmp_path: Path) -> None:
    home, found = RunFolder(tmp_path), Workshop(make()).compute(0)
    (tmp_path / "blocks").mkdir()
    home.keep(0, found)
    again = home.block(0)
    assert again.environment == found.environment
    for key, totals in found.totals.items():
        assert again.totals[key].started == totals.started
        for one, other in again.totals[key].beside(totals).values():
            assert one.dtype == other.dtype
            assert one.tolist() == other.tolist()


# Continuing -----------------------------------------------------------------------------------------


def test_what_is_finished_is_not_computed_again(make: Make, tmp_path: Path, computed: list[int]) -> None:
    of, told = make(), list[Text]()
    compute_shard(of, tmp_path / "run", Shard(2, 3))
    assert computed == [1]
    compute(of, tmp_path / "run", tell=told.append)
    assert computed == [1, 0, 2]
    compute(of, tmp_path / "run")
    assert computed == [1, 0, 2]
    assert [one.en for one in told] == ["1 of 3 blocks are finished already"]


def test_the_progress_of_a_continued_run_starts_where_it_was(make: Make, tmp_path: Path) -> None:
    of, told = make(), list[tuple[int, int]]()
    compute_shard(of, tmp_path, Shard(2, 3))
    compute(of, tmp_path, progress=lambda done, whole: told.append((done, whole)))
    # The first call says what was there before: the time left is reckoned from it.
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_continued_run_ends_as_one_that_was_not_disturbed(make: Make, tmp_path: Path) -> None:
    of = make()
    compute(of, tmp_path / "whole")
    for number in (3, 1, 2):
        compute_shard(of, tmp_path / "parts", Shard(number, 3))
    collect(of, RunFolder(tmp_path / "parts"))
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_a_shard_takes_its_part_and_all_take_the_whole() -> None:
    parts = [[block for block in range(10) if Shard.parse(f"{number}/3").takes(block)] for number in (1, 2, 3)]
    assert parts == [[0, 3, 6, 9], [1, 4, 7], [2, 5, 8]]


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/3", "1/", "-1/3", "1/3/5", "²/3"])
def test_a_shard_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="write the number of this shard and of all, such as 3/40"):
        Shard.parse(text)


def test_what_is_missing_is_said_before_adding_up(make: Make, tmp_path: Path) -> None:
    of = make()
    compute_shard(of, tmp_path / "run", Shard(2, 3))
    with pytest.raises(InputError, match="run: 2 of 3 blocks are not computed yet; run the command that began it"):
        collect(of, RunFolder(tmp_path / "run"))


def test_the_command_that_began_a_run_stands_in_its_result(make: Make, tmp_path: Path) -> None:
    compute_shard(make(command="the first"), tmp_path, Shard(1, 3))
    found = compute(make(command="the second"), tmp_path)
    assert found.manifest["command"] == "the first"
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["manifest"]["command"] == "the first"


def test_a_failed_block_is_tried_again_when_the_run_is_continued(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = make()
    with monkeypatch.context() as broken:
        broken.setattr(
            Workshop, "attempt", lambda self, block: Failure(block, "no") if block else self.compute(block)
        )  # fmt: skip
        assert compute(of, tmp_path).replications == 100
    assert sorted(one.name for one in (tmp_path / "blocks").iterdir()) == [
        "00000.npz", "00001.failed.json", "00002.failed.json",
    ]  # fmt: skip
    assert collect(of, RunFolder(tmp_path)).manifest["failures"] == [{"reason": "no", "blocks": [1, 2]}]
    assert compute(of, tmp_path).replications == 250
    assert not list((tmp_path / "blocks").glob("*.failed.json"))


def test_what_killed_processes_left_half_written_goes_when_the_run_is_done(make: Make, tmp_path: Path) -> None:
    of = make()
    compute_shard(of, tmp_path, Shard(1, 3))
    torn = [tmp_path / ".result.json.0123456789abcdef", tmp_path / "blocks" / ".00001.npz.0123456789abcdef"]
    mine = tmp_path / ".gitignore"
    for path in (*torn, mine):
        path.write_bytes(b"PK")
    compute(of, tmp_path)
    assert not any(path.exists() for path in torn)
    assert mine.exists()


# Another plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings, told",
    [
        ({"seed": 2}, "settings.seed: 1 there, 2 now"),
        ({"years": 3}, "settings.years: 2 there, 3 now"),
        ({"replications": 240}, "settings.replications: 250 there, 240 now"),
        (
            {"what_if": ("zone.output_min=13",)},
            "settings.scenarios[1].changes.zone.output_min[0].value: 12 there, 13 now",
        ),
        ({"what_if": ()}, 'settings.scenarios[1]: {"name": "what-if"'),
        ({"support": 0.01}, "settings.support: 0.0 there, 0.01 now"),
    ],
)
def test_another_plan_is_refused_with_what_differs(
    make: Make, tmp_path: Path, settings: dict[str, Any], told: str
) -> None:
    compute_shard(make(), tmp_path, Shard(1, 3))
    before = contents(tmp_path)
    assert f"holds another run; it differs in {told}" in refusal(make(**settings), tmp_path)
    assert contents(tmp_path) == before


def test_another_law_is_refused(make: Make, tmp_path: Path) -> None:
    compute_shard(make(), tmp_path, Shard(1, 3))
    told = refusal(make("    pass\n"), tmp_path)
    assert "law.policies.zone" in told
    assert "plugins.zone" in told


def test_other_clusters_are_refused(make: Make, sound: Path, tmp_path: Path) -> None:
    compute_shard(make(), tmp_path, Shard(1, 3))
    told = refusal(many.study(sound, many.many(499)), tmp_path)
    assert "portfolio.sha256" in told
    assert "portfolio.clusters: 500 there, 499 now" in told


def test_of_many_differences_some_are_named(make: Make, tmp_path: Path) -> None:
    compute_shard(make(), tmp_path, Shard(1, 3))
    told = refusal(
        make(seed=3, years=1, replications=7, support=0.01, missing="unknown", title="another"), tmp_path
    )  # fmt: skip
    assert told.endswith("; and 1 more")


def test_a_plugin_that_only_one_of_two_plans_knows_makes_no_other_run(make: Make) -> None:
    plan = plan_of(make())
    more = {**plan, "plugins": {**plan["plugins"], "moor": "1.0"}}
    assert list(differing(plan, more)) == list(differing(more, plan)) == []
    assert [str(one) for one in differing(more, {**more, "plugins": {**more["plugins"], "moor": "2.0"}})] == [
        'plugins.moor: "1.0" there, "2.0" now'
    ]


def test_another_machine_and_another_command_make_no_other_run(make: Make) -> None:
    plan = plan_of(make())
    assert list(differing(plan, {**plan, "command": "another", "environment": {"numpy": "1.0"}})) == []


def test_of_two_that_begin_at_once_the_first_plan_stands(make: Make, tmp_path: Path) -> None:
    home, plan = RunFolder(tmp_path), {**plan_of(make()), "command": "the first"}
    home.open(plan)
    # The second found no plan, and has written its own beside by now.
    home.write("plan.json", json.dumps({**plan, "command": "the second"}).encode(), keep=True)
    assert home.open({**plan, "command": "the third"})["command"] == "the first"


def test_where_no_hard_link_can_be_made_the_plan_is_written_all_the_same(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    home, plan = RunFolder(tmp_path), plan_of(make())
    assert home.open(plan) == json.loads(json.dumps(plan))
    home.write("plan.json", b"{}", keep=True)
    assert home.plan() == json.loads(json.dumps(plan))


# What is wrong with it ------------------------------------------------------------------------------


def test_a_folder_of_something_else_is_left_alone(make: Make, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear reader", "utf-8")
    assert refusal(make(), tmp_path).endswith("is not empty and no run: name a new or an empty folder for the run")
    assert [*contents(tmp_path)] == ["letter.txt"]


def test_a_file_is_no_folder(make: Make, tmp_path: Path) -> None:
    (tmp_path / "run").touch()
    assert refusal(make(), tmp_path / "run").endswith(
        "run is a file; name a new or an empty folder for the run, or a run to continue"
    )


@pytest.mark.parametrize(
    "plan, told",
    [
        ("{", "plan.json cannot be read as a plan: "),
        ("[]", "plan.json cannot be read as a plan: "),
        ("{}", "plan.json cannot be read as a plan: "),
        ('{"format": 99}', "plan.json is of format 99; this version reads format 1"),
    ],
)
def test_a_plan_that_cannot_be_read_is_named(make: Make, tmp_path: Path, plan: str, told: str) -> None:
    (tmp_path / "plan.json").write_text(plan, "utf-8")
    assert told in refusal(make(), tmp_path)


@pytest.mark.parametrize("kept", [0, 100, -200])
def test_a_damaged_block_is_named_with_what_to_do(make: Make, tmp_path: Path, kept: int) -> None:
    of = make()
    compute(of, tmp_path)
    path = tmp_path / "blocks" / "00001.npz"
    path.write_bytes(path.read_bytes()[:kept])
    told = refusal(of, tmp_path)
    assert "00001.npz cannot be read: " in told
    assert told.endswith("; delete it and continue the run")
    path.unlink()
    assert compute(of, tmp_path).replications == 250


def test_a_block_whose_bytes_have_changed_is_found_out(make: Make, tmp_path: Path) -> None:
    of = make()
    compute(of, tmp_path)
    path = tmp_path / "blocks" / "00001.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "00001.npz cannot be read: " in refusal(of, tmp_path)


@pytest.mark.parametrize(
    "code, step, told",
    [
        (errno.ENOSPC, "fsync", "No space left on device"),
        (errno.EDQUOT, "fsync", "Disk quota exceeded"),
        (errno.EROFS, "replace", "Read-only file system"),
        (errno.EACCES, "replace", "Permission denied"),
    ],
)
def test_where_nothing_more_can_be_written_one_line_says_so_and_nothing_is_lost(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, step: str, told: str
) -> None:
    of, run, calls = make(), tmp_path / "run", iter(range(1000))
    compute(of, tmp_path / "whole")
    owner: Any = os if step == "fsync" else Path
    plain = getattr(owner, step)

    def failing(*words: Any) -> Any:
        # The plan and one block are written, and then no more. (The plan is linked into its place.)
        if next(calls) >= (2 if step == "fsync" else 1):
            raise OSError(code, os.strerror(code))
        return plain(*words)

    with monkeypatch.context() as full:
        full.setattr(owner, step, failing)
        assert refusal(of, run).endswith(
            f"run cannot be written: {told}; what is finished is kept, and the same command continues it"
        )
    assert [*contents(run / "blocks")] == ["00000.npz"]
    compute(of, run)
    assert contents(run) == contents(tmp_path / "whole")


def test_a_folder_that_cannot_be_made_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "run cannot be written: Not a directory" in refusal(make(), tmp_path / "file" / "run")
