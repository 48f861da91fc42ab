"""The list of requests over HTTP, page by page behind a request, and how far a text is counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.town import Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient

URL = "/api/v1/service-requests"


@pytest.fixture
def asked(dispatcher: FlaskClient, town: Town) -> list[str]:
    body = {"site_id": str(town.site_id), "fault_code": "no_boot", "channel": "phone", "description": "beep"}
    return [dispatcher.post(URL, json=body).json["id"] for _ in range(5)]


@pytest.mark.parametrize("text", [{}, {"q": "beep"}])
def test_pages_follow_each_other_by_key(
    dispatcher: FlaskClient, asked: list[str], text: dict[str, str]
) -> None:
    seen: list[str] = []
    beside: dict[str, str] = {}
    for _ in range(4):
        rows = dispatcher.get(URL, query_string={"page_size": 2, **text, **beside}).json
        if not rows:
            break
        seen += [row["id"] for row in rows]
        beside = {"after": seen[-1]}
    assert sorted(seen) == sorted(asked)
    assert len(set(seen)) == len(asked)
    by_number = [
        row["id"]
        for number in (1, 2, 3)
        for row in dispatcher.get(URL, query_string={"page_size": 2, "page": number, **text}).json
    ]
    assert by_number == seen


def test_a_text_that_many_hold_is_not_counted_to_its_end(
    dispatcher: FlaskClient, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("app.promise.reads.request_pages", "app.promise.reads.requests_by_text"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    answer = dispatcher.get(URL, query_string={"page_size": 2, "q": "beep"})
    assert len(answer.json) == 2
    assert json.loads(answer.headers["X-Pagination"])["total"] == 3 < len(asked)
    assert dispatcher.get(URL, query_string={"after": "x"}).status_code == 422
