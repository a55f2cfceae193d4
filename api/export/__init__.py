"""The research export: pseudonymous long tables with a codebook and a manifest, made as one folder or not at all."""
