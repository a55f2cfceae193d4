"""A temporary app: one new kind of fact, two new measured fields, and nothing else."""
