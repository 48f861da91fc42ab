"""Checklist templates as the office writes them: drafts, versions in force, and which visits use which."""
