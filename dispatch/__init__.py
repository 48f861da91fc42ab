"""OneHour's engine: who goes where, as a pure library (a snapshot in, a plan out; no database, no clock)."""

from __future__ import annotations
