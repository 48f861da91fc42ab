"""Hours and days: when a contract covers, holidays and make-up working days.  Pure."""
