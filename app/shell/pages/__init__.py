"""Pages of the shell itself: signing in and out, and the probes."""
