"""The people of the day: each acts on what the application told it, and only through its own door."""
