"""The state of the installation: health, metrics, the ledger checked and restored."""
