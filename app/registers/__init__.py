"""Customers and their places, people, price lists, calendars: kept, found, imported, merged."""
