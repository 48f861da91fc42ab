"""Sign-in by token, the caller's own tokens, and integrations' API keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from app.accounts.api.sign_in import change_own_password, sign_in
from app.accounts.commands import accounts, passwords
from app.accounts.tables import AccessToken, TokenKind, User
from app.kernel import Role
from app.kernel.errors import NotAuthenticated
from app.kernel.scopes import SCOPES
from app.web.api import Blueprint, Schema
from app.web.context import principal, transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.languages import LOCALES
from app.web.limits import sign_in_limit
from app.web.lists import List
from app.web.shapes import SOMETIMES, word

blp = Blueprint("auth", __name__, url_prefix="/api/v1", description="Tokens, API keys, and who I am")


class SignIn(Schema):
    """Credentials, and a label by which to recognise the token later."""

    login = text_for(User.login, shortest=1, required=True)
    password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    label = text_for(AccessToken.label, load_default="")


class Me(Schema):
    """The account behind the credentials."""

    id = fields.UUID()
    name = fields.String()
    role = word(Role)
    engineer_id = fields.UUID(allow_none=True)
    customer_id = fields.UUID(allow_none=True)
    provider_id = fields.UUID(allow_none=True)
    scopes = fields.List(fields.String(), metadata={"description": "Of an API key", SOMETIMES: True})


class TokenInfo(Schema):
    """A token as it is listed; its text was shown once, when it was made."""

    id = fields.UUID()
    kind = word(TokenKind)
    label = fields.String()
    scopes = fields.List(fields.String())
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime(allow_none=True)


class IssuedToken(TokenInfo):
    """A token with its text."""

    token = fields.String()
    user = fields.Nested(Me)


class IssuedKey(TokenInfo):
    """An API key with its text; null in the answer to a repeat."""

    SHOWN_ONCE = ("token",)

    token = fields.String(allow_none=True)


class NewPassword(Schema):
    """The present password, so that an open screen is not enough, and the next."""

    current_password = fields.String(required=True, load_only=True, validate=validate.Length(1, 200))
    new_password = fields.String(
        required=True,
        load_only=True,
        # One rule for every door; it says the same on the command line.
        metadata={"minLength": passwords.MIN_PASSWORD, "maxLength": passwords.MAX_PASSWORD},
    )


class Language(Schema):
    """A language of this installation."""

    locale = fields.String(required=True, validate=validate.OneOf(list(LOCALES)))


_SCOPES = sorted(SCOPES)  # of all rooms: `app.capabilities.install` was called before


class NewKey(Schema):
    """What an integration may do."""

    label = text_for(AccessToken.label, shortest=1, required=True)
    scopes = List(
        fields.String(validate=validate.OneOf(_SCOPES)),
        required=True,
        validate=validate.Length(max=len(_SCOPES)),
    )


def _described(row: Any, **more: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TokenInfo().fields} | more


@blp.route("/auth/tokens")
class Tokens(MethodView):
    """Bearer tokens."""

    @sign_in_limit
    @blp.arguments(SignIn)
    @blp.response(201, IssuedToken)
    @blp.doc(operationId="signIn")
    def post(self, body: dict[str, str]) -> Any:
        """Sign in and get a bearer token; a repeat gets another."""
        done = sign_in(body["login"], body["password"], "bearer", body["label"])
        return _described(done.token, token=done.text, user=done.user)

    @blp.response(200, TokenInfo(many=True))
    @blp.doc(operationId="listTokens")
    def get(self) -> Any:
        """List my live tokens."""
        with transaction(write=False) as uow:
            return accounts.tokens_of(uow, ("bearer", "session"), principal().user_id)


@blp.route("/auth/tokens/<uuid:token_id>")
class OneToken(MethodView):
    """One of my tokens."""

    @blp.response(204)
    @blp.doc(operationId="revokeToken")
    def delete(self, token_id: UUID) -> None:
        """Revoke it, at once."""
        with transaction() as uow:
            accounts.revoke(uow, token_id)


@blp.route("/auth/api-keys")
class ApiKeys(MethodView):
    """Integrations' keys."""

    @blp.response(200, TokenInfo(many=True))
    @blp.doc(operationId="listApiKeys")
    def get(self) -> Any:
        """List live API keys."""
        with transaction(write=False) as uow:
            return accounts.tokens_of(uow, ("api_key",))

    @blp.arguments(NewKey)
    @blp.response(201, IssuedKey)
    @blp.doc(operationId="createApiKey")
    def post(self, body: dict[str, Any]) -> Response:
        """Make an API key; its text is shown this once: a repeat of the call is answered without it."""
        with transaction() as uow:
            text, row = accounts.issue_api_key(uow, body["label"], body["scopes"])
            return answer(uow, _described(row, token=text), IssuedKey(), 201)


@blp.route("/auth/api-keys/<uuid:token_id>")
class OneApiKey(MethodView):
    """One API key."""

    @blp.response(204)
    @blp.doc(operationId="revokeApiKey")
    def delete(self, token_id: UUID) -> None:
        """Revoke it, at once."""
        with transaction() as uow:
            accounts.revoke(uow, token_id)


@blp.route("/me")
class WhoAmI(MethodView):
    """The caller."""

    @blp.response(200, Me)
    def get(self) -> dict[str, Any]:
        """Tell who the credentials stand for."""
        who = principal()
        return {name: getattr(who, name) for name in Me().fields if name != "id"} | {"id": who.user_id}


@blp.route("/me/password")
class MyPassword(MethodView):
    """The caller's password."""

    @sign_in_limit
    @blp.arguments(NewPassword)
    @blp.response(204)
    @blp.doc(operationId="changePassword")
    def post(self, body: dict[str, str]) -> None:
        """Change it; all other sessions and tokens of the account end."""
        change_own_password(body["current_password"], body["new_password"])


@blp.route("/me/language")
class MyLanguage(MethodView):
    """The caller's language."""

    @blp.arguments(Language)
    @blp.response(200, Language)
    @blp.doc(operationId="chooseLanguage")
    def post(self, body: dict[str, str]) -> Response:
        """Choose the language of messages, and of pages where the browser has none chosen."""
        user_id = principal().user_id
        if user_id is None:
            raise NotAuthenticated
        with transaction() as uow:
            accounts.set_locale(uow, user_id, body["locale"])
            return answer(uow, body, Language())
