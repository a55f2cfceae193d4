"""The nurse's pages: worklist, booking, contact."""
