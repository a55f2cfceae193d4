"""The words of the registry: every coded value with its label and, where one is verified, its standard code."""
