"""Packing routes exactly: columns, prices, relaxations, bounds, workers."""
