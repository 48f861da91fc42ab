"""The doors of this room: a provider's day, its terms, and its statements."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.providers.access import ACCESS
from app.providers.api import day as day_api
from app.providers.api import statements as statements_api
from app.providers.api import terms as terms_api
from app.providers.explanations import EXPLANATIONS
from app.providers.pages import day, statements, terms
from app.providers.reads.waiting import standing, to_do
from app.web.doors import PEOPLE, Doors, MenuEntry, SetUpPage, WorkList
from app.web.policy import MANAGEMENT


def _of_a_provider(who: Principal) -> dict[str, object] | None:
    """Managers get there from the terms, and from their work."""
    return {} if who.role is Role.PROVIDER else None


def _for_managers(who: Principal) -> dict[str, object] | None:
    """An administrator gets there by the administration."""
    return {} if who.role is Role.MANAGER else None


DOORS = Doors(
    access=ACCESS,
    blueprints=(day_api.blp, terms_api.blp, statements_api.blp),
    pages=(day, terms, statements),
    menu=(
        MenuEntry("provider_day", Phrase("My people's day"), 5),
        MenuEntry("provider_statements", Phrase("Statements"), 84, values=_of_a_provider),
        MenuEntry(
            *("providers_overview", Phrase("Service providers"), 61),
            values=_for_managers,
            holds=frozenset({"provider-statements"}),
            group=PEOPLE,
        ),
    ),
    work=(
        WorkList(
            "provider_statements",
            Phrase("Statements of service providers"),
            92,
            MANAGEMENT,
            standing,
            to_do,
        ),
    ),
    set_up=(
        SetUpPage(
            "providers_overview",
            Phrase("Service providers: terms and statements"),
            Phrase("Settlement factor and share of work, suspensions, monthly statements and their disputes"),
            73,
        ),
    ),
    explanations=EXPLANATIONS,
)
