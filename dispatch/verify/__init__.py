"""An independent checker of plans."""
