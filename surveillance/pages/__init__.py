"""What people see: one file a page. A view fetches, calls one function of workflow or worklist, and answers."""
