"""Use cases that write.  Each takes a unit of work, checks its rules, and leaves the commit to the edge."""
