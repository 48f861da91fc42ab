"""Opens every page at two widths, in both languages, light and dark, and puts the pictures onto one sheet.

It looks at a running installation that has data, such as `./run demo --keep`; without one it plays a short
day of its own first.  The sheet is `index.html` with the pictures beside it, and `sheet.png` of them all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from tests.screenshots.lighthouse import WANTED, measure
from tests.screenshots.sheet import write_sheet
from tests.screenshots.shooting import ANONYMOUS, Account, shoot, shoot_at_work, shoot_handbook
from tests.screenshots.staging import staged


def main(arguments: list[str]) -> int:
    """Take the pictures; tells the exit status, which is 1 where a page was broken."""
    options = _options(arguments)
    with _installation(options) as (url, accounts):
        if options.handbook:
            shoot_handbook(url, accounts, options.handbook)
            return 0
        return _measure(url, accounts) if options.lighthouse else _picture(url, accounts, options)


@contextmanager
def _installation(options: argparse.Namespace) -> Iterator[tuple[str, list[Account]]]:
    if options.url:
        accounts = [Account(*one.split(":", 2)) for one in options.account]
        yield options.url, [*accounts, Account(ANONYMOUS, also=tuple(options.link))]
    else:
        folder = options.handbook
        with staged(partial(shoot_at_work, folder=folder) if folder else None) as found:
            yield found


def _picture(url: str, accounts: list[Account], options: argparse.Namespace) -> int:
    options.out.mkdir(parents=True, exist_ok=True)
    shots = shoot(url, accounts, options.out, axe=options.axe)
    write_sheet(shots, options.out)
    console = Console(highlight=False)
    broken = [shot for shot in shots if shot.trouble]
    for shot in broken:
        console.print(f"[red]{shot.name}[/red]: {shot.trouble}")
    console.print(f"{len(shots)} pictures, {len(broken)} with trouble: {options.out / 'index.html'}")
    return 1 if broken else 0


def _measure(url: str, accounts: list[Account]) -> int:
    console, low = Console(highlight=False), 0
    for path, scores in measure(url, accounts):
        short = [name for name, least in WANTED.items() if scores[name] < least]
        low += bool(short)
        told = ", ".join(f"{name} {score}" for name, score in scores.items())
        console.print(f"{path[:40]:40} {told}", style="red" if short else None, soft_wrap=True)
    return 1 if low else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run screenshots", description=__doc__)
    parser.add_argument("--url", help="a running installation; with it name an account of each role")
    parser.add_argument("--account", action="append", default=[], help="role:login:password")
    parser.add_argument("--link", action="append", default=[], help="path of a customer's link: /t/…")
    parser.add_argument("--axe", action="store_true", help="have axe-core look at every page too")
    parser.add_argument(
        "--lighthouse", action="store_true", help="take no pictures: measure the pages that are used most"
    )
    parser.add_argument("--out", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--handbook", type=Path, help="renew the handbook's pictures there, and no others")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
