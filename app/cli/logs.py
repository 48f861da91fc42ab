"""Logs: one line for each happening on standard error, for people on a terminal and as JSON elsewhere.

Lines of libraries, gunicorn's among them, take the same form and carry the same bound facts.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from gunicorn.glogging import Logger
from structlog.stdlib import ProcessorFormatter

from app.settings import Settings

QUIET = {"apscheduler": logging.ERROR, "psycopg.pool": logging.ERROR, "procrastinate": logging.ERROR}
"""Libraries that tell at each attempt what we log once, with the least that is worth a line."""


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Log to `stream`, standard error when left out, from the level of the settings on."""
    stream = stream or sys.stderr
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    ending: list[Any] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    if stream.isatty():
        ending = [structlog.dev.ConsoleRenderer()]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)


class GunicornLogger(Logger):
    """gunicorn's lines go where all go; it keeps no handlers of its own."""

    def setup(self, cfg: Any) -> None:
        """Leave formatting and destination to the root logger."""
        self.error_log.setLevel(str(cfg.loglevel).upper())
        for log in (self.error_log, self.access_log):
            log.handlers = []
            log.propagate = True
