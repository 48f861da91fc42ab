"""What engineers do, compared fairly: each measure with the visits behind it, freed of the mix of work."""
