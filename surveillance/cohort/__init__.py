"""Statistics of whole cohorts: pure, numpy and scipy alone."""
