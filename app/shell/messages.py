"""What followers of the ledger are told: each event written once for all who are told the same of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from app.kernel import Principal
from app.kernel.feed import Cursor
from app.outbox.reads import audience
from app.outbox.reads.audience import Happening


@dataclass(frozen=True)
class ToldEvent:
    """An event as some followers are told it."""

    cursor: Cursor
    body: dict[str, Any]

    def event(self, *, named: bool) -> bytes:
        """Return it as a server-sent event, with its kind as the event's name or without one."""
        return self._named if named else self._nameless

    @cached_property
    def _named(self) -> bytes:
        return server_sent(self.body, self.body["kind"], self.body["id"])

    @cached_property
    def _nameless(self) -> bytes:
        return server_sent(self.body, key=self.body["id"])


class Edition:
    """Events that were read together, and the messages made of them so far."""

    def __init__(self, found: Sequence[Happening]) -> None:
        self.found = found
        # What is told of an event depends on nothing but which fields its reader may see.
        self._made: dict[tuple[Cursor, tuple[str, ...]], ToldEvent] = {}

    def messages(self, who: Principal, request_id: UUID | None) -> list[ToldEvent]:
        """Return what `who` is told, of one request alone if he asks for one."""
        wanted = (it for it in self.found if request_id is None or it.request_id == request_id)
        return [message for it in wanted if (message := self._message(who, it)) is not None]

    def _message(self, who: Principal, it: Happening) -> ToldEvent | None:
        told = audience.share(who, it)
        if told is None:
            return None
        key = (it.cursor, tuple(told))
        if (made := self._made.get(key)) is None:
            made = self._made[key] = ToldEvent(it.cursor, audience.written(it, told))
        return made


def server_sent(data: dict[str, Any], kind: str = "", key: str = "") -> bytes:
    """Return one block of an event stream."""
    lines = [f"id: {key}"] if key else []
    lines += [f"event: {kind}"] if kind else []
    return "\n".join([*lines, f"data: {json.dumps(data, ensure_ascii=False)}", "", ""]).encode()
