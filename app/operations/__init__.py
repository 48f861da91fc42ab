"""The installation in figures: health, metrics, the ledger checked and restored."""
