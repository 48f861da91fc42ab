"""The policy of the running day."""
