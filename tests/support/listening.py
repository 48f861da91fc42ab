"""A client of a stream in the test's own process: takes it message by message, waiting for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.kernel import Runtime, ledger, unit_of_work

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Heard:
    """One block of the stream; `data` is None for comments and ids alone."""

    id: str
    event: str
    data: Any


class Listening:
    """Reads an answer's blocks one at a time."""

    def __init__(self, answer: TestResponse | Iterator[bytes]) -> None:
        self._answer = answer
        self._blocks = blocks(iter(getattr(answer, "response", answer)))
        self.last_id = ""

    def block(self) -> Heard:
        """Wait for the next block, a heartbeat's too."""
        heard = parse(next(self._blocks))
        self.last_id = heard.id or self.last_id
        return heard

    def message(self) -> Heard:
        """Wait for the next block that says something."""
        while (heard := self.block()).data is None:
            pass
        return heard

    def rest(self) -> list[Heard]:
        """Take all messages until the stream ends."""
        return [heard for heard in map(parse, self._blocks) if heard.data is not None]

    def close(self) -> None:
        """Hang up."""
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()


def blocks(chunks: Iterator[bytes]) -> Iterator[str]:
    """Take apart what is sent in one piece."""
    for chunk in chunks:
        yield from chunk.decode().removesuffix("\n\n").split("\n\n")


def parse(block: str) -> Heard:
    """Read one block of Server-Sent Events."""
    said = {name: value for name, _, value in (line.partition(": ") for line in block.splitlines() if line)}
    data = json.loads(said["data"]) if "data" in said else None
    return Heard(said.get("id", ""), said.get("event", ""), data)


def happen(runtime: Runtime, kind: str = "request.closed", stream: str = "request:x", **data: Any) -> None:
    """Have an event in the ledger, by a transaction of its own."""
    with unit_of_work(runtime) as uow:
        visit_id = data.pop("of_visit", None)
        ledger.note(uow, stream, kind, visit_id=visit_id, **data)
