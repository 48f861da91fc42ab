"""Addresses of the shell itself: events, live streams, the simulated clock."""
