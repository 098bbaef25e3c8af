"""`clusterkit assess`: where each cluster stands on a day, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import (
    DayType,
    console,
    format_option,
    jurisdiction_option,
    lang_option,
    levers_of_the_run,
    load_plugins,
    note,
    open_portfolio,
    print_csv,
    print_json,
    set_option,
)
from clusterkit.cli.out_options import Out, out_options
from clusterkit.cli.transplant_options import transplant_of, transplant_options

if TYPE_CHECKING:
    from clusterkit.assessment import Assessment
    from clusterkit.law.text import Language
    from clusterkit.verdict import ClusterVerdict

_EXAMPLES = """\b
Examples:
  clusterkit assess my.xlsx --on 2026-06-30
  clusterkit assess my_folder --on 2026-06-30 --cluster A1 --lang zh
  clusterkit assess my_folder --on 2026-06-30 --standard retention --format json
  clusterkit assess my_folder --on 2026-06-30 --set PLACE.output_min=40
  clusterkit assess my_folder --on 2026-06-30 --out verdicts.xlsx
  clusterkit assess my_folder --on 2026-06-30 --policy PLACE --on-clusters-of OTHER --numbers-only
"""
CSV_COLUMNS = (
    "cluster_id", "name", "policy", "verdict", "admission", "recognised_automatically", "kind", "id", "result",
    "figure", "operator", "bound", "unit", "margin", "binding", "citation", "missing", "year", "deadline",
    "sent_on", "date", "takes_effect",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@click.argument("portfolio", type=click.Path(path_type=Path))
@click.option("--on", type=DayType(), metavar="DATE", help="Day of the assessment; its year sets the years looked at.")
@click.option(
    "--standard", type=click.Choice(["admission", "retention"]), default="admission", show_default=True,
    help="The standard of admission, or that of a re-review with the plan's attainment.",
)  # fmt: skip
@click.option("--cluster", "clusters", multiple=True, metavar="ID", help="Only this cluster, in full; may be repeated.")
@jurisdiction_option
@set_option
@transplant_options
@out_options()
@format_option
@lang_option
def assess(
    portfolio: Path,
    on: date | None,
    standard: str,
    clusters: tuple[str, ...],
    jurisdictions: tuple[str, ...],
    settings: tuple[str, ...],
    law: tuple[str, ...],
    on_clusters_of: tuple[str, ...],
    numbers_only: bool,
    out: Out,
    form: str,
    lang: Language,
) -> None:
    """Assess every cluster of PORTFOLIO (folder or workbook) on a day: verdict, margins, what is missing."""
    if on is None:
        raise click.UsageError("the day of the assessment is needed: --on 2026-06-30")
    from clusterkit.assessment import assess as assessed
    from clusterkit.study.scenario import parse_setting

    out.spare(portfolio)
    plugins = load_plugins()
    levers = {lever.key: lever for policy in plugins.policies.values() for lever in policy.levers}
    changes = tuple(parse_setting(levers, setting) for setting in settings)
    for place in (*jurisdictions, *law):
        plugins.policy(place)
    transplant = transplant_of(law, on_clusters_of, numbers_only=numbers_only)
    tables, policies = open_portfolio(portfolio, plugins, on=on), None
    if transplant is not None:
        policies, tables = transplant.of(plugins, tables)
        note(f"note: {transplant.text.in_(lang)}")
    with levers_of_the_run(levers):
        found = assessed(
            tables,
            on,
            standard="retention" if standard == "retention" else "admission",
            plugins=plugins,
            policies=policies,
            jurisdictions=jurisdictions or None,
            changes=changes,
        )
    if clusters:
        found = found.only(clusters)
    for told in found.notes:
        note(f"note: {told.in_(lang)}")

    def workbook(path: Path) -> Path:
        from clusterkit.report.workbook.verdicts import write_verdicts

        return write_verdicts(path, found, lang)

    def terms() -> Mapping[str, Any]:
        from clusterkit.report.workbook.verdicts import terms_of

        return terms_of(found)

    with out.written(lambda: _rows(found), CSV_COLUMNS, lang=lang, manifest=terms, workbook=workbook):
        _print(found, form, lang)


def _print(found: Assessment, form: str, lang: Language) -> None:
    if form == "json":
        print_json(found.as_dict())
    elif form == "csv":
        print_csv(_rows(found), CSV_COLUMNS)
    else:
        from clusterkit.report.verdicts import print_assessment

        print_assessment(console(lang), found, lang)


def _rows(found: Assessment) -> Iterator[dict[str, Any]]:
    """Yield a row for each cluster, criterion, arm, duty and cause."""
    for one in found.results:
        head = {
            "cluster_id": one.cluster_id,
            "name": one.name,
            "policy": one.policy,
            "verdict": one.verdict,
            "admission": one.admission.verdict,
            "recognised_automatically": one.admission.recognised_automatically,
        }
        yield {**head, "kind": "cluster", "result": one.verdict, "citation": one.admission.citation}
        yield from ({**row, **head} for row in _parts(one))


def _parts(one: ClusterVerdict) -> Iterator[dict[str, Any]]:
    for top in one.criteria:
        for criterion in (top, *top.arms):
            missing = [" ".join([gap.indicator, *map(str, gap.years)]) for gap in criterion.missing]
            kind = "criterion" if criterion is top else "arm"
            yield {**criterion.as_dict(), "kind": kind, "result": criterion.verdict, "missing": missing}
    for duty in one.duties:
        yield {**duty.as_dict(), "kind": "duty", "result": duty.verdict}
    for cause in one.causes:
        yield {**cause.as_dict(), "kind": "cause", "id": cause.cause, "result": cause.effect or cause.reason}
