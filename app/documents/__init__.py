"""Documents for customers: the service report, and the page that verifies it."""
