"""The imaging protocol: which exam would answer which question."""
