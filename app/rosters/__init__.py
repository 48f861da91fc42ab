"""Rosters: weeks and months of duty, patterns, leave, and what the demand asks for beside them."""
