"""What this room brings: accounts as a register, and who sees them and their tokens."""

from __future__ import annotations

from app.accounts import events, tables
from app.accounts.commands import accounts, users
from app.accounts.reads.visibility import RULES, api_keys
from app.accounts.tables import AccessToken, User
from app.jobs.hooks import ACTORS
from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.slots import Capability
from app.registers.commands.merging import HANGS_ON_CUSTOMERS
from app.registers.commands.registry import in_use, rules
from app.registers.reads import registry

CAPABILITY = Capability(
    "accounts",
    (
        EVENTS.of(kinds(events, also=(*events.OF_TOKENS, *events.OF_ROWS))),
        visibility.RULES.of(RULES),
        visibility.KINDS.of(
            {
                **visibility.kinds({"token": AccessToken, "user": User}),
                "api_key": (AccessToken, api_keys),
            }
        ),
        registry.REGISTERS.of({"user": users.REGISTER}),
        rules.RULES.of({"user": users.RULES}),
        in_use.HOLDS.of(users.HOLD),
        ACTORS.of(accounts.acting),
        HANGS_ON_CUSTOMERS.of((Phrase("accounts"), User, User.customer_id.in_)),
    ),
    tables,
    doors="app.accounts.doors",
)
