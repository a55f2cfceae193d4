"""The pure engine: what follows from a history on a day, by numbers and rules; no Django, no database."""
