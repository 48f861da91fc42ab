"""Where engineers are, which reported positions are believed, and how long they are kept."""
