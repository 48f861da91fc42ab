"""What this room brings: who sees what of providers, whom a suspension bars, what grades are made of."""

from __future__ import annotations

from app.dispatching.hooks import PAPERS, SHARES_OF_WORK
from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.providers import events, tables
from app.providers.commands import timers
from app.providers.reads.abilities import measured_abilities
from app.providers.reads.rights import issued_ones, of_provider
from app.providers.reads.suspended import barring
from app.providers.reads.terms import shares_of_work
from app.providers.tables import (
    ProviderRecord,
    ProviderStatement,
    ProviderSuspension,
    ProviderTerms,
    StatementDispute,
)
from app.requests.tables import Offer
from app.stars.hooks import ABILITIES

KINDS = {
    "offer": Offer,
    "provider_suspension": ProviderSuspension,
    "provider_record": ProviderRecord,
    "provider_statement": ProviderStatement,
    "statement_dispute": StatementDispute,
}

CAPABILITY = Capability(
    "providers",
    (
        PAPERS.of(barring),
        SHARES_OF_WORK.of(shares_of_work),
        ABILITIES.of(measured_abilities),
        timer_kinds.kinds(*timers.KINDS),
        EVENTS.of(kinds(events)),
        visibility.RULES.of(
            {
                ProviderStatement: issued_ones,
                **{
                    table: of_provider(table.provider_id)
                    for table in (ProviderRecord, ProviderSuspension, ProviderTerms, StatementDispute)
                },
            }
        ),
        visibility.KINDS.of(visibility.kinds(KINDS)),
    ),
    tables,
    doors="app.providers.doors",
)
