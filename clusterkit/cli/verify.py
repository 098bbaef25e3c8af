"""`clusterkit verify`: every path of a trace recomputed from the law alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, format_option, lang_option, load_plugins, print_csv, print_json
from clusterkit.cli.study_options import progress_bar

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.verification.audit import Verification

_EXAMPLES = """\b
Examples:
  clusterkit simulate my_folder --trace trace
  clusterkit verify trace
  clusterkit verify trace --all --format csv > differences.csv
"""
CSV_COLUMNS = (
    "scenario", "replication", "policy", "cluster_id", "date", "table", "side", "event", "status", "cause",
    "criterion", "citation", "figure", "bound", "lost_on", "year", "clause", "why",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@click.argument("trace", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List every difference, not the first alone.")
@format_option
@lang_option
def verify(trace: Path, every: bool, form: str, lang: Language) -> None:
    """Recompute every path of a TRACE folder from the law alone, and compare.

    Exits 0 where all agree, 1 with a difference, 2 where the folder cannot be read or was altered, and 3
    where nothing differs but some titles could not be replayed to the end.
    """
    from clusterkit.verification.audit import EXIT_CODES
    from clusterkit.verification.audit import verify as audited

    plugins = load_plugins()
    with progress_bar(lang, "核对", "verifying") as progress:
        found = audited(trace, plugins=plugins, progress=progress)
    if form == "json":
        print_json(found.as_dict(every=every))
    elif form == "csv":
        print_csv(_long_rows(found, every=every), CSV_COLUMNS)
    else:
        from clusterkit.report.verify import print_verification

        print_verification(console(lang), found, lang, every=every)
    sys.exit(EXIT_CODES[found.verdict])


def _long_rows(found: Verification, *, every: bool) -> list[dict[str, object]]:
    """Return a row for each row of either side of each difference, and for each title not replayed to the end."""
    rows: list[dict[str, object]] = []
    for one in found.differences if every else found.differences[:1]:
        head = {key: value for key, value in one.as_dict().items() if key not in {"law", "trace"}}
        for side, cells in (("law", one.law), ("trace", one.trace)):
            rows += [{**head, "side": side, **row} for row in cells or ({},)]
    for title in found.not_replayed:
        why = {"date": title.stop.day.isoformat(), "table": "not replayed", "why": title.stop.why.en}
        rows.append({**title.as_dict(), **why})
    return rows
