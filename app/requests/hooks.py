"""What this room and those above it tell whoever watches promises."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot
from app.requests.tables import ServiceRequest


class Watcher(Protocol):
    """Whoever watches promises; each is called in the transaction that did what it tells."""

    def begin(self, uow: UnitOfWork, request: ServiceRequest, /) -> None:
        """Watch a promise from this transaction on."""

    def begin_look(self, uow: UnitOfWork, territory_id: UUID, /) -> None:
        """Look at all open promises of a territory soon after this transaction."""

    def changed(self, uow: UnitOfWork, request_id: UUID, /) -> None:
        """Look at a promise with open alerts soon after this transaction."""

    def look_again(self, uow: UnitOfWork, request: ServiceRequest, /) -> None:
        """Look at a promise that may be watched no more; its row must be locked."""


WATCHERS: Slot[Watcher] = Slot("whoever watches promises")


def begin(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Tell that a promise was given; the request must have been flushed."""
    for watcher in WATCHERS:
        watcher.begin(uow, request)


def begin_look(uow: UnitOfWork, territory_id: UUID) -> None:
    """Tell that something changed for the open promises of a territory."""
    for watcher in WATCHERS:
        watcher.begin_look(uow, territory_id)


def changed(uow: UnitOfWork, request_id: UUID) -> None:
    """Tell that a promise changed, or what hangs on it."""
    for watcher in WATCHERS:
        watcher.changed(uow, request_id)


def look_again(uow: UnitOfWork, request: ServiceRequest) -> None:
    """Tell that a promise counts again, or otherwise than before; the request's row must be locked."""
    for watcher in WATCHERS:
        watcher.look_again(uow, request)
