"""The least stars that a request asks for, and who asks for them.  Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatch.model.stars import MIN_STARS


class StarsBy(StrEnum):
    """Who asks for a minimum; of equals the first is named.

    What was said of this one request, the customer for all of his, his contract, the kind of fault.
    """

    REQUEST = "request"
    CUSTOMER = "customer"
    CONTRACT = "contract"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Minimum:
    """So many stars at least; `by` is None where nobody asks for more than one."""

    stars: int
    by: StarsBy | None


def minimum_of(
    *, fault: int | None, contract: int | None = None, customer: int | None = None, request: int | None = None
) -> Minimum:
    """Return the highest of what is asked for, and by whom; None asks for nothing.

    Whoever counts the minimum (intake, the hotline's quote, another fault, a return visit) counts it here.
    """
    asked = {
        StarsBy.REQUEST: request,
        StarsBy.CUSTOMER: customer,
        StarsBy.CONTRACT: contract,
        StarsBy.FAULT: fault,
    }
    by = max(asked, key=lambda one: asked[one] or MIN_STARS)
    stars = max(MIN_STARS, asked[by] or MIN_STARS)
    return Minimum(stars, by if stars > MIN_STARS else None)
