"""What a customer sees and does behind a tracking link."""
