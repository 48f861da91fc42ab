"""The examples of docs/mobile-sync.md against the server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mobile_api.sync_bodies import BODIES, SyncAnswer, SyncResult
from tests.mobile_api.conftest import HttpPhone

PAGE = (Path(__file__).parents[2] / "docs" / "mobile-sync.md").read_text("utf-8")


def example(name: str, **filled: str) -> Any:
    found = re.search(rf"<!-- example: {name} -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found, name
    text = found.group(1)
    for key, value in filled.items():
        text = text.replace("{" + key + "}", value)
    return json.loads(text)


def test_example_is_answered_as_the_page_says(http: HttpPhone) -> None:
    body = example("request", visit_id=str(http.job.visit_id))
    answer = http.client.post("/mobile/v1/sync", json=body)
    assert answer.status_code == 200, answer.text
    expected = example("results")
    for result, told in zip(answer.get_json()["results"], expected, strict=True):
        assert {name: result.get(name) for name in told} == told


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_page_names_every_field_of_the_answer(http: HttpPhone) -> None:
    answer = http.client.post("/mobile/v1/sync", json={"sent_at": http.clock.now.isoformat()}).get_json()
    assert answer.keys() == SyncAnswer().fields.keys()
    for name in [*SyncAnswer().fields, *SyncResult().fields, *map(str, BODIES)]:
        assert name in PAGE, name
