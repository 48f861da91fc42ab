"""What an event says: the chained body, and the personal fields that stand beside the chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from app.kernel.events import BESIDE
from app.kernel.phrases import Phrase

ERASED = Phrase("erased")
"""What stands in sentences where a personal field was."""


class Told(Protocol):
    """An event, or a row with these two of its columns."""

    @property
    def body(self) -> str:
        """The canonical JSON of the chain."""
        ...

    @property
    def personal(self) -> str | None:
        """The canonical JSON beside it, where there is any."""
        ...


def data_of(event: Told) -> dict[str, Any]:
    """Return all that an event says by name of field; a field that was erased is None."""
    body = json.loads(event.body)
    beside = body.pop(BESIDE, None)
    if beside is None:
        return dict(body)
    return {
        **body,
        **dict.fromkeys(beside["fields"]),
        **(json.loads(event.personal) if event.personal else {}),
    }


def erased_of(event: Told) -> tuple[str, ...]:
    """Return the names of the fields that were erased."""
    if event.personal is not None:
        return ()
    beside: Mapping[str, Any] = json.loads(event.body).get(BESIDE) or {}
    return tuple(beside.get("fields", ()))
