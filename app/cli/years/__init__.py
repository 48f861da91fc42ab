"""Years of a company, written in bulk: what the commands write of each kind of visit, thousands at a time."""
