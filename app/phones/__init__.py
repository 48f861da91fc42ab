"""The envelope of a phone's message, and what its counters say of its clock."""
