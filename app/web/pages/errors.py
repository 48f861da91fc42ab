"""Errors as pages: for people in a browser, where programs get a problem document."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.errors import NotAuthenticated
from app.web import cookies, problems
from app.web.context import runtime
from app.web.pages import explanations
from app.web.pages.forms import see

_FOR_PROGRAMS = ("/api/v1/", "/api/openapi.json", "/mobile/", "/portal/", "/sim/", "/static/")


def is_program() -> bool:
    """Tell whether the answer is for a program, not for somebody in a browser."""
    best = request.accept_mimetypes.best_match(["application/problem+json", "application/json", "text/html"])
    return request.path.startswith(_FOR_PROGRAMS) or best != "text/html"


def sign_in_first(error: NotAuthenticated) -> AnyResponse:
    """Lead to the sign-in page and back again."""
    if is_program():
        return problems.answer(error)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return see(url_for("pages.login_form", next=back))


def page(error: Exception) -> Response:
    """Explain the error on a page of its own."""
    answer = problems.answer(error)
    if is_program() or answer.mimetype != problems.MIMETYPE:
        return answer
    told = answer.get_json()
    slug = told["type"].rpartition("/")[2]
    settings = runtime().settings
    shown = render_template(
        "error.html",
        status=answer.status_code,
        explained=explanations.explain(slug),
        # Nobody asked who calls an address that nothing stands behind; whoever has signed in has the cookie.
        may_begin=bool(cookies.read(cookies.SESSION, settings)),
        company=settings.company_name,
        hotline_number=settings.hotline_phone,
    )
    made = make_response(shown, answer.status_code)
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            made.headers[name] = answer.headers[name]
    return made


def register(site: Blueprint) -> None:
    """Answer the errors of pages, and of addresses that nothing stands behind."""
    site.register_error_handler(NotAuthenticated, sign_in_first)
    site.register_error_handler(Exception, page)
    for code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        site.app_errorhandler(code)(page)
