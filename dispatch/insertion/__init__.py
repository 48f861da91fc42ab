"""Best fit for one request into the plan in force."""
