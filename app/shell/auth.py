"""Establishes who acts and whether the policy lets them, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Flask, g, request

from app.accounts.commands import accounts, last_use
from app.arrivals.reads.card_tries import still_acts
from app.kernel import Principal, Role, UnitOfWork, unit_of_work, visibility
from app.kernel.errors import Forbidden, NotAuthenticated, NotFound, TryAgain
from app.kernel.phrases import Phrase
from app.kernel.principal import ANONYMOUS
from app.portal.errors import LinkReadOnly
from app.portal.reads.handed_codes import handed_by
from app.requests.commands import links
from app.web import cookies
from app.web.context import runtime
from app.web.form_sessions import check_form_token
from app.web.limits import client_address
from app.web.policy import Access, access_to, policy_key

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNGUARDED_ENDPOINTS = frozenset({"static", "probes.healthz", "probes.readyz"})
"""Open to all, and answered without the database: a probe must tell that it is out of reach."""


def guard() -> None:
    """Set `g.principal`, or refuse.

    Raises:
        NotAuthenticated: the row wants an account and there is none.
        Forbidden: no row, or the row has no place for this role.
        LinkReadOnly: the row acts for the customer, and the tracking link only shows, or moves no promise.
        NotFound: the thing belongs to somebody else; its existence is not told.
    """
    if request.url_rule is None or request.endpoint in UNGUARDED_ENDPOINTS or request.method == "OPTIONS":
        return
    access = access_to(policy_key())
    if access is None:
        raise Forbidden(Phrase("This address has no access rule."))
    with unit_of_work(runtime(), ANONYMOUS, write=False) as uow:
        who = _principal(uow, access)
        g.principal = who
        if who.role not in access.roles:
            raise NotAuthenticated if who.role is Role.ANONYMOUS else Forbidden
        if access.acts and who.link == links.Rights.READ:
            raise LinkReadOnly
        if access.promises and who.link == links.Rights.CARD:
            raise LinkReadOnly
        if access.scope and who.role is Role.INTEGRATION and access.scope not in who.scopes:
            raise Forbidden(Phrase("The API key lacks the scope %(scope)s.", scope=access.scope))
        if access.owns:
            kind, variable = access.owns
            key = (request.view_args or {})[variable]
            if not visibility.owns(uow, who, kind, key):
                raise NotFound(kind, key)
        due = last_use.is_due(uow, who)
    if due:
        _note_use(who)


def _note_use(who: Principal) -> None:
    """Note when the token was used; where the database is busy, the next call does."""
    with suppress(TryAgain), unit_of_work(runtime(), who) as uow:
        last_use.note(uow, who, client_address())


def _principal(uow: UnitOfWork, access: Access) -> Principal:
    if access.link:
        return _by_link(uow, (request.view_args or {})["token"])
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated(Phrase("Use the Bearer scheme."))
        return accounts.principal_of(uow, token.strip(), kinds=("bearer", "api_key"))
    cookie = cookies.read(cookies.SESSION, uow.settings)
    if not cookie:
        return ANONYMOUS
    try:
        who = accounts.principal_of(uow, cookie, kinds=("session",))
    except NotAuthenticated:
        return ANONYMOUS
    _check_csrf()
    return who


def witness() -> Callable[[UnitOfWork], Principal]:
    """Return how to establish this request's principal again, for answers that go on for long.

    What it returns raises NotAuthenticated or NotFound where the credentials hold no more.
    """
    access = access_to(policy_key())
    if access is not None and access.link:
        link = (request.view_args or {})["token"]
        return lambda uow: _by_link(uow, link)
    header = request.headers.get("Authorization", "")
    if header:
        token = header.partition(" ")[2].strip()
        return lambda uow: accounts.principal_of(uow, token, kinds=("bearer", "api_key"))
    cookie = cookies.read(cookies.SESSION, runtime().settings) or ""
    return lambda uow: accounts.principal_of(uow, cookie, kinds=("session",))


def _by_link(uow: UnitOfWork, token: str) -> Principal:
    link = links.read_tracking_token(uow.settings, token, uow.now)
    rights = link.rights
    if rights is links.Rights.CARD and not still_acts(uow, link.request_id, link.maker):
        rights = links.Rights.READ
    maker = handed_by(uow, link.request_id, link.maker) if rights is links.Rights.HANDED else link.maker
    return Principal(Role.TRACKING, request_id=link.request_id, link=rights, link_maker=maker)


def _check_csrf() -> None:
    """A cookie is sent by any page, so a write under it must carry the page's own token."""
    if request.method in SAFE_METHODS:
        return
    check_form_token()


def register(flask_app: Flask) -> None:
    """Guard every request."""
    flask_app.before_request(guard)
