"""No change of a roster takes a visit's engineer away unseen: whoever asks for it is told first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from app.kernel import UnitOfWork
from app.rosters.reads.losing import HeldVisit, covered, held_visits, seen_key


class NotTold(Exception):
    """The change would take these visits' engineer away, and its sender was not shown just them.

    It leaves the transaction, so nothing is written.
    """

    def __init__(self, losing: Sequence[HeldVisit]) -> None:
        self.losing = losing
        super().__init__(f"{len(losing)} visits")

    @property
    def seen(self) -> str:
        """What the form carries that shows them."""
        return seen_key(self.losing)


@dataclass
class Losing:
    """Filled when the change was made: the visits that lose their engineer by it."""

    visits: list[HeldVisit] = field(default_factory=list)


@contextmanager
def losing_of(uow: UnitOfWork, engineers: Collection[UUID]) -> Iterator[Losing]:
    """Compare who is there before and after what is done inside."""
    held = held_visits(uow, engineers)
    before = covered(uow, held)
    found = Losing()
    yield found
    uow.session.flush()
    lost = before - covered(uow, held)
    found.visits = [one for one in held if one.visit_id in lost]


@contextmanager
def telling(uow: UnitOfWork, engineers: Collection[UUID], seen: str) -> Iterator[None]:
    """Make a change inside; `seen` is the key of the visits that its sender was shown.

    Raises:
        NotTold: it takes others away.
    """
    with losing_of(uow, engineers) as losing:
        yield
    if losing.visits and seen_key(losing.visits) != seen:
        raise NotTold(losing.visits)
