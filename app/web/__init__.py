"""HTTP glue shared by all doors: transactions, problems, identity, policy, repeats."""
