"""Words that every page needs: people by their roles, who acted, grades; and a word out of any table."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from app.kernel import Role

ROLES: Mapping[str, LazyString] = {
    Role.CUSTOMER: lazy_gettext("Customer"),
    Role.DISPATCHER: lazy_gettext("Dispatcher"),
    Role.ENGINEER: lazy_gettext("Engineer"),
    Role.MANAGER: lazy_gettext("Manager"),
    Role.PROVIDER: lazy_gettext("Service provider"),
    Role.ADMIN: lazy_gettext("Administrator"),
    Role.INTEGRATION: lazy_gettext("Integration"),
    Role.TRACKING: lazy_gettext("Customer"),
    Role.SYSTEM: lazy_gettext("OneHour"),
    Role.ANONYMOUS: lazy_gettext("Anonymous"),
}


def word(table: Mapping[str, LazyString], key: str | None) -> str:
    """Return the word for `key`; a key that nobody has put into words shows as it is."""
    if not key:
        return ""
    return str(table[key]) if key in table else key.replace("_", " ")


def actor(key: str, people: Mapping[str, str] | None = None) -> str:
    """Put a ledger's actor (`dispatcher:<id>`) into words, with the name where `people` has it."""
    said = word(ROLES, key.partition(":")[0])
    name = (people or {}).get(key)
    return f"{said} {name}" if name else said


def by_link(maker: str, people: Mapping[str, str] | None = None) -> str:
    """Say by what link somebody acted for the customer: `maker` is an actor, or the card that opened it."""
    kind = maker.partition(":")[0]
    if kind == "system":
        return str(gettext("by the link sent to the contact"))
    if kind == "card":
        return str(gettext("by the supervision card"))
    return str(gettext("by a link that %(name)s made", name=actor(maker, people)))


def who(key: str, maker: str, people: Mapping[str, str]) -> str:
    """Say who acted, and by what link; whoever typed the code behind a card is a stranger."""
    if not maker:
        return actor(key, people)
    by = by_link(maker, people)
    return by if key.startswith("anonymous") else f"{actor(key, people)} {by}"


def stars(count: int) -> str:
    """Say a grade aloud; the page shows symbols beside it."""
    return str(gettext("%(n)s of 5 stars", n=count))
