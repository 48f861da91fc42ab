"""`onehour map`: places and base map without the internet."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.setup import means, with_settings
from app.places.commands import base_maps as making
from app.places.commands.gazetteer import fill, forget
from app.places.commands.reading_maps import map_places
from app.places.reads.base_maps import base_maps
from app.settings import Settings

_MB = 1_000_000


@click.group(name="map")
def map_() -> None:
    """Addresses, names and the base map without the internet."""


@map_.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings
def import_map(settings: Settings, file: Path) -> None:
    """Fill the gazetteer and make the base map from FILE.osm.pbf, an OpenStreetMap extract.

    Its addresses, streets and names are suggested while an address is typed, and give points to addresses
    that come without one; roads, water and names are drawn on the pages' maps.  The same file again takes the
    place of what it gave before; others stand beside it.  A file that cannot be read leaves all as it was.
    """
    with (
        means(settings) as runtime,
        making.base_map(settings.data_dir, file, _telling("tiles")) as tiles,
    ):
        done = fill(runtime, file.name, map_places(file), _telling("places"))
    click.echo(f"{done} places of {file.name} can be found now, and {tiles} tiles of it are drawn.")


@map_.command(name="list")
@with_settings
def list_maps(settings: Settings) -> None:
    """Tell which base maps there are."""
    for one in base_maps(settings.data_dir):
        west, south, east, north = one.bounds
        lies = f"{south:.3f}, {west:.3f} to {north:.3f}, {east:.3f}"
        click.echo(f"{one.source}  {one.path.stat().st_size / _MB:.1f} MB  {lies}")


@map_.command(name="remove")
@click.argument("name")
@with_settings
def remove_map(settings: Settings, name: str) -> None:
    """Take the places and the base map of the extract NAME away, as `onehour map list` calls it."""
    with means(settings) as runtime:
        done = forget(runtime, name)
    if not making.forget(settings.data_dir, name) and not done:
        raise click.ClickException(f"No extract is called {name}.")
    click.echo(f"{name} is taken away, with {done} places.")


def _telling(what: str) -> making.Progress:
    return lambda so_far: click.echo(f"{so_far} {what} ...", err=True)
