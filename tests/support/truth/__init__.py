"""A world in which a test knows what is true: where everybody was, what phones said, and what follows."""
