"""What `serve` asks before it begins: whether the address is free, and nobody else serves the database."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.kernel import Runtime


def check_address(host: str, port: int) -> None:
    """Try the address that is to be listened on, at once instead of after all is set up.

    Raises:
        click.ClickException: another program has it, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as taken:
        why = taken.strerror or type(taken).__name__
        raise click.ClickException(f"Cannot listen on port {port} of {host}: {why}.") from taken


@contextmanager
def the_only_one(runtime: Runtime) -> Iterator[None]:
    """Keep others from serving the same SQLite database while this process does.

    Its processes would not hear of one another's events, and each would do the due work.

    Raises:
        click.ClickException: another serves it.
    """
    if runtime.engine.dialect.name != "sqlite":
        yield
        return
    with runtime.exclusive("serve") as alone:
        if not alone:
            raise click.ClickException(
                "Another `onehour serve` serves this SQLite database; end it first, or give this one a"
                " --data-dir of its own. Several processes need PostgreSQL."
            )
        yield
