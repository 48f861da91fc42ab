"""What a customer and an engineer who are signed in have of their own."""
