"""Long work that people start: run by workers, with progress, stop, repeat and a file as its result."""
