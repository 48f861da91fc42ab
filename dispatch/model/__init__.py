"""What is decided and what is answered: problems, plans, eligibility, the objective, times."""
