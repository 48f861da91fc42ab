"""Teams: who manages and dispatches where, and which engineers belong to whom, with dates."""
