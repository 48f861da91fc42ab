"""An engineer's phones, and where he is signed in: ended one by one when a phone is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.accounts.commands import engineer_sessions
from app.accounts.tables import TokenKind
from app.kernel import visibility
from app.phones.reads.engineers_phones import phones_of
from app.registers.tables import Engineer
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.shapes import word

blp = Blueprint(
    "engineer_phones", __name__, url_prefix="/api/v1/engineers", description="Engineers' phones and sessions"
)


class PhoneOfEngineer(Schema):
    """A phone that has synced for an engineer."""

    device_id = fields.String(metadata={"description": "What the phone calls itself"})
    app_version = fields.String(metadata={"description": "Blank where it did not say"})
    last_seen_at = fields.AwareDateTime(metadata={"description": "Its last sync"})


class SessionOfEngineer(Schema):
    """Where an engineer is signed in; the text of the token is never shown."""

    id = fields.UUID()
    kind = word(kind for kind in TokenKind if kind != TokenKind.API_KEY)
    label = fields.String(metadata={"description": "What the app or browser called itself"})
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime(allow_none=True)
    seen_at = fields.AwareDateTime(allow_none=True)
    seen_from = fields.String(metadata={"description": "The address it was last used from"})


@blp.route("/<uuid:engineer_id>/phones")
class PhonesOfEngineer(MethodView):
    """Phones."""

    @blp.response(200, PhoneOfEngineer(many=True))
    @blp.doc(operationId="listEngineerPhones")
    def get(self, engineer_id: UUID) -> Any:
        """List an engineer's phones, the one heard last first."""
        with transaction(write=False) as uow:
            visibility.visible(uow, Engineer, engineer_id)
            return list(phones_of(uow, engineer_id))


@blp.route("/<uuid:engineer_id>/sessions")
class SessionsOfEngineer(MethodView):
    """Sessions."""

    @blp.response(200, SessionOfEngineer(many=True))
    @blp.doc(operationId="listEngineerSessions")
    def get(self, engineer_id: UUID) -> Any:
        """List where an engineer is signed in, newest first."""
        with transaction(write=False) as uow:
            return engineer_sessions.sessions_of(uow, engineer_id)


@blp.route("/<uuid:engineer_id>/sessions/<uuid:token_id>")
class OneSessionOfEngineer(MethodView):
    """One session."""

    @blp.response(204)
    @blp.doc(operationId="endEngineerSession")
    def delete(self, engineer_id: UUID, token_id: UUID) -> None:
        """End it: whoever holds it gets 401 from the next call on; a repeat changes nothing."""
        with transaction() as uow:
            engineer_sessions.end(uow, engineer_id, token_id)
