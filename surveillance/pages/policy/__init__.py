"""The numbers of a centre: to read, to draft, to sign."""
