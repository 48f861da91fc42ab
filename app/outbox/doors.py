"""The doors of this room: subscriptions and what was sent for them."""

from __future__ import annotations

from app.outbox.access import ACCESS
from app.outbox.api import invitations as invitations_api
from app.outbox.api import outbox, subscriptions
from app.outbox.explanations import EXPLANATIONS
from app.outbox.pages import invitations, notices, webhook_acts, webhooks
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(outbox.blp, subscriptions.blueprint(), invitations_api.blp),
    pages=(webhooks, webhook_acts, notices, invitations),
    explanations=EXPLANATIONS,
)
