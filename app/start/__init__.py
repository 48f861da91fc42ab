"""Where each role begins: the manager's overview, the first steps of a new company, and what `/` leads to."""
