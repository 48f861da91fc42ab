"""One place from which everything that is set up rarely is reached, so that the menu stays short."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from app.kernel.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Place:
    """A page, named by its endpoint, with what it is for; shown where it exists and lets the caller in."""

    page: str
    title: Phrase
    about: Phrase


PLACES = (
    Place("users", Phrase("Accounts"), Phrase("Who may sign in, invitations, roles, sessions")),
    Place("teams", Phrase("Teams"), Phrase("Who manages and dispatches where, and who belongs to whom")),
    Place("keys", Phrase("API keys"), Phrase("What other programs may do here")),
    Place(
        "webhooks",
        Phrase("Webhooks and channels"),
        Phrase("Who outside hears of events, and how it went"),
    ),
    Place("notices", Phrase("Notices"), Phrase("What customers and engineers are sent, in both languages")),
    Place("settings", Phrase("Settings"), Phrase("What is set for this installation and each territory")),
    Place(
        "checklist_templates",
        Phrase("Checklists"),
        Phrase("What engineers go through on site, in versions"),
    ),
    Place("calendars", Phrase("Calendars"), Phrase("Holidays and days with other hours")),
    Place("imports", Phrase("Imports"), Phrase("Registers filled from files")),
    Place("jobs", Phrase("Long work"), Phrase("Imports and other work that takes a while")),
)


def administration() -> str:
    """Show what the caller may open."""
    return render_template("administration.html", places=PLACES)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/administration", view_func=administration)
