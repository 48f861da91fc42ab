"""Leave that engineers ask for, and whoever answers for them decides."""
