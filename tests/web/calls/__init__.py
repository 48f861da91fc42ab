"""One call that succeeds for each row of the access table."""

from tests.web.calls.accounts import ACCOUNTS
from tests.web.calls.call import Call, Prepared
from tests.web.calls.office import OFFICE
from tests.web.calls.phone import MOBILE, PORTAL
from tests.web.calls.registers import JOBS, OUTBOX, REGISTERS

__all__ = ["CALLS", "Call"]

CALLS: dict[str, Prepared] = {**ACCOUNTS, **REGISTERS, **OUTBOX, **JOBS, **OFFICE, **MOBILE, **PORTAL}
