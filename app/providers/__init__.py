"""Service providers: their day, their terms and what follows from a grade, and their statements."""
