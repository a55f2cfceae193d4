"""The read side: what pages and API list, each in a fixed number of queries."""
