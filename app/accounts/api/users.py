"""Accounts over HTTP, as one register of the office."""

from __future__ import annotations

from marshmallow import fields, validate

from app.accounts.tables import User
from app.kernel import Role
from app.registers.api.resources.factory import resource
from app.registers.api.resources.places import LOCALES
from app.web.api import Blueprint
from app.web.field_messages import Message
from app.web.fields import (
    Filter,
    Row,
    reference,
    switch,
    text_for,
)
from app.web.shapes import IN_BODY

ACCOUNT_ROLES = (
    Role.CUSTOMER,
    Role.DISPATCHER,
    Role.ENGINEER,
    Role.MANAGER,
    Role.PROVIDER,
    Role.ADMIN,
)


def _is_an_account(role: str) -> None:
    # Not OneOf: the document would say of answers too what holds of what is sent.
    validate.OneOf([str(role) for role in ACCOUNT_ROLES])(role)


class UserRecord(Row):
    """An account; the id that fits its role says what it owns."""

    login = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^\S{1,120}$", error=Message("takes no blanks, and at most 120 characters")
        ),
    )
    name = text_for(User.name, shortest=1, required=True)
    role = fields.String(
        required=True,
        validate=_is_an_account,
        metadata={
            "description": "API keys show as `integration`",
            "enum": [*map(str, ACCOUNT_ROLES), str(Role.INTEGRATION)],
            IN_BODY: {"description": "Whose part it plays", "enum": [*map(str, ACCOUNT_ROLES)]},
        },
    )
    password = fields.String(
        load_only=True, metadata={"description": "Needed for a new account; left out, it stays as it is"}
    )
    locale = fields.String(load_default=None, allow_none=True, validate=LOCALES)
    engineer_id = reference(required=False)
    customer_id = reference(required=False)
    provider_id = reference(required=False)
    active = switch()


class UserFilter(Filter):
    """Filters of the accounts' list."""

    role = fields.String()
    login = fields.String()
    active = fields.Boolean()


def blueprint() -> Blueprint:
    """Return the register of accounts."""
    return resource("users", "user", UserRecord, UserFilter, "Accounts")
