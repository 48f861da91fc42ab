"""Accounts of people, for administrators: the list, a new one by invitation, and each by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.api.users import ACCOUNT_ROLES
from app.accounts.commands import invitations
from app.accounts.commands.accounts import tokens_of
from app.accounts.pages import user_form
from app.accounts.reads import people
from app.accounts.tables import User
from app.kernel import Role, UnitOfWork, errors
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.pages.refusals import by_field
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal, runtime, transaction
from app.web.pages import lists, once
from app.web.pages.forms import see
from app.web.pages.lists import Head, Listing
from app.web.pages.words import ROLES
from app.web.wording import say

HEADS = (
    Head("name", Phrase("Name"), sortable=True),
    Head("login", Phrase("Login"), sortable=True),
    Head("role", Phrase("Role"), sortable=True),
    Head("stands_for", Phrase("Stands for")),
    Head("seen_at", Phrase("Last seen")),
    Head("state", Phrase("State")),
)
_ACTIVE = {"true": True, "false": False}


def users() -> str:
    """Show one page of the accounts."""
    asked = {
        "q": lists.text(),
        "role": lists.one_of("role", [str(role) for role in ACCOUNT_ROLES]),
        "active": lists.one_of("active", list(_ACTIVE)),
    }
    shown = {name: value for name, value in asked.items() if value}
    sort = lists.order(HEADS, "name")
    wanted: dict[str, Any] = shown | {"sort": sort}
    if active := shown.get("active"):
        wanted["active"] = _ACTIVE[active]
    with transaction(write=False) as uow:
        page = page_of(uow, people.listed(principal(), wanted), lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "users.html",
            listing=Listing("pages.users", HEADS, sort, shown, page),
            lines=people.lines(uow, page.rows),
            roles=[(str(role), ROLES[role]) for role in ACCOUNT_ROLES],
            words=ROLES,
            now=uow.now,
            zone=zone_of_customer(uow, None),
        )


def new_user() -> str:
    """Show the form of a new account."""
    with transaction(write=False) as uow:
        return _new(uow, user_form.asked_for(uow))


def create_user() -> Response:
    """Make the account and its first link, which this answer shows."""
    values = user_form.sent()
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = user_form.read(uow, values)
            user = registry.create(uow, "user", said | {"password_hash": None, "active": True})
            link = invitations.address_of(runtime().settings, invitations.invite(uow, user.id))
            once.led_to(uow, url_for("pages.user", user_id=user.id))
            shown = show(uow, user, link=link)
    except once.SentBefore as before:
        flash(
            say(Phrase("This account is made. If you have not seen its link, make a new one.")),
            "bad",
        )
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_new(uow, values, refused), refused.status)
    return make_response(shown)


def _new(uow: UnitOfWork, values: dict[str, str], refused: errors.OneHourError | None = None) -> str:
    form = user_form.shown(values, wrong_of(refused))
    return render_template(
        "user_new.html",
        form=form,
        inputs=user_form.inputs(form, getattr(refused, "choices", [])),
        values=values,
        once=once.fresh(uow),
    )


def wrong_of(refused: errors.OneHourError | None) -> dict[str, list[str]]:
    """Return what is wrong by field; what belongs to no field stands above all."""
    return {} if refused is None else {name: list(texts) for name, texts in by_field(refused).items()}


def user_page(user_id: UUID) -> str:
    """Show an account."""
    with transaction(write=False) as uow:
        return show(uow, uow.get(User, user_id))


def save_user(user_id: UUID) -> Response:
    """Change it; whoever was quicker is not overwritten, and shows beside what was typed."""
    values = user_form.sent()
    try:
        with transaction() as uow:
            user = uow.get(User, user_id)
            if values["version"] != str(user.version):
                raise errors.VersionConflict("user", user_id)
            registry.update(uow, "user", user, user_form.read(uow, values))
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            page = show(uow, uow.get(User, user_id), values=values, refused=refused)
        return make_response(page, refused.status)
    flash(say(Phrase("Saved.")), "good")
    return see(url_for("pages.user", user_id=user_id))


def show(
    uow: UnitOfWork,
    user: User,
    *,
    link: str = "",
    values: dict[str, str] | None = None,
    refused: errors.OneHourError | None = None,
) -> str:
    """Return the page of an account; `link` is shown in this answer alone."""
    if user.role == Role.INTEGRATION:
        raise errors.NotFound("user", user.id)
    uow.session.flush()
    now = user_form.of(uow, user)
    wrong = wrong_of(refused)
    if isinstance(refused, errors.VersionConflict) and values:
        wrong |= {
            name: [say(Phrase("now on record: %(text)s", text=now[name] or "–"))]
            for name in user_form.LABELS
            if values[name] != now[name]
        }
    form = user_form.shown((values or now) | {"version": now["version"]}, wrong)
    (line,) = people.lines(uow, [user])
    return render_template(
        "user.html",
        user=user,
        line=line,
        form=form,
        inputs=user_form.inputs(form, getattr(refused, "choices", [])),
        values=form.values,
        link=link,
        good_for=invitations.LIFETIME.days,
        open_links=invitations.open_ones(uow, user.id),
        tokens=tokens_of(uow, ("session", "bearer"), user.id),
        own=user.id == principal().user_id,
        once=once.fresh(uow),
        words=ROLES,
        now=uow.now,
        zone=zone_of_customer(uow, None),
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/users", view_func=users, methods=["GET"])
    site.add_url_rule("/users", "user_create", create_user, methods=["POST"])
    site.add_url_rule("/users/new", "user_new", new_user)
    site.add_url_rule("/users/<uuid:user_id>", "user", user_page, methods=["GET"])
    site.add_url_rule("/users/<uuid:user_id>", "user_save", save_user, methods=["POST"])
