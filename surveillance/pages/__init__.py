"""What people see: one file a page. A view fetches, calls one deed or one list, and answers."""
