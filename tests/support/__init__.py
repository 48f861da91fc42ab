"""What several tests need: databases, clocks, factories."""
