"""Pages of a list, and how many rows there are in all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.paging import counted, page_of, rows_from
from app.kernel.tables import StreamHead

QUERY = select(StreamHead).order_by(StreamHead.stream)


@pytest.fixture
def five(runtime: Runtime) -> Runtime:
    with unit_of_work(runtime) as uow:
        uow.session.add_all(StreamHead(stream=s, number=0, hash="0" * 64, sealed_number=0) for s in "abcde")
    return runtime


@pytest.mark.parametrize(
    ("number", "shown", "streams"), [(1, 1, "ab"), (3, 3, "e"), (9, 3, "e"), (0, 1, "ab"), (-4, 1, "ab")]
)
def test_a_page_beyond_the_list_is_its_nearest(five: Runtime, number: int, shown: int, streams: str) -> None:
    with unit_of_work(five, write=False) as uow:
        page = page_of(uow, QUERY, number, 2)
        assert ("".join(row.stream for row in page.rows), page.number) == (streams, shown)
        assert (page.total, page.pages) == (5, 3)


def test_rows_are_counted_whatever_their_order_and_taken_from_where_one_asks(five: Runtime) -> None:
    with unit_of_work(five, write=False) as uow:
        assert counted(uow, QUERY.where(StreamHead.stream > "b")) == 3
        assert [row.stream for row in rows_from(uow, QUERY, 1, 2)] == ["b", "c"]
