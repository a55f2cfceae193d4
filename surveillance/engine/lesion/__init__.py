"""What is seen of a lesion: features, form, rupture, the valve beside it."""
