"""The options by which one place's law is put on another place's clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.study.transplant import Transplant

TRANSPLANT_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.option(
        "--policy", "law", multiple=True, metavar="KEY",
        help="Another place's law, for the clusters named by --on-clusters-of; may be given several times.",
    ),
    click.option(
        "--on-clusters-of", multiple=True, metavar="KEY",
        help="Whose clusters the law of --policy judges; may be given several times.",
    ),
    click.option("--numbers-only", is_flag=True, help="With --policy: leave its requirements in words out."),
)  # fmt: skip


def transplant_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a transplant: `law`, `on_clusters_of` and `numbers_only`."""
    for option in reversed(TRANSPLANT_OPTIONS):
        command = option(command)
    return command


def transplant_of(law: tuple[str, ...], on_clusters_of: tuple[str, ...], *, numbers_only: bool) -> Transplant | None:
    """Return the transplant that the options describe, None for none. Raises InputError where one is missing."""
    if not (law or on_clusters_of or numbers_only):
        return None
    if not law or not on_clusters_of:
        raise InputError("--policy KEY and --on-clusters-of KEY go together: whose law, and whose clusters")
    from clusterkit.study.transplant import Transplant

    return Transplant(law, on_clusters_of, numbers_only)
