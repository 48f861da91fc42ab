"""Logs are lines of JSON where no person watches, whoever writes them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from gunicorn.config import Config

from app.cli.logs import GunicornLogger, configure_logging
from app.settings import Settings


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged, at the level INFO."""
    structured, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging(Settings(log_level="INFO"), stream)
    yield stream
    structlog.configure(**structured)
    root.handlers, root.level = handlers, level


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_lines_carry_what_is_bound(written: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(job="plan:t1#1"):
        structlog.get_logger("x").info("planned", visits=3)
        structlog.get_logger("x").debug("not told")
    (line,) = _lines(written)
    assert (line["event"], line["visits"], line["job"], line["level"]) == ("planned", 3, "plan:t1#1", "info")


def test_a_librarys_warning_takes_the_same_form_with_its_traceback(written: io.StringIO) -> None:
    try:
        json.loads("broken")
    except ValueError:
        logging.getLogger("some.library").exception("it %s", "failed")
    (line,) = _lines(written)
    assert (line["event"], line["logger"], line["level"]) == ("it failed", "some.library", "error")
    assert "JSONDecodeError" in str(line["exception"])


def test_gunicorn_writes_through_the_same_handler(written: io.StringIO) -> None:
    config = Config()
    config.set("loglevel", "warning")
    logger = GunicornLogger(config)
    logger.warning("worker %s was killed", 7)
    logger.info("not told")
    assert [line["event"] for line in _lines(written)] == ["worker 7 was killed"]


def test_a_pool_that_tries_again_and_again_is_quiet(written: io.StringIO) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting")
    assert _lines(written) == []
