"""The outbox: what happened goes out from the ledger, to partners' webhooks and to people's channels.

Each subscription reads the feed with a cursor of its own (`fan_out`), which makes one delivery for each
recipient and cause before anything is sent.  A delivery is claimed, sent and recorded in three steps
(`sending`, `running`), so a worker that dies leaves one that is sent again under the same key.
`docs/outbox.md` says what a receiver can rely on.
"""
