"""What happens to accounts and to the tokens by which they sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Before, Body, DomainEvent, Notice
from app.kernel.phrases import Phrase
from app.registers.events import OF_PEOPLE, row_events

TOKEN_KINDS: Mapping[str, str] = {
    "session": "A session of a browser",
    "bearer": "A bearer token",
    "api_key": "An API key",
}
_CALLED: Mapping[tuple[str, str], Phrase] = {
    ("session", "issued"): Phrase("Signed in"),
    ("session", "revoked"): Phrase("Session ended"),
    ("bearer", "issued"): Phrase("Token of an account made"),
    ("bearer", "revoked"): Phrase("Token of an account ended"),
    ("api_key", "issued"): Phrase("API key made"),
    ("api_key", "revoked"): Phrase("API key ended"),
}


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(DomainEvent):
    """An account gets another password."""

    kind = "user.password_changed"
    called = Phrase("Password changed")
    audience = OFFICE
    sentence = NOT_SHOWN


@dataclass(frozen=True, kw_only=True)
class PasswordReset(DomainEvent):
    """The office takes an account's password away, so that its owner sets another."""

    kind = "user.password_reset"
    called = Phrase("Password taken away by the office")
    audience = OFFICE
    sentence = NOT_SHOWN


@dataclass(frozen=True, kw_only=True)
class PasswordSet(DomainEvent):
    """An account's owner sets the password by the link of an invitation."""

    kind = "user.password_set"
    called = Phrase("Password set")
    audience = OFFICE
    sentence = NOT_SHOWN

    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class UserInvited(DomainEvent):
    """A link is made by which an account's owner sets the password."""

    kind = "user.invited"
    called = Phrase("Link of an invitation made")
    audience = OFFICE
    sentence = NOT_SHOWN

    invitation_id: UUID
    expires_at: datetime


def _by(channel: str) -> Callable[[Body, Before], bool]:
    return lambda body, _before: body.get("channel") == channel


@dataclass(frozen=True, kw_only=True)
class InvitationSent(DomainEvent):
    """The office has the link of an invitation sent; `to` shows enough of the address to know it by."""

    kind = "user.invitation_sent"
    called = Phrase("Invitation sent")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("to",)
    to_customer = Notice("invitation", timedelta(hours=24), when=_by("customers"))
    to_engineer = Notice("invitation", timedelta(hours=24), when=_by("engineers"))

    invitation_id: UUID
    channel: str
    to: str


@dataclass(frozen=True, kw_only=True)
class LocaleChosen(DomainEvent):
    """An account's owner chooses a language."""

    kind = "user.locale_chosen"
    called = Phrase("Language chosen")
    audience = OFFICE
    sentence = NOT_SHOWN

    locale: str


@dataclass(frozen=True, kw_only=True)
class TokenIssued(DomainEvent):
    """A token is made; `label` is what its owner calls it."""

    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("label",)

    token_id: UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(DomainEvent):
    """A token is ended."""

    audience = OFFICE
    sentence = NOT_SHOWN

    token_id: UUID


def _name(token: str, what: str) -> str:
    return token.title().replace("_", "") + what


def _for_token(base: type[DomainEvent], token: str, verb: str) -> dict[str, object]:
    said = f"{TOKEN_KINDS[token]} is {verb}."
    return {
        "__module__": base.__module__,
        "__doc__": said,
        "kind": f"token.{token}.{verb}",
        "called": _CALLED[token, verb],
        "family": Phrase("Sessions and keys"),
    }


ISSUED: Mapping[str, type[TokenIssued]] = {
    token: type(_name(token, "TokenIssued"), (TokenIssued,), _for_token(TokenIssued, token, "issued"))
    for token in TOKEN_KINDS
}
REVOKED: Mapping[str, type[TokenRevoked]] = {
    token: type(_name(token, "TokenRevoked"), (TokenRevoked,), _for_token(TokenRevoked, token, "revoked"))
    for token in TOKEN_KINDS
}
OF_TOKENS = (*ISSUED.values(), *REVOKED.values())
OF_ROWS = row_events("user", "created", "changed", personal=OF_PEOPLE, family=Phrase("Accounts"))
