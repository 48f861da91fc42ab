"""Tests of the year of grades."""
