"""The component page: every part that pages are made of, in all its states, to look at and to try."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.promise.pages import words
from app.promise.reads.danger import Level
from app.web.context import transaction


def components() -> str:
    """Show the parts as the server draws them; scripts add those that need them."""
    with transaction(write=False) as uow:
        return render_template("components.html", levels=list(Level), words=words, now=uow.now)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/components", view_func=components)
