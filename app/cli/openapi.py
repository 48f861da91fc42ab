"""`onehour openapi`: the description of the API, for those who make clients from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from app.cli.setup import with_settings
from app.settings import Settings
from app.shell.runtime import build_runtime

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--output", type=_FILE, help="A file to write it to.")
@click.option("--paths", type=_FILE, help="A file that names the addresses to keep, one a line.")
@with_settings
def openapi(output: Path | None, paths: Path | None, settings: Settings) -> None:
    """Print the OpenAPI document that this release serves; asks no database."""
    document = served(settings)
    if paths:
        document = narrowed(document, paths.read_text(encoding="utf-8").split())
    text = json.dumps(document, ensure_ascii=False, indent=2)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)


def served(settings: Settings) -> dict[str, Any]:
    """Return the whole document."""
    from wsgi import make_app

    runtime = build_runtime(settings)
    try:
        document: dict[str, Any] = json.loads(str(make_app(runtime).extensions["openapi"]))
    finally:
        runtime.close()
    return document


def narrowed(document: dict[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return the document of some addresses alone, with the components that they lead to.

    Raises:
        click.ClickException: an address is not served.
    """
    missing = sorted(set(paths) - set(document["paths"]))
    if missing:
        raise click.ClickException(f"Not served: {', '.join(missing)}")
    kept = {path: document["paths"][path] for path in sorted(paths)}
    wanted: set[tuple[str, str]] = set()
    pending = list(_references(kept))
    while pending:
        kind, name = reference = pending.pop()
        if reference not in wanted:
            wanted.add(reference)
            pending += _references(document["components"][kind][name])
    components = {
        kind: {name: part for name, part in sorted(parts.items()) if (kind, name) in wanted}
        for kind, parts in document["components"].items()
    }
    whole = {name: part for name, part in document.items() if name != "webhooks"}
    return whole | {"paths": kept, "components": components, "tags": []}


def _references(part: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each component that `part` refers to."""
    if isinstance(part, dict):
        target = part.get("$ref")
        if isinstance(target, str):
            _, _, kind, name = target.split("/")
            yield kind, name
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)
