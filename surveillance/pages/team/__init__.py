"""The Heart Team's pages."""
