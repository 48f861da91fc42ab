"""Where the pages' scripts find the live stream."""

from __future__ import annotations

from flask import Blueprint

from app.web.context import runtime


def stream_at(path: str) -> str:
    """Return the address of a stream: on this origin, unless the settings name another."""
    return runtime().settings.stream_url.rstrip("/") + path


def register(site: Blueprint) -> None:
    """Give the templates the address."""
    site.app_context_processor(lambda: {"stream_at": stream_at})
