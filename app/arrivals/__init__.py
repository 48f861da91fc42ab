"""What counts as arrived: evidence, the rule that judges it, and what persons settle."""
