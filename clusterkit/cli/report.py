"""`clusterkit report`: results as one page that opens anywhere, and their charts as pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from clusterkit.cli.options import lang_option, load_plugins, note
from clusterkit.cli.out_options import Out, overwrite_option
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language

_EXAMPLES = """\b
Examples:
  clusterkit report run_folder --out report.html
  clusterkit simulate my.xlsx --set PLACE.output_min=40 --format json > result.json
  clusterkit sweep my.xlsx --lever PLACE.output_min --from 20 --to 60 --steps 21 --format json > sweep.json
  clusterkit report result.json sweep.json --out report.html --lang en --png --pdf
"""
PAGES: Final = (".html", ".htm")
_PICTURE: Final = re.compile(r"\d{2,}-[a-z0-9-]+\.(png|svg|pdf)")
_CHINESE: Final = re.compile("[\u3400-\u9fff]")


@click.command(epilog=_EXAMPLES)
@click.argument("results", nargs=-1, required=True, metavar="RESULT...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The page to write, such as report.html.")
@click.option("--png", is_flag=True, help="Also write each chart as PNG, into the folder NAME_charts beside the page.")
@click.option("--svg", is_flag=True, help="The same, as SVG.")
@click.option("--pdf", is_flag=True, help="The same, as PDF.")
@click.option("--fonts", type=click.Path(path_type=Path), metavar="DIR", help="A folder of further fonts for pictures.")
@overwrite_option
@lang_option
def report(
    results: tuple[Path, ...],
    out: Path,
    png: bool,
    svg: bool,
    pdf: bool,
    fonts: Path | None,
    overwrite: bool,
    lang: Language,
) -> None:
    """Make a report of each RESULT: a file written with --format json, or a folder written with --run.

    The page holds all that it needs and asks no network for anything. Several results make one report.
    """
    from clusterkit.report import pictures
    from clusterkit.report.page.document import document
    from clusterkit.report.page.glossary import Glossary
    from clusterkit.report.page.report import report as made
    from clusterkit.report.page.result import read_result

    pictures.converter()
    page, folder = Out(out, overwrite), out.with_name(f"{out.stem}_charts")
    forms = [form for form, asked in zip(pictures.FORMS, (png, svg, pdf), strict=True) if asked]
    page.check(PAGES)
    if forms:
        _check_folder(folder, overwrite=overwrite)
    if fonts is not None:
        pictures.register_fonts(fonts)
    read = [read_result(path) for path in results]
    words = Glossary(lang, load_plugins().policies)
    found = made(read, words)
    if any(_CHINESE.search(str(figure.spec["data"])) for figure in found.figures) and not pictures.writes_chinese():
        note(
            words.say(
                "警告: 本机没有中文字体,图片中的中文会缺字;请安装一种(如 Noto Sans CJK),或用 --fonts 指定字体文件夹",
                "warning: this computer has no Chinese font: pictures will lack Chinese characters; install one, such "
                "as Noto Sans CJK, or name a folder of fonts with --fonts",
            )
        )
    text = document(found.title, found.sections, words, pictures.library())
    place = _written(out, text.encode())
    if forms:
        _write_pictures(folder, pictures.pictures(found.figures, forms))
        note(words.say(f"图: {folder}", f"charts: {folder}"))
    page.tell(place, lang)


def _check_folder(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds anything but the pictures of an earlier report, or those without --overwrite."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file, and the charts need a folder of that name; choose another --out")
    names = sorted(one.name for one in folder.iterdir()) if folder.exists() else []
    others = [name for name in names if not _PICTURE.fullmatch(name)]
    if others:
        raise InputError(f"{folder} holds more than charts, such as {others[0]}; choose another --out")
    if names and not overwrite:
        raise InputError(f"{folder} holds charts already: choose another --out, or add --overwrite")


def _write_pictures(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the charts of this report in place of those of an earlier one. Raises InputError."""
    made = list(files)
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}") from error
    for name, content in made:
        _written(folder / name, content)


def _written(path: Path, content: bytes) -> Path:
    from clusterkit.report.whole_file import write_whole

    def write(unfinished: Path) -> None:
        unfinished.write_bytes(content)

    return write_whole(path, write)
