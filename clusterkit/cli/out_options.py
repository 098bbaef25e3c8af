"""The options by which a result is written to a file: a workbook, or a long table as CSV or Parquet."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from clusterkit.cli.options import chosen_plugins, note
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.study.first_day import Position
    from clusterkit.study.simulate import Study

WORKBOOK, PARQUET, CSV = ".xlsx", ".parquet", ".csv"
ALL: Final = (WORKBOOK, PARQUET, CSV)
TABLES: Final = (PARQUET, CSV)
_NEEDS: Final = {WORKBOOK: ("xlsxwriter", "excel"), PARQUET: ("pyarrow", "parquet")}
WRITTEN_ELSEWHERE: Final = 3
"""The exit code of a command that is done, and whose file is not where it was asked for."""

Rows = Callable[[], Iterable[Mapping[str, Any]]]


@frozen
class Out:
    """A file to be written, and whether it may take the place of another. `option` is how it was asked for."""

    path: Path | None
    overwrite: bool
    option: str = "--out"

    def check(self, forms: Sequence[str]) -> None:
        """Refuse before the work what could not be written after it. Raises InputError."""
        if self.path is None:
            if self.overwrite:
                raise InputError(f"--overwrite goes with {self.option} FILE")
            return
        form, asked = self.path.suffix.lower(), f"{self.option} {self.path}"
        if form not in forms:
            raise InputError(f"{asked}: the name says the form; it must end with {_either(forms)}")
        module, extra = _NEEDS.get(form, (None, None))
        if module is not None and find_spec(module) is None:
            raise InputError(f"{asked}: writing {form} needs: pip install 'clusterkit-sdk[{extra}]'")
        try:
            self._check_place(self.path, asked)
        except OSError as error:
            told = error.strerror or error
            raise InputError(f"{asked}: it cannot be written ({told}); close it, or name another file") from error

    def _check_place(self, path: Path, asked: str) -> None:
        if not path.parent.is_dir():
            raise InputError(f"{asked}: there is no folder {path.parent}; make it first")
        if path.is_dir():
            raise InputError(f"{asked}: this is a folder; name a file")
        if path.exists():
            if not self.overwrite:
                raise InputError(f"{asked} exists already: name a new file, or add --overwrite")
            with path.open("r+b"):
                pass
        with tempfile.TemporaryFile(dir=path.parent):
            pass

    def spare(self, source: str | Path) -> None:
        """Refuse a file that would take the place of what is read. Raises InputError."""
        read = Path(source)
        if self.path is None or not source or not self.path.exists() or not read.exists():
            return
        if self.path.samefile(read) or (read.is_dir() and self.path.parent.samefile(read)):
            raise InputError(f"{self.option} {self.path}: the portfolio itself is read from there; name another file")

    @contextmanager
    def written(
        self,
        rows: Rows,
        columns: Sequence[str],
        *,
        lang: Language,
        manifest: Callable[[], Mapping[str, Any]] = dict,
        workbook: Callable[[Path], Path] | None = None,
    ) -> Iterator[None]:
        """Write the file, let the result be printed, and tell where the file is: neither costs the other."""
        if self.path is None:
            yield
            return
        failed, place = None, self.path
        try:
            place = _write(self._free(self.path), rows, columns, manifest, workbook)
        except Exception as error:  # noqa: BLE001 - raised again once the result has been printed
            failed = error
        try:
            yield
        finally:
            if failed is not None:
                raise failed
            self.tell(place, lang)

    def tell(self, place: Path, lang: Language) -> None:
        """Say where the file is; where its name was taken meanwhile, leave with exit code 3."""
        zh = lang == "zh"
        note(f"已写出 {place}" if zh else f"written: {place}")
        if place != self.path:
            note(
                f"警告: {self.path} 被其他程序占用或已存在,结果写在 {place.name}" if zh
                else f"warning: {self.path} is open in another program or there already; the result is in {place.name}"
            )  # fmt: skip
            click.get_current_context().exit(WRITTEN_ELSEWHERE)

    def _free(self, path: Path) -> Path:
        """Return the place to write to: another one where a file has come there since the check."""
        from clusterkit.report.whole_file import free_name

        return free_name(path) if path.exists() and not self.overwrite else path


def out_options(forms: Sequence[str] = ALL) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --out and --overwrite; it receives them as `out`, an `Out` that can be written to."""
    told = "a workbook or a long table" if WORKBOOK in forms else "a long table"

    help_ = f"Also write the result as {told}; the name ends with {_either(forms)}."

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def gathered(*args: Any, out: Path | None, overwrite: bool, **options: Any) -> Any:
            asked = Out(out, overwrite)
            asked.check(forms)
            return command(*args, out=asked, **options)

        option = click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=help_)
        return option(overwrite_option(gathered))

    return decorate


overwrite_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--overwrite", is_flag=True, help="Let the file written take the place of one that is there."
)


def first_day(study: Study) -> tuple[Position, ...] | None:
    """Return where a study's clusters stand on its first day, for its workbook; None where they are too many."""
    from clusterkit.plugins import Plugins
    from clusterkit.study.first_day import positions

    return positions(study, Plugins(selection=chosen_plugins()))


def _write(
    path: Path,
    rows: Rows,
    columns: Sequence[str],
    manifest: Callable[[], Mapping[str, Any]],
    workbook: Callable[[Path], Path] | None,
) -> Path:
    from clusterkit.report.long_table import write_csv, write_parquet

    form = path.suffix.lower()
    if form == WORKBOOK and workbook is not None:
        return workbook(path)
    if form == PARQUET:
        return write_parquet(path, rows(), columns, manifest())
    return write_csv(path, rows(), columns)


def _either(forms: Sequence[str]) -> str:
    return f"{', '.join(forms[:-1])} or {forms[-1]}" if len(forms) > 1 else forms[0]
