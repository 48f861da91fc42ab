"""Files that are sent keep their names, in headers that hold plain letters alone."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from flask import Response
from werkzeug.http import parse_options_header

from app.web.downloads import as_file, disposition


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("工程师.csv", "file.csv"),
        ("工程师-wrong.csv", "file-wrong.csv"),
        ("客户3000-wrong.csv", "3000-wrong.csv"),
        ("Müller.xlsx", "Muller.xlsx"),
        ("😀", "file"),
        ("report 2026.pdf", "report 2026.pdf"),
        ('a"b.csv', 'a"b.csv'),
    ],
)
def test_a_name_is_whole_for_whoever_reads_it_and_plain_for_all_others(name: str, plain: str) -> None:
    value = disposition(name)
    assert value.isascii()
    first, _, rest = value.partition("; filename*=UTF-8''")
    assert parse_options_header(first) == ("attachment", {"filename": plain})
    assert unquote(rest) == (name if rest else "")
    assert bool(rest) == (name != plain)


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=y.csv", "\ud800.csv", "", "\0"])
def test_no_name_breaks_a_header(name: str) -> None:
    value = as_file(Response(), name, "inline").headers["Content-Disposition"]
    assert value.isascii()
    assert value.isprintable()
    assert value.startswith("inline; filename=")
