"""Commands that wire: serve."""
