"""What can go wrong with a demonstration, in words for the person who started it."""

from __future__ import annotations


class DemoError(Exception):
    """The demonstration cannot start, or its result cannot be trusted; the message says why."""


class DayInvalid(DemoError):
    """A day's file that cannot be read; `path` names the field."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        super().__init__(f"{path}: {message}" if path else message)
