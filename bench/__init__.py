"""Benchmarks that print measured ÷ limit."""
