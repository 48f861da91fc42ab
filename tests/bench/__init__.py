"""How long calls take, as ratios to a bare endpoint on the same database; `./run bench` runs it."""
