"""The figures that managers ask for, each with the requests behind it."""
