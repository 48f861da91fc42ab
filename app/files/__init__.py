"""Bytes by their digest: pictures, portraits."""
