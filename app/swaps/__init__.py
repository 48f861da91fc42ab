"""Shifts that engineers swap or give away, with the office knowing."""
