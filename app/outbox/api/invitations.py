"""Sending an account's link to its owner."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.accounts.tables import Invitation
from app.outbox.commands.invitation_sending import send_invitation, shown
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.fields import text_for
from app.web.idempotency import answer

blp = Blueprint("invitation_sending", __name__, url_prefix="/api/v1", description="Sending invitations")


class SendTo(Schema):
    """Where the link goes."""

    to = text_for(
        Invitation.email,
        load_default="",
        metadata={"description": "A mobile number or an e-mail address; left out: the one on record"},
    )


class SentTo(Schema):
    """Enough of the address to recognise it by."""

    to = fields.String()


@blp.route("/users/<uuid:user_id>/invitation/send")
class SendInvitation(MethodView):
    """Sending."""

    @blp.arguments(SendTo)
    @blp.response(200, SentTo)
    @blp.doc(operationId="sendUserInvitation")
    def post(self, body: dict[str, str], user_id: UUID) -> Response:
        """Have the link that is still good sent to its owner; the answer does not show it."""
        with transaction() as uow:
            return answer(uow, {"to": shown(send_invitation(uow, user_id, body["to"]))}, SentTo())
