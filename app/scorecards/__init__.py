"""Scorecards: one engineer, provider, place, customer or thing, over chosen months and beside others."""
