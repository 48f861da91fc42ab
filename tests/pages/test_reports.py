"""The page of reports: who may open it, what it shows, and that each figure leads to what it counts."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from app.reports.reads.reports import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database

WAYS = [(topic.key, way) for topic in TOPICS.values() for way in topic.ways]


@pytest.mark.parametrize(("topic", "way"), WAYS)
def test_each_figure_leads_to_as_many_requests_as_it_says(
    signed_in: SignIn, morning: Morning, topic: str, way: str
) -> None:
    morning.at(300)
    browser = signed_in("manager")
    page = browser.open(f"/reports?topic={topic}&by={way}")
    assert page.status_code == 200
    figures = re.findall(r'href="(/reports/requests\?[^"]+)">([\d,]+)</a>', page.text)
    for address, figure in figures:
        behind = browser.open(unescape(address)).text
        found = re.search(r'role="status">(\d+) found', behind)
        assert found
        assert found[1] == figure


def test_lines_add_up_to_the_row_of_all(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    told = signed_in("manager").open("/reports/file.csv?by=engineer").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(told)))
    assert rows[0][:4] == ["Engineer", "Requests", "Kept", "Broken"]
    assert sum(int(row[1]) for row in rows[1:]) == len(morning.requests)
