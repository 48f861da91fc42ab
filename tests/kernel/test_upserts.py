"""A row that may be there already is inserted, passed over or changed, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import StreamHead
from app.kernel.upserts import insert_or_ignore, upsert


def _head(stream: str, number: int) -> dict[str, object]:
    return {"stream": stream, "number": number, "hash": "0" * 64, "sealed_number": 0}


def _numbers(runtime: Runtime) -> dict[str, int]:
    with unit_of_work(runtime, write=False) as uow:
        return {head.stream: head.number for head in uow.session.scalars(select(StreamHead))}


def test_what_is_there_is_passed_over_and_what_is_new_is_counted(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        assert insert_or_ignore(uow, StreamHead, _head("a", 1)) == 1
        assert insert_or_ignore(uow, StreamHead, _head("a", 2)) == 0
        assert insert_or_ignore(uow, StreamHead, [_head("a", 3), _head("b", 4)]) == 1
    assert _numbers(runtime) == {"a": 1, "b": 4}


def test_only_a_clash_of_the_key_named_is_passed_over(runtime: Runtime) -> None:
    wrong = _head("a", 1) | {"hash": None}
    with pytest.raises(IntegrityError), unit_of_work(runtime) as uow:
        insert_or_ignore(uow, StreamHead, wrong, [StreamHead.stream])


def test_what_is_there_is_changed_by_what_could_not_be_inserted(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        for number in (1, 5):
            upsert(
                uow, StreamHead, _head("a", number), [StreamHead.stream], lambda new: {"number": new.number}
            )
    assert _numbers(runtime) == {"a": 5}


def test_it_is_changed_only_where_the_condition_holds(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        for number in (2, 1, 3):
            upsert(
                uow,
                StreamHead,
                _head("a", number),
                [StreamHead.stream],
                lambda new: {"number": new.number},
                where=lambda new: StreamHead.number < new.number - 1,
            )
    assert _numbers(runtime) == {"a": 2}
