"""Every error that becomes a problem, with the status and slug that it becomes."""

from __future__ import annotations

from app import capabilities
from app.kernel.errors import Invalid, OneHourError
from app.kernel.stored_errors import kinds
from app.web.problems import PURE


def every_problem() -> dict[str, tuple[int, str]]:
    """Return status and slug by the class's name."""
    capabilities.install()
    found = {kind.__name__: (Invalid.status, Invalid.slug) for kind in PURE}
    return found | {
        name: (kind.status, kind.slug) for name, kind in kinds().items() if kind is not OneHourError
    }
