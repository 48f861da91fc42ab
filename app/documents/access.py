"""Whoever holds a report may verify it."""

from __future__ import annotations

from app.web.policy import PUBLIC, Rows

ACCESS: Rows = {"GET /verify/<code>": PUBLIC}
