"""The one function that remembers: facts in, findings, cards and standings out."""
