from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from app.shell.doors import doors
from app.web.context import EXTENSION
from tests.pages.conftest import Browser
from tests.support.problems import every_problem

NOT_JSON = "text/html; charset=utf-8"
PROBLEM = "application/problem+json"


def test_every_kind_of_problem_is_explained() -> None:
    explained = {slug for one in doors() for slug in one.explanations}
    assert {slug for _, slug in every_problem().values()} - explained == set()


@pytest.mark.parametrize("slug", ["ineligible", "too-many-requests"])
@pytest.mark.parametrize(("language", "heading"), [("en", "What to do"), ("zh-CN", "怎么办")])
def test_address_of_a_problem_explains_it(browser: Browser, slug: str, language: str, heading: str) -> None:
    answer = browser.open(f"/problems/{slug}", **{"Accept-Language": language})
    assert answer.status_code == 200
    assert heading in answer.text


def test_unknown_kind_of_problem_is_not_found(browser: Browser) -> None:
    assert browser.open("/problems/none-such").status_code == 404


@pytest.mark.parametrize("path", ["/nowhere", "/t/forged"])
def test_people_get_a_page_where_nothing_is(browser: Browser, path: str) -> None:
    answer = browser.open(path)
    assert (answer.status_code, answer.content_type) == (404, NOT_JSON)


def test_stranger_is_told_whom_to_call_and_not_led_to_the_staff_s_pages(
    application: Flask, signed_in: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = application.extensions[EXTENSION]
    settings = replace(runtime.settings, company_name="Blue Ink", hotline_phone="+864001234567")
    monkeypatch.setitem(application.extensions, EXTENSION, replace(runtime, settings=settings))
    page = Browser(application.test_client()).open("/t/forged").text
    assert "Blue Ink" in page
    assert 'href="tel:+864001234567"' in page
    assert "Today&#39;s requests" not in page
    assert "To the start page" in signed_in("customer").open("/nowhere").text


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/mobile/v1/nowhere", "/portal/v1/tracking/forged"])
def test_doors_for_programs_stay_with_problem_documents(browser: Browser, path: str) -> None:
    assert browser.open(path).content_type == PROBLEM


def test_program_that_asks_a_page_gets_a_problem_document(browser: Browser) -> None:
    answer = browser.client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.content_type == PROBLEM


def test_wrong_method_on_a_page_names_the_right_ones(browser: Browser) -> None:
    answer = browser.send("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_failure_of_a_page_is_a_page_too(application: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RuntimeError("a bug")

    monkeypatch.setitem(application.view_functions, "pages.login_form", fail)
    answer = Browser(application.test_client()).open("/login")
    assert (answer.status_code, answer.content_type) == (500, NOT_JSON)
    assert "This is our mistake." in answer.text
    assert "a bug" not in answer.text
