"""The REST interface: documents, lists and deeds for machines."""
