"""What people type: one form per deed, its fields read off the models."""
