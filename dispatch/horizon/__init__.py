"""Planned visits over hours or days: time windows, shifts with breaks and overtime, depots and van stock."""
