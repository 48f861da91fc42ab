"""Calls: who is on the line, what can be promised before he hangs up, and what came of it."""
