"""Rewards and penalties."""
