"""Repair requests from intake to their end: promises, states, links, appointments."""
