"""Words that every page needs: people by their roles, who acted, grades; and a word out of any table."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel import Role
from app.kernel.ledger_text import ERASED
from app.kernel.phrases import Phrase
from app.web.wording import say

ROLES: Mapping[str, Phrase] = {
    Role.CUSTOMER: Phrase("Customer"),
    Role.DISPATCHER: Phrase("Dispatcher"),
    Role.ENGINEER: Phrase("Engineer"),
    Role.MANAGER: Phrase("Manager"),
    Role.PROVIDER: Phrase("Service provider"),
    Role.ADMIN: Phrase("Administrator"),
    Role.INTEGRATION: Phrase("Integration"),
    Role.TRACKING: Phrase("Customer"),
    Role.SYSTEM: Phrase("OneHour"),
    Role.ANONYMOUS: Phrase("Anonymous"),
}


def word(table: Mapping[str, Phrase], key: str | None) -> str:
    """Return the word for `key`; a key that nobody has put into words shows as it is."""
    if not key:
        return ""
    return say(table[key]) if key in table else key.replace("_", " ")


def actor(key: str, people: Mapping[str, str] | None = None) -> str:
    """Put a ledger's actor (`dispatcher:<id>`) into words, with the name where `people` has it."""
    said = word(ROLES, key.partition(":")[0])
    name = (people or {}).get(key)
    return f"{said} {name}" if name else said


def by_link(maker: str, people: Mapping[str, str] | None = None) -> str:
    """Say by what link somebody acted for the customer: `maker` is an actor, or what opened it, and whose."""
    kind = maker.partition(":")[0]
    if kind == "system":
        return say(Phrase("by the link sent to the contact"))
    if kind == "card":
        return say(Phrase("by the supervision card"))
    if kind == "handed":
        office = maker.partition(":")[2]
        named = {office: (people or {}).get(maker, "")}
        return say(Phrase("by a link that %(name)s handed over by telephone", name=actor(office, named)))
    if kind == Role.CUSTOMER:
        return _by_own_link((people or {}).get(maker))
    return say(Phrase("by a link that %(name)s made", name=actor(maker, people)))


def _by_own_link(name: str | None) -> str:
    """Say that a customer's own account made the link; that it was a customer is said before it."""
    if not name:
        return say(Phrase("by a link of the customer's own"))
    return say(Phrase("by a link that %(name)s made", name=name))


def who(key: str, maker: str, people: Mapping[str, str]) -> str:
    """Say who acted, and by what link; whoever typed the code behind a card is a stranger."""
    if not maker:
        return actor(key, people)
    by = by_link(maker, people)
    return by if key.startswith("anonymous") else f"{actor(key, people)} {by}"


def as_said(text: str | None) -> str:
    """Return what somebody wrote, or that it was erased since."""
    return say(ERASED) if text is None else text


def stars(count: int) -> str:
    """Say a grade aloud; the page shows symbols beside it."""
    return say(Phrase("%(n)s of 5 stars", n=count))
