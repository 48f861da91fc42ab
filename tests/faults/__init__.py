"""Kills, cuts and delays during a whole day, and the proof from the ledger that nothing was lost or doubled.

`./run faults` plays it; see `docs/faults.md`.
"""
