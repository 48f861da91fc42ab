"""`onehour stream`: the live streams in a process of their own, so that they take no thread from requests."""

from __future__ import annotations

from dataclasses import replace

import click

from app.cli.alone import check_address
from app.cli.server import Server
from app.cli.setup import means, setting, with_settings
from app.kernel import feed, unit_of_work
from app.settings import Settings

STREAMS = 300
REQUEST_THREADS = 8
"""For what else a client asks of this process: the long poll that does not wait, refusals, health."""


@click.command()
@setting("--stream-host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@setting(
    "--stream-port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on."
)
@setting(
    "--stream-cap",
    type=click.IntRange(1, 2000),
    default=STREAMS,
    show_default=True,
    help="Streams open at once; above it, clients are told to poll.",
)
@with_settings
def stream(settings: Settings, *, stream_host: str, stream_port: int, stream_cap: int) -> None:
    """Serve the live streams.

    It is the same application as `onehour serve` with a thread for every stream and no worker; a proxy
    sends it `/api/v1/events`, `/api/v1/events/stream` and `/portal/v1/tracking/*/stream` (docs/events.md).
    Any number may run.  The database must have been set up.
    """
    check_address(stream_host, stream_port)
    settings = replace(settings, stream_cap=stream_cap)
    with means(settings) as runtime, unit_of_work(runtime, write=False) as uow:
        feed.newest(uow)  # tells at once whether the database is there and has its tables
        simulated = runtime.settings.simulated
    settings = replace(settings, host=stream_host, port=stream_port, simulated=simulated)
    notice = [f"OneHour streams on http://{stream_host}:{stream_port} (at most {stream_cap})"]
    Server(settings, notice, workers=1, threads=REQUEST_THREADS, may_work=False).run()
