"""How many engineers are needed, hour by hour, with which skills and stars, beside those of the roster."""
