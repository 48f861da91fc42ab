"""`onehour map`: the places of a map, for addresses without the internet."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.setup import means, with_settings
from app.places.commands.gazetteer import fill
from app.places.commands.reading_maps import map_places
from app.settings import Settings


@click.group(name="map")
def map_() -> None:
    """Addresses and names of places without the internet."""


@map_.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings
def import_map(settings: Settings, file: Path) -> None:
    """Fill the gazetteer from FILE.osm.pbf, an OpenStreetMap extract.

    Its addresses, streets and names are suggested while an address is typed, and give points to addresses
    that come without one.  The same file again takes the place of what it gave before.
    """
    with means(settings) as runtime:
        done = fill(
            runtime, file.name, map_places(file), lambda so_far: click.echo(f"{so_far} places ...", err=True)
        )
    click.echo(f"{done} places of {file.name} can be found now.")
