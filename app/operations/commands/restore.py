"""After a dump was restored into another PostgreSQL cluster: the ledger's order without its transactions.

Events are read in order of transaction (`app.kernel.feed`), whose numbers a new cluster begins anew.  Old
events would stand behind new ones, and be held back as if they were not final.
"""

from __future__ import annotations

from sqlalchemy import func, select, text, tuple_, update

from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.outbox.tables import Delivery, Subscription

_NEXT_TX = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


def settle_restored(uow: UnitOfWork) -> int:
    """Put all events before those that this cluster will write; returns how many.

    That is 0 where none came from another cluster.  They keep the order of their ids.  Subscriptions go
    on at their first event that was not turned into messages; one that was, and comes again, makes none,
    since a message is unique to its event.  Nothing else may run meanwhile.
    """
    if uow.session.get_bind().dialect.name != "postgresql":
        return 0
    last = uow.session.scalar(select(func.max(Event.tx_id))) or 0
    if last < uow.session.execute(_NEXT_TX).scalar_one():
        return 0
    newest = uow.session.scalar(select(func.max(Event.id))) or 0
    for key, cursor_tx, cursor_id in uow.session.execute(
        select(Subscription.id, Subscription.cursor_tx, Subscription.cursor_id)
    ).all():
        ahead = tuple_(Event.tx_id, Event.id) > tuple_(cursor_tx, cursor_id)
        first = uow.session.scalar(select(func.min(Event.id)).where(ahead))
        place = {"cursor_tx": 0, "cursor_id": newest if first is None else first - 1}
        uow.session.execute(update(Subscription).where(Subscription.id == key).values(place))
    uow.session.execute(update(Delivery).values(event_tx=0))
    uow.session.execute(update(Event).values(tx_id=0))
    return uow.session.scalar(select(func.count()).select_from(Event)) or 0
