"""How likely it is that a stop is late."""
