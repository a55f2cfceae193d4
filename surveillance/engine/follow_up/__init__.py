"""What is next, by when, by which plan."""
