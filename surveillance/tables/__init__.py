"""People's files read as tables."""
