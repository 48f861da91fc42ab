"""Who sees accounts, and the tokens of each."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, false, true

from app.accounts.tables import AccessToken, User
from app.kernel import Principal
from app.kernel.base import Base
from app.kernel.visibility import SEES_ALL, Clause, Rule, is_own


def users(principal: Principal) -> Clause:
    """Accounts: staff see all, anybody else the own one."""
    return true() if principal.role in SEES_ALL else is_own(User.id, principal.user_id)


def tokens(principal: Principal) -> Clause:
    """Bearer tokens and page sessions are their owner's alone."""
    return and_(is_own(AccessToken.user_id, principal.user_id), AccessToken.kind != "api_key")


def api_keys(principal: Principal) -> Clause:
    """API keys belong to the installation."""
    return AccessToken.kind == "api_key" if principal.role in SEES_ALL else false()


RULES: Mapping[type[Base], Rule] = {AccessToken: tokens, User: users}
