"""Who sees and answers for what of a provider: the provider its own, managers as they do its grade."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, select, true

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.visibility import SEES_ALL, Clause, is_own
from app.providers.rules.statements import ISSUED
from app.providers.tables import ProviderStatement
from app.registers.tables import Provider
from app.stars.reads.facts import require_answerable
from app.stars.rules.figures import Subject
from app.teams.reads.managed import managed_engineers


def of_provider(column: Any) -> visibility.Rule:
    """Return who sees rows that belong to the provider in `column`: the office, and that provider."""

    def rule(principal: Principal) -> Clause:
        if principal.role in SEES_ALL:
            return true()
        return is_own(column, principal.provider_id) if principal.role is Role.PROVIDER else false()

    return rule


def issued_ones(principal: Principal) -> Clause:
    """Statements: a provider sees its own once they are issued."""
    mine = of_provider(ProviderStatement.provider_id)(principal)
    return mine if principal.role in SEES_ALL else and_(mine, ProviderStatement.state == ISSUED)


def require_provider(uow: UnitOfWork, key: UUID) -> Provider:
    """Return a provider for whom the caller answers, or that he is of.

    Raises:
        NotFound: there is none.
    """
    require_answerable(uow, uow.principal, Subject.PROVIDER, key)
    return uow.get(Provider, key)


def answered_for(uow: UnitOfWork) -> Select[Any]:
    """Select the ids of all providers that the caller answers for: none, where he manages teams alone."""
    query = select(Provider.id).where(visibility.rows(Provider, uow.principal))
    return query if managed_engineers(uow, uow.principal) is None else query.where(false())
