"""The form of an account: what is asked, and what it says once it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import request

from app.accounts.api.users import ACCOUNT_ROLES, UserRecord
from app.accounts.commands.users import LINK_OF_ROLE
from app.accounts.errors import SeveralFit
from app.accounts.reads import people
from app.accounts.reads.people import OWNER_OF_ROLE, Choice
from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.web.languages import LOCALES
from app.web.pages.form_kit import Form, Input
from app.web.pages.words import ROLES

LABELS: Mapping[str, Phrase] = {
    "name": Phrase("Name"),
    "login": Phrase("Login"),
    "role": Phrase("Role"),
    "stands_for": Phrase("Stands for"),
    "locale": Phrase("Language"),
}
_COLUMNS = ("login", "name", "role", "locale")
_NOTHING = dict.fromkeys(LINK_OF_ROLE.values())
_STANDS_FOR = dict.fromkeys(LINK_OF_ROLE.values(), "stands_for")
_LONGEST = 200


def sent() -> dict[str, str]:
    """Return what was typed."""
    names = (*LABELS, "stands_for_id", "version")
    return {name: request.form.get(name, "")[:_LONGEST] for name in names}


def asked_for(uow: UnitOfWork) -> dict[str, str]:
    """Return what the address of a new account says: `?role=engineer&of=<id>`."""
    role, of = request.args.get("role", ""), request.args.get("of", "")
    if role not in OWNER_OF_ROLE:
        return {"role": role if role in ACCOUNT_ROLES else ""}
    try:
        one = people.choice(uow, role, UUID(of))
    except (ValueError, NotFound):
        return {"role": role}
    name = one.name.partition(" ")[2] if role == "engineer" else one.name
    return {"role": role, "stands_for": one.name, "stands_for_id": str(one.id), "name": name}


def of(uow: UnitOfWork, user: User) -> dict[str, str]:
    """Return what the form of an account says when it is opened."""
    owner = people.owner_id(user)
    return {
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "locale": user.locale or "",
        "stands_for": people.choice(uow, user.role, owner).name if owner else "",
        "stands_for_id": str(owner or ""),
        "version": str(user.version),
    }


def shown(values: Mapping[str, str], wrong: Mapping[str, list[str]] | None = None) -> Form:
    """Return the form as it is shown."""
    return Form(UserRecord(only=_COLUMNS), LABELS, values, wrong or {}, stands_for=_STANDS_FOR)


def inputs(form: Form, choices: list[Choice]) -> dict[str, Input]:
    """Return its fields; where a name fits several things, these are there to choose from."""
    roles = [(str(role), ROLES[role]) for role in ACCOUNT_ROLES]
    if not form.values.get("role"):
        roles = [("", Phrase("Choose one")), *roles]  # so that nobody becomes what happens to stand first
    found = {
        **{path: form[path] for path in LABELS},
        "role": replace(form["role"], kind="choice", choices=roles),
        "locale": replace(form["locale"], choices=list(LOCALES.items())),
    }
    if choices:
        of_them = [(str(one.id), one.name) for one in choices]
        found["which"] = Input("stands_for_id", Phrase("Which of these"), "choice", choices=of_them)
    return found


def read(uow: UnitOfWork, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that the form says.

    Raises:
        Invalid: names the fields; `SeveralFit` where a name needs to be chosen from.
    """
    said: dict[str, Any] = shown(values).read()
    role = str(said["role"])
    if role not in OWNER_OF_ROLE:
        return said | _NOTHING
    return said | _NOTHING | {LINK_OF_ROLE[_role(role)]: _owner(uow, role, values)}


def _role(role: str) -> Any:
    return next(one for one in LINK_OF_ROLE if one == role)


def _owner(uow: UnitOfWork, role: str, values: Mapping[str, str]) -> UUID:
    text = values.get("stands_for", "").strip()
    chosen = _chosen(uow, role, values.get("stands_for_id", ""))
    if chosen is not None and (not text or text == chosen.name or _fits(text, chosen)):
        return chosen.id
    if not text:
        raise Invalid({"stands_for": Phrase("is needed for this role")})
    found = people.candidates(uow, role, text)
    if not found:
        raise Invalid({"stands_for": Phrase("nothing on record is called so")})
    if len(found) > 1:
        raise SeveralFit(found)
    return found[0].id


def _fits(text: str, chosen: Choice) -> bool:
    return text.casefold() in chosen.name.casefold()


def _chosen(uow: UnitOfWork, role: str, key: str) -> Choice | None:
    try:
        return people.choice(uow, role, UUID(key))
    except (ValueError, NotFound):
        return None
