"""Options that the laboratory's commands share, and what they mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Final, cast

import click

from app.cli.setup import Command, setting
from dispatch.simulation.experiment import ITERATIONS, Means
from dispatch.simulation.policies import POLICIES
from dispatch.simulation.texts import Language
from dispatch.simulation.world import BUDGET_S

LANGUAGES: Final = ("en", "zh-CN")
_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Files:
    """Where the figures are written besides the terminal."""

    json: Path | None
    csv: Path | None
    svg: Path | None


def options(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator of several, shown in this order."""
    return lambda command: reduce(lambda made, add: add(made), reversed(decorators), command)


demand_options = options(
    click.option(
        "--engineers", type=click.IntRange(1, 2000), default=20, show_default=True, help="Size of the crew."
    ),
    click.option(
        "--load",
        type=click.FloatRange(0.05, 3),
        default=0.9,
        show_default=True,
        help="Share of the crew's time that work and driving take.",
    ),
    click.option("--requests", type=click.FloatRange(1, 20_000), help="Requests a day instead of a load."),
    click.option(
        "--hours",
        type=click.IntRange(1, 24),
        default=10,
        show_default=True,
        help="How long requests come in, from 8.",
    ),
    click.option(
        "--km",
        type=click.FloatRange(1, 500),
        default=30.0,
        show_default=True,
        help="Side of the made-up city.",
    ),
    click.option("--promise-min", type=click.FloatRange(1, 1440), help="The promise in minutes."),
    click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another city."),
)

company_options = options(
    click.option(
        "--learn", is_flag=True, help="Make days like the territory's own, learned from its requests."
    ),
    click.option(
        "--learn-weeks",
        type=click.IntRange(1, 104),
        default=8,
        show_default=True,
        help="How far back to learn from.",
    ),
    click.option("--territory", metavar="CODE", help="Which territory; needed where there are several."),
    setting("--database-url", help="SQLAlchemy address; SQLite in the data folder when left out."),
    setting("--data-dir", type=click.Path(path_type=Path), help="Folder of the database."),
)

playing_options = options(
    click.option(
        "--budget",
        type=click.FloatRange(0.001, 600),
        default=BUDGET_S,
        show_default=True,
        help="Seconds that a policy of another kind may think.",
    ),
    click.option(
        "--iterations",
        type=click.IntRange(0),
        default=ITERATIONS,
        show_default=True,
        help="Rounds of search in a decision of `live`, which so decides alike on any machine.",
    ),
    click.option(
        "--processes",
        type=click.IntRange(1, 256),
        default=os.cpu_count() or 1,
        show_default="all",
        help="Days played beside each other; the answer does not depend on it.",
    ),
)

output_options = options(
    click.option("--json", "json_file", type=_FILE, help="Write all figures there."),
    click.option("--csv", "csv_file", type=_FILE, help="Write a table there."),
    click.option("--svg", "svg_file", type=_FILE, help="Write charts there."),
    setting("--language", type=click.Choice(LANGUAGES), help="Of what is shown; by default the shell's."),
)

policy_help = f"{', '.join(POLICIES)}, or module:function."


def language_of(chosen: str | None, environ: Mapping[str, str] = os.environ) -> Language:
    """The language that was chosen, else Chinese where the shell's locale is, else English."""
    if chosen:
        return cast("Language", chosen)
    locale = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "")
    return "zh-CN" if locale.lower().startswith("zh") else "en"


def means_of(chosen: Mapping[str, Any]) -> Means:
    """How the days are played.  A policy of one's own may lie in the folder one stands in."""
    if "" not in sys.path:
        sys.path.insert(0, "")
    return Means.steady(chosen["budget"], chosen["iterations"], chosen["seed"], chosen["processes"])


def files_of(chosen: Mapping[str, Any]) -> Files:
    """Where to write."""
    return Files(chosen["json_file"], chosen["csv_file"], chosen["svg_file"])
