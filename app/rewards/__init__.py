"""Rewards and penalties: the handbook's rules propose them each month, people decide."""
