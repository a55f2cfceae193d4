"""Commands of machines and exports: export, token."""
