"""The doors of this room: subscriptions and what was sent for them."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.outbox.access import ACCESS
from app.outbox.api import invitations as invitations_api
from app.outbox.api import outbox, subscriptions
from app.outbox.explanations import EXPLANATIONS
from app.outbox.pages import invitations, notices, webhook_acts, webhooks
from app.web.doors import Doors, SetUpPage

DOORS = Doors(
    access=ACCESS,
    blueprints=(outbox.blp, subscriptions.blueprint(), invitations_api.blp),
    pages=(webhooks, webhook_acts, notices, invitations),
    set_up=(
        SetUpPage(
            "webhooks",
            Phrase("Webhooks and channels"),
            Phrase("Who outside hears of events, and how it went"),
            40,
        ),
        SetUpPage(
            "notices",
            Phrase("Notices"),
            Phrase("What customers and engineers are sent, in both languages"),
            50,
        ),
    ),
    explanations=EXPLANATIONS,
)
