"""`./run screenshots`: every page as people see it, looked at side by side."""
