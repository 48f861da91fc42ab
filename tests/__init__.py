"""The suite; folders mirror the packages they test."""
