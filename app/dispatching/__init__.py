"""Who goes where: snapshots of a territory, plans, offers, overrides, and why."""
