"""How the house says things: dates, statuses, people."""
