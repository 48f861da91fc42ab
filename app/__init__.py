"""OneHour: field-service dispatch that keeps a one-hour on-site promise."""
