"""The service report, and the page that verifies it."""
