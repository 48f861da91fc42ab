"""Whether an error of the database says that it is out of reach, and not that we made a mistake."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_CLASSES = ("08", "57P", "53")
"""PostgreSQL: connection failures, shutting down or starting up, out of connections, memory or disk."""

_CANCELLED = "57014"
_SQLITE = ("unable to open database", "disk i/o error", "is locked", "disk is full", "readonly database")


def is_away(error: BaseException) -> bool:
    """Tell whether trying again later may help."""
    if isinstance(error, PoolTimeout):  # no connection of the pool became free
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_CLASSES) or state == _CANCELLED
    text = str(error.orig).lower()
    if type(error.orig).__module__.startswith("sqlite3"):
        return any(words in text for words in _SQLITE)
    return isinstance(error, OperationalError)
