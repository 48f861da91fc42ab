"""Which requests a text finds: each of its words in anything that is known of them, or the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, intersect, select, union

from app.kernel import UnitOfWork
from app.registers.reads.parts import holding
from app.registers.reads.phone_numbers import has_number
from app.registers.rules.searched import letters
from app.registers.tables import Engineer, Searched
from app.requests.tables import FollowUp, ServiceRequest, Visit

FEWEST_LETTERS = 2
MOST_WORDS = 6
"""Words of a text that are looked for apart; of more the first ones are."""

_OF_REQUEST = (Searched.CODE, Searched.CONTACT, Searched.REFERENCE, Searched.WORDS)
_OF_OWNER = (
    (ServiceRequest.customer_id, Searched.CUSTOMER),
    (ServiceRequest.customer_id, Searched.NUMBER),
    (ServiceRequest.site_id, Searched.SITE),
    (ServiceRequest.site_id, Searched.ADDRESS),
    (ServiceRequest.asset_id, Searched.SERIAL),
)

_Keys = Select[UUID]


def found_by(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
    """Return the condition that a text finds a request.

    A telephone number, and a name that holds a blank, are looked for as one besides.
    """
    words = text.split()
    ways = list(_holding_one(uow, text))
    if len(words) > 1:
        each = [list(_holding_one(uow, word)) for word in dict.fromkeys(words[:MOST_WORDS])]
        if all(each):
            # Each word's finds by themselves: nested they would be looked up for every request.
            every = intersect(*(select(union(*finds).subquery().c[0]) for finds in each)).subquery()
            ways.append(select(every.c[0]))
    return ServiceRequest.id.in_(union(*ways)) if ways else false()


def _holding_one(uow: UnitOfWork, text: str) -> Iterator[_Keys]:
    """What a text may be a part of, each found in an index of its own: by OR they would read all requests."""
    key = ServiceRequest.id
    for kind in _OF_REQUEST:
        if (found := _holding(uow, kind, text)) is not None:
            yield found
    for column, kind in _OF_OWNER:
        if (owners := _holding(uow, kind, text)) is not None:
            yield select(key).where(column.in_(owners))
    if (calls := _holding(uow, Searched.CALLED, text)) is not None:
        yield select(FollowUp.request_id).where(FollowUp.id.in_(calls))
    for owner, column in (("request", key), ("customer", ServiceRequest.customer_id)):
        if (by_number := has_number(owner, column, text)) is not None:
            yield select(key).where(by_number)
    if engineers := _engineers(uow, text):
        yield select(Visit.request_id).where(Visit.engineer_id.in_(engineers))


def _holding(uow: UnitOfWork, kind: Searched, text: str) -> _Keys | None:
    """One letter stands in half of all that was ever said."""
    if kind in (Searched.WORDS, Searched.CALLED) and len(letters(text)) < FEWEST_LETTERS:
        return None
    return holding(uow, kind, text)


def _engineers(uow: UnitOfWork, text: str) -> list[UUID]:
    """Whose name holds the text, or whose number it is; they are few."""
    wanted = letters(text)
    if len(wanted) < FEWEST_LETTERS:
        return []
    rows = uow.session.execute(select(Engineer.id, Engineer.name, Engineer.number))
    return [row.id for row in rows if wanted in letters(row.name) or wanted == letters(row.number)]
