"""Charts as pictures, without a browser: PNG, SVG and PDF by vl-convert, and whether it can write Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, Literal

from clusterkit.errors import InputError
from clusterkit.report.charts import titled
from clusterkit.report.page.content import Figure

Form = Literal["png", "svg", "pdf"]
FORMS: Final[tuple[Form, ...]] = ("png", "svg", "pdf")
_NEEDS: Final = 'pip install "clusterkit-sdk[report]"'
_SCALE: Final = 2.0
"""Pixels of a PNG for each of the chart's: sharp on paper too."""
_PROBE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="4" y="30" font-size="24" font-family="sans-serif">{character}</text></svg>'
)
_TOO_LONG: Final = 60


def converter() -> ModuleType:
    """Return the library that draws charts. Raises InputError with what to install where it is missing."""
    try:
        import vl_convert
    except ImportError:
        raise InputError(f"a report needs: {_NEEDS}") from None
    return vl_convert


@cache
def library() -> str:
    """Return the script that brings Vega, Vega-Lite and `vegaEmbed` to a page, whole and without a network."""
    bundle: str = converter().javascript_bundle()
    return bundle


def register_fonts(folder: Path) -> None:
    """Let charts use the fonts of a folder. Raises InputError where it is none."""
    if not folder.is_dir():
        raise InputError(f"--fonts {folder}: there is no such folder")
    converter().register_font_directory(str(folder.resolve()))


def writes_chinese() -> bool:
    """Say whether pictures can hold Chinese: without a font for it, any two characters come out alike."""
    one, other = (converter().svg_to_png(_PROBE.format(character=character)) for character in "中文")
    return bool(one != other)


def pictures(figures: Sequence[Figure], forms: Sequence[Form]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every chart in every form, in order."""
    library = converter()
    for place, figure in enumerate(figures, start=1):
        svg = library.vegalite_to_svg(titled(figure.spec, figure.title), allowed_base_urls=[])
        name = f"{place:02d}-{_slug(figure.name)}"
        for form in forms:
            if form == "png":
                yield f"{name}.png", library.svg_to_png(svg, scale=_SCALE)
            elif form == "pdf":
                yield f"{name}.pdf", library.svg_to_pdf(svg)
            else:
                yield f"{name}.svg", svg.encode()


def _slug(name: str) -> str:
    """Return a name that any file system takes, whatever a place or a cluster is called."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_TOO_LONG] or "chart"
