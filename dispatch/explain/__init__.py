"""Reasons in numbers, and two plans compared."""
