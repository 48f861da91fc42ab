"""Due work: timers claimed, handled, and put off when they fail; by the clock or by a simulation."""
