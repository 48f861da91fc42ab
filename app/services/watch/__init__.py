"""The promise watch: every open promise is looked at until somebody is on site."""
