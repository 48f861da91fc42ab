"""The doors of this room: signing in, tokens and API keys, accounts as a register."""

from __future__ import annotations

from app.accounts.access import ACCESS
from app.accounts.api import auth, users
from app.accounts.explanations import EXPLANATIONS
from app.accounts.pages import account
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(auth.blp, users.blueprint()),
    pages=(account,),
    explanations=EXPLANATIONS,
)
