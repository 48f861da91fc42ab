"""Which requests a text finds: each of its words in anything that is known of them, or the whole of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, intersect, literal, or_, select, union

from app.kernel import UnitOfWork
from app.kernel.keyset import MOST_COUNTED
from app.registers.reads.parts import holding
from app.registers.reads.phone_numbers import has_number
from app.registers.rules.searched import letters
from app.registers.tables import Engineer, Searched, SearchText
from app.requests.tables import FollowUp, ServiceRequest, Visit

FEWEST_LETTERS = 2
FEW = 500
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


def are_common(uow: UnitOfWork, text: str) -> bool:
    """Tell whether each word of a text finds so many requests that the first ones looked at hold it."""
    words = dict.fromkeys(text.split()[:MOST_WORDS])
    return bool(words) and all(_is_common(uow, word) for word in words)


def _is_common(uow: UnitOfWork, word: str) -> bool:
    for found in _holding_one(uow, word, most=MOST_COUNTED + 1):
        some = found.limit(MOST_COUNTED + 1).subquery()
        if (uow.session.scalar(select(func.count()).select_from(some)) or 0) > MOST_COUNTED:
            return True
    return False


def mentions(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
    """Return what `found_by` does, as a condition that is looked at request by request.

    It costs nothing of what all other requests say, and is for a text that many of them hold.
    """
    each = [_mentions_one(uow, word) for word in dict.fromkeys(text.split()[:MOST_WORDS])]
    return and_(*each) if len(each) == 1 else or_(_mentions_one(uow, text), and_(*each))


def _mentions_one(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
    said, request = letters(text), ServiceRequest
    if not said:
        return false()
    short = len(said) < FEWEST_LETTERS
    own = [kind for kind in _OF_REQUEST if not (short and kind is Searched.WORDS)]
    found = [_says(request.id, own, said)]
    found += [
        _says(owned, [kind for column, kind in _OF_OWNER if column is owned], said)
        for owned in dict.fromkeys(column for column, _ in _OF_OWNER)
    ]
    if not short:
        called = _says(FollowUp.id, [Searched.CALLED], said)
        found.append(_is_there(FollowUp.request_id == request.id, called))
    for owner, column in (("request", request.id), ("customer", request.customer_id)):
        if (by_number := has_number(owner, column, text)) is not None:
            found.append(by_number)
    if engineers := _engineers(uow, text):
        found.append(_is_there(Visit.request_id == request.id, Visit.engineer_id.in_(engineers)))
    return or_(*found)


def _says(owner: Any, kinds: Sequence[Searched], said: str) -> ColumnElement[bool]:
    """Whether a text of these kinds, of what `owner` names, holds the letters."""
    holds = SearchText.text.contains(said, autoescape=True)
    return _is_there(SearchText.owner_id == owner, SearchText.kind.in_(kinds), holds)


def _is_there(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row: PostgreSQL would read all there are for an EXISTS that stands in an OR."""
    return select(literal(1)).where(*where).limit(1).scalar_subquery().is_not(None)


def found_by(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
    """Return the condition that a text finds a request.

    A telephone number, and a name that holds a blank, are looked for as one besides.
    """
    words = list(dict.fromkeys(text.split()[:MOST_WORDS]))
    ways = list(_holding_one(uow, text))
    if len(text.split()) > 1 and (every := _holding_all(uow, words)) is not None:
        ways.append(every)
    return ServiceRequest.id.in_(union(*ways)) if ways else false()


def _holding_all(uow: UnitOfWork, words: Sequence[str]) -> _Keys | None:
    """What holds each word: the finds of the rare ones, of which those are looked at that hold the others."""
    common = [word for word in words if _is_common(uow, word)]
    if len(common) == len(words):
        common = []
    each = [list(_holding_one(uow, word)) for word in words if word not in common]
    if not all(each):
        return None
    # Each word's finds by themselves: nested they would be looked up for every request.
    every = intersect(*(select(union(*finds).subquery().c[0]) for finds in each)).subquery()
    if not common:
        return select(every.c[0])
    said = (_mentions_one(uow, word) for word in common)
    return select(ServiceRequest.id).where(ServiceRequest.id.in_(select(every.c[0])), *said)


def _holding_one(uow: UnitOfWork, text: str, *, most: int | None = None) -> Iterator[_Keys]:
    """What a text may be a part of, each found in an index of its own: by OR they would read all requests.

    At most so many owners are read, where that is said.
    """
    key = ServiceRequest.id
    for kind in _OF_REQUEST:
        if (found := _holding(uow, kind, text, most)) is not None:
            yield found
    for column, kind in _OF_OWNER:
        if (owners := _owners(uow, kind, text, most)) is not None:
            yield select(key).where(column.in_(owners))
    if (calls := _owners(uow, Searched.CALLED, text, most)) is not None:
        yield select(FollowUp.request_id).where(FollowUp.id.in_(calls))
    for owner, column in (("request", key), ("customer", ServiceRequest.customer_id)):
        if (by_number := has_number(owner, column, text)) is not None:
            yield select(key).where(by_number)
    if engineers := _engineers(uow, text):
        yield select(Visit.request_id).where(Visit.engineer_id.in_(engineers))


def _holding(uow: UnitOfWork, kind: Searched, text: str, most: int | None) -> _Keys | None:
    """One letter stands in half of all that was ever said."""
    if kind in (Searched.WORDS, Searched.CALLED) and len(letters(text)) < FEWEST_LETTERS:
        return None
    found = holding(uow, kind, text)
    return found if found is None or most is None else found.limit(most)


def _owners(uow: UnitOfWork, kind: Searched, text: str, most: int | None) -> Sequence[UUID] | _Keys | None:
    """Return whose text it is; a few are read and named, since planners guess wrong how few they are."""
    found = _holding(uow, kind, text, most)
    keys = uow.session.scalars(found.limit(FEW + 1)).all() if found is not None else ()
    return found if len(keys) > FEW else keys or None


def _engineers(uow: UnitOfWork, text: str) -> list[UUID]:
    """Whose name holds the text, or whose number it is; they are few."""
    wanted = letters(text)
    if len(wanted) < FEWEST_LETTERS:
        return []
    rows = uow.session.execute(select(Engineer.id, Engineer.name, Engineer.number))
    return [row.id for row in rows if wanted in letters(row.name) or wanted == letters(row.number)]
