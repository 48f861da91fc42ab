"""Accounts: who may sign in, tokens and API keys, passwords and the tries at them."""
