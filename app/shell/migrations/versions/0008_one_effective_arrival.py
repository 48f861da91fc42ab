"""One effective arrival: what a manager corrected stands on the request, where everything reads it."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_EVENTS = sa.table(
    "events", sa.column("stream", sa.String), sa.column("number"), sa.column("kind"), sa.column("body")
)
_REQUESTS = sa.table(
    "service_requests",
    sa.column("id", sa.Uuid()),
    sa.column("on_site_at", UtcDateTime()),
    sa.column("arrival_verdict"),
    sa.column("arrival_by_person", sa.Boolean()),
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("arrival_by_person", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
    carry_corrections_over()


def carry_corrections_over() -> None:
    """Write the last correction of each arrival onto its request: until now only reports derived it."""
    bind = op.get_bind()
    told = sa.select(_EVENTS.c.stream, _EVENTS.c.body).where(_EVENTS.c.kind == "promise.corrected")
    last: dict[str, str | None] = {}
    for stream, body in bind.execute(told.order_by(_EVENTS.c.stream, _EVENTS.c.number)):
        changes = json.loads(body)["changes"]
        if "on_site_at" in changes:
            last[stream.removeprefix("request:")] = changes["on_site_at"]
    for request_id, at in last.items():
        if at is not None:
            bind.execute(
                sa.update(_REQUESTS)
                .where(_REQUESTS.c.id == sa.literal(UUID(request_id), sa.Uuid()))
                .values(
                    on_site_at=datetime.fromisoformat(at), arrival_verdict="by_office", arrival_by_person=True
                )
            )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_column("arrival_by_person")
