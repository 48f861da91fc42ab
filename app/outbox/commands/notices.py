"""The installation's own notices, and how long what was said is remembered."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.kernel import UnitOfWork, feed
from app.kernel.upserts import upsert
from app.outbox.commands.causes import notices_on
from app.outbox.tables import Channel, Delivery, DeliveryState, Subscription

REMEMBERED = timedelta(days=90)

OWN: dict[Channel, tuple[UUID, str]] = {
    Channel.CUSTOMERS: (UUID("0196a000-0000-7000-8000-000000000001"), "Notices to customers"),
    Channel.ENGINEERS: (UUID("0196a000-0000-7000-8000-000000000002"), "Notices to engineers"),
    Channel.PROVIDERS: (UUID("0196a000-0000-7000-8000-000000000003"), "Notices to service providers"),
}
"""The same in every installation, so that two workers that start together make one of each."""


def ensure(uow: UnitOfWork) -> None:
    """Make the subscriptions of the installation's own, from now on; the kinds follow the release."""
    newest = feed.newest(uow)
    rows = [
        {
            "id": key,
            "name": name,
            "channel": channel,
            "target": "",
            "shown_target": "",
            "kinds": sorted(notices_on(channel)),
            "locale": uow.settings.default_locale,
            "time_zone": None,
            "quiet_hours": "",
            "active": True,
            "cursor_tx": newest.tx_id,
            "cursor_id": newest.id,
            "failures": 0,
            "version": 1,
            "created_at": uow.now,
            "updated_at": uow.now,
        }
        for channel, (key, name) in OWN.items()
    ]
    upsert(uow, Subscription, rows, [Subscription.id], lambda new: {"kinds": new.kinds})


def forget(uow: UnitOfWork, most: int) -> int:
    """Delete up to `most` that were sent or skipped long ago; returns how many.

    Dead letters stay until somebody decides about them.
    """
    old = (
        select(Delivery.id)
        .where(
            Delivery.state.in_((DeliveryState.SENT, DeliveryState.SKIPPED)),
            Delivery.created_at < uow.now - REMEMBERED,
        )
        .limit(most)
    )
    gone = uow.session.execute(
        delete(Delivery)
        .where(Delivery.id.in_(old))
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
