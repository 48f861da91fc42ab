"""Questions that need no visit, each with its four-hour clock."""
