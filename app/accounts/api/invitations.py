"""Links by which the owners of accounts set their passwords."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from app.accounts.commands import invitations
from app.accounts.tables import Invitation
from app.kernel import UnitOfWork
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint(
    "invitations", __name__, url_prefix="/api/v1/users/<uuid:user_id>", description="Inviting people"
)


class InvitationLink(Schema):
    """A link that opens the account once; null in the answer to a repeat."""

    SHOWN_ONCE = ("link",)

    id = fields.UUID()
    link = fields.String(allow_none=True)
    expires_at = fields.AwareDateTime()


@blp.route("/invite")
class Invite(MethodView):
    """Inviting."""

    @blp.response(200, InvitationLink)
    @blp.doc(operationId="inviteUser")
    def post(self, user_id: UUID) -> Response:
        """Make a link by which the owner sets the password; those before it open nothing any more."""
        with transaction() as uow:
            return _told(uow, invitations.invite(uow, user_id))


@blp.route("/reset")
class Reset(MethodView):
    """Taking a password away."""

    @blp.response(200, InvitationLink)
    @blp.doc(operationId="resetUser")
    def post(self, user_id: UUID) -> Response:
        """Take the password away, sign the account out everywhere, and make a link for another."""
        with transaction() as uow:
            return _told(uow, invitations.reset(uow, user_id))


def _told(uow: UnitOfWork, made: Invitation) -> Response:
    link = invitations.address_of(uow.settings, made)
    return answer(uow, {"id": made.id, "link": link, "expires_at": made.expires_at}, InvitationLink())
