"""Pages of the api for people: contents, exports."""
