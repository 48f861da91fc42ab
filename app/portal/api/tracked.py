"""What a tracking link opens."""

from __future__ import annotations

from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.errors import Forbidden
from app.portal.reads.tracking import Tracking, tracking
from app.requests.commands.links import Rights
from app.web.context import principal


def tracked_request() -> UUID:
    """Return the request of the link that this call came by.

    Raises:
        Forbidden: it came by none; the policy's row lets links in alone.
    """
    request_id = principal().request_id
    if request_id is None:
        raise Forbidden
    return request_id


def tracked_view(uow: UnitOfWork) -> Tracking:
    """Return what the link of this call shows, as far as its rights go.

    Raises:
        Forbidden: it came by none.
        NotFound: there is no such request.
    """
    rights = principal().link
    shows_code = rights in (Rights.FULL, Rights.HANDED)
    return tracking(uow, tracked_request(), may_act=rights != Rights.READ, shows_code=shows_code)
