"""The doors of this room: signing in, tokens and API keys, accounts as a register and as pages."""

from __future__ import annotations

from app.accounts.access import ACCESS
from app.accounts.api import auth, users
from app.accounts.api import invitations as invitations_api
from app.accounts.explanations import EXPLANATIONS
from app.accounts.pages import account, administration, agents, invitations, keys, preferences, user_acts
from app.accounts.pages import users as users_pages
from app.kernel.phrases import Phrase
from app.web.doors import Doors, MenuEntry, SetUpPage

DOORS = Doors(
    access=ACCESS,
    blueprints=(auth.blp, users.blueprint(), invitations_api.blp),
    pages=(account, agents, preferences, administration, users_pages, user_acts, invitations, keys),
    menu=(MenuEntry("administration", Phrase("Administration"), 95, holds_set_up=True),),
    set_up=(
        SetUpPage("users", Phrase("Accounts"), Phrase("Who may sign in, invitations, roles, sessions"), 10),
        SetUpPage("keys", Phrase("API keys"), Phrase("What other programs may do here"), 30),
    ),
    explanations=EXPLANATIONS,
)
