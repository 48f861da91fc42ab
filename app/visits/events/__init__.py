"""What phones send and what the office makes of it."""
