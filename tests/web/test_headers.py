"""What every answer carries, and that no page needs what it forbids."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import app
from app.kernel import Runtime
from tests.support.web import application
from wsgi import make_app

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])

TEMPLATES = sorted(Path(app.__file__).parent.glob("*/templates/**/*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+\s*=|\sstyle\s*=|javascript:", re.IGNORECASE)


@on_sqlite
@pytest.mark.parametrize(
    "address", ["/login", "/api/docs", "/nowhere", "/api/v1/me", "/api/openapi.json", "/t/x"]
)
def test_every_answer_is_typed_unframed_private_and_leads_nobody_back(runtime: Runtime, address: str) -> None:
    answer = application(runtime).test_client().get(address, headers={"Accept": "text/html"})
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(
        policy.split("; ")
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_anything_inline(template: Path) -> None:
    assert INLINE.search(template.read_text(encoding="utf-8")) is None


@on_sqlite
@pytest.mark.parametrize("address", ["/login", "/api/docs", "/nowhere"])
def test_no_page_as_sent_has_anything_inline(runtime: Runtime, address: str) -> None:
    page = application(runtime).test_client().get(address, headers={"Accept": "text/html"}).text
    assert "<html" in page
    assert INLINE.search(page) is None


@on_sqlite
def test_https_is_insisted_on_where_the_installation_is_reached_by_it(runtime: Runtime) -> None:
    settings = replace(runtime.settings, public_url="https://onehour.example").completed()
    secure = make_app(replace(runtime, settings=settings))
    assert secure.test_client().get("/api/v1/me").headers["Strict-Transport-Security"].startswith("max-age=")
    assert secure.config["SESSION_COOKIE_NAME"] == "__Host-onehour_form"
    assert secure.config["SESSION_COOKIE_SECURE"] is True


@on_sqlite
def test_plain_http_is_not_made_unreachable(runtime: Runtime) -> None:
    answer = application(runtime).test_client().get("/api/v1/me")
    assert "Strict-Transport-Security" not in answer.headers
