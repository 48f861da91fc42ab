"""Read models.  They never write, and what a principal may see is decided in `visibility`."""
