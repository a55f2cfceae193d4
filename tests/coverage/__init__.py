"""What of the medicine stands where: one table of fields, rules and tests, and the checks that it is true.

`python -m tests.coverage` writes docs/coverage.md and docs/evidence.md from the code.
"""
