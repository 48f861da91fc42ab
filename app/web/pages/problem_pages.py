"""The pages behind a problem's `type`: what it means and what to do about it."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.kernel.errors import NotFound
from app.web.pages.explanations import UNKNOWN, explain


def problem_type(slug: str) -> str:
    """Explain one kind of problem.

    Raises:
        NotFound: nothing is known by that name.
    """
    explained = explain(slug)
    if explained is UNKNOWN:
        raise NotFound("kind of problem", slug)
    return render_template("problem.html", slug=slug, explained=explained)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/problems/<slug>", view_func=problem_type)
