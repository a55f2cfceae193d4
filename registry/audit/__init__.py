"""What the database itself refuses and remembers."""
